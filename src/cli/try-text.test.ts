import { expect, test } from 'vitest'
import { sampleFunctionRun } from '../testing/sample-function.ts'
import { createStyle } from './style.ts'
import { describeFunctionPlan, describeFunctionRun } from './try-text.ts'

const plain = createStyle({ write: () => {} }, {})
const described = (change: Parameters<typeof sampleFunctionRun>[0] = {}, width = 100) =>
  describeFunctionRun(sampleFunctionRun(change), plain, width, '/home/user/shop')

test('what will be run: function, inputs, interpreter and why, models', () => {
  const text = describeFunctionPlan(sampleFunctionRun(), plain, 100)
  expect(text).toContain('work() of report.py, line 12: 8 items (ITEMS of report.py)')
  expect(text).toContain("CPython 3.13.0 (the project's .venv), 2 workers, 3 repeats")
  expect(text).toContain('Models: sequential, thread pool, sub-interpreters, process pool')
})

test('controls come before the tables, these before findings, and the advice with its code is last', () => {
  const text = described()
  const places = [
    'pure counting 1.90 of 2',
    'WALL',
    'PER ITEM',
    'sub-interpreters failed:',
    'SIGSEGV',
    'return the same for 8 items',
    'coreglow: gil-contention',
    'at work (report.py:12)',
    'Advice: Use a process pool',
    '\nfrom concurrent.futures import ProcessPoolExecutor\n',
    '\n        results = list(',
  ].map((part) => text.indexOf(part))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(places[0]).toBeGreaterThan(0)
})

test('a model that failed has no row of numbers', () => {
  expect(described()).not.toMatch(/^sub-interpreters +\d/m)
})

test.each([50, 60, 80, 120])('tables fit in %d columns, and drop what matters least', (width) => {
  const lines = described({}, width).split('\n')
  const tables = lines.slice(
    lines.findIndex((line) => line.startsWith('MODEL')),
    lines.findIndex((line) => line.endsWith('failed:')),
  )
  for (const line of tables) expect(line.length).toBeLessThanOrEqual(width)
  expect(tables[0]).toContain('SPEED-UP')
  expect(tables.join('\n').includes('PICKLING')).toBe(width >= 80)
  expect(tables.join('\n').includes('IMPORT')).toBe(width >= 80)
})

test('a column that no model has is left out, and a reason is given once', () => {
  const results = sampleFunctionRun().results.map((trial) =>
    Object.assign(trial, { gil: { missing: 'Only Linux.' }, serialiseSeconds: undefined, importSeconds: undefined }),
  )
  const text = described({ results }, 120)
  expect(text).not.toMatch(/GIL HELD|WAITING|PICKLING|IMPORT/)
  expect(text.match(/Only Linux\./g)).toHaveLength(1)
  expect(text).toContain('all models: Only Linux.')
})

test('what the function printed: the last lines, without control characters', () => {
  const results = sampleFunctionRun().results.map((trial, index) =>
    Object.assign(trial, index === 1 ? { output: `${'line\n'.repeat(9)}\u001b]0;title\u0007end\n` } : {}),
  )
  const text = described({ results })
  expect(text).toContain('Printed by the function (thread pool, repeat 1; the last 6 lines):')
  expect(text.match(/^ {2}line$/gm)).toHaveLength(5)
  expect(text).toContain(' ]0;title end')
  expect(text).not.toContain('\u001b')
})

test('without advice, the verdict stands in its place', () => {
  const verdict = { text: 'Nothing can be advised: the loop failed.', kind: 'failed', noisy: false, reasons: [] }
  expect(described({ advice: undefined, verdict })).toContain(`Advice: ${verdict.text}\n`)
})

test('a sweep is shown', () => {
  const points = [1, 2].map((workers) => ({ workers, median: 4 / workers, min: 1, max: 5 }))
  const sweep = [{ model: 'process-pool', points, serialShare: { value: 0.03, min: 0.01, max: 0.06 } }]
  expect(described({ sweep })).toContain('Serial part about 3')
})
