import { expect, test } from 'vitest'
import type { Agreement } from './function.ts'
import {
  agreementSentences,
  controlsText,
  failuresOf,
  functionText,
  inputsText,
  inspectionSentences,
  settingText,
  shareRange,
  sweepSentence,
  variantsText,
} from './function-text.ts'
import type { Run, Variant } from './run.ts'
import { result } from './testing.ts'

const variant = (id: string, label: string): Variant => ({
  id,
  label,
  model: id,
  kind: 'process-pool',
  sharesInterpreter: false,
  workers: 2,
})
const variants = [variant('sequential', 'sequential'), variant('pool-64', 'process pool, chunks of 64')]
const run = { plan: { variants } as unknown as Run['plan'] }
const first = { item: 5, expected: '1', got: '2' }
const agreement = (change: Partial<Agreement>): Agreement => ({ equal: true, compared: 8, differs: [], ...change })

test('function and inputs', () => {
  expect(functionText({ name: 'work', file: '/home/user/report.py' })).toBe('work() of report.py')
  expect(functionText({ name: 'work', file: 'C:\\shop\\report.py' })).toBe('work() of report.py')
  expect(inputsText({ count: 1, source: '--inputs' })).toBe('1 item (--inputs)')
  expect(inputsText({ count: 1000, source: 'ITEMS of report.py' })).toBe('1,000 items (ITEMS of report.py)')
})

test('the interpreter with why it was chosen, workers, repeats, and the start method that was set', () => {
  const plan = { workers: 1, repeat: 1, params: { 'start-method': 'spawn' } } as unknown as Run['plan']
  const runtime = { label: 'CPython 3.13.0' } as Run['runtime']
  expect(settingText({ plan, runtime })).toBe('CPython 3.13.0, 1 worker, no repeats, start method spawn')
  const tried = { runtimeReason: "the project's .venv" } as Run['plan']['function']
  expect(settingText({ plan: { ...plan, workers: 2, repeat: 3, params: {}, function: tried }, runtime })).toBe(
    "CPython 3.13.0 (the project's .venv), 2 workers, 3 repeats of each model",
  )
})

test('the inspection: times, what cannot be sent, remarks, without what is said elsewhere', () => {
  const inspection = {
    importSeconds: 0.5,
    itemSeconds: 0.01,
    called: 20,
    notPicklable: 'Input 0 cannot be sent.',
    remarks: ['It printed something.'],
  } as unknown as Parameters<typeof inspectionSentences>[0]
  expect(inspectionSentences(inspection)).toEqual([
    expect.stringMatching(/imported in 500.ms; an item takes about 10\.0.ms \(median of the first 20\)/),
    'Input 0 cannot be sent.',
    'It printed something.',
  ])
  expect(inspectionSentences(inspection, ['Input 0 cannot be sent.'])).not.toContain('Input 0 cannot be sent.')
})

test('models, between semicolons where a label has a comma', () => {
  expect(variantsText(run)).toBe('sequential; process pool, chunks of 64')
  expect(variantsText({ plan: { variants: [variants[0]!] } as unknown as Run['plan'] })).toBe('sequential')
})

test('controls, each with how many workers got on at the same time', () => {
  const environments = [{ usableCores: 1 }] as unknown as Run['environments']
  const waiting = { id: 'waiting', label: 'pure waiting', model: 'm', workers: 2, trials: 2 } as const
  const controls = [{ ...waiting, aloneSeconds: 1, togetherSeconds: 1.25, parallel: 1.6 }]
  expect(controlsText({ controls, environments })).toBe(
    'This machine gives today: pure waiting 1.60 of 2 workers at the same time, on 1 core.',
  )
  expect(controlsText({ controls: [], environments })).toContain('No controls')
})

test('why a variant failed, and that other repeats of it did not', () => {
  const results = [
    result('pool-64', 1),
    result('pool-64', 1, { repeat: 2, failed: 'It ended.' }),
    result('sequential', 1),
  ]
  expect(failuresOf({ ...run, results })).toEqual([
    { label: 'process pool, chunks of 64 (repeat 2; 1 did not fail)', text: 'It ended.' },
  ])
  expect(failuresOf({ ...run, results: [result('sequential', 1, { failed: 'It ended.' })] })).toEqual([
    { label: 'sequential', text: 'It ended.' },
  ])
})

test('agreement: equal, within a tolerance, different, not compared', () => {
  expect(agreementSentences(run, agreement({}))).toEqual(['All models return the same for 8 items.'])
  expect(agreementSentences(run, agreement({ tolerance: 1e-9 })).join()).toContain('tolerance of 1e-9')
  const differs = [{ variant: 'pool-64', items: 3, how: 'value', first } as const]
  expect(agreementSentences(run, agreement({ equal: false, differs }))[1]).toBe(
    'process pool, chunks of 64: 3 of 8 items differ; the first is item 5: 1 in the loop, 2 in process pool, chunks of 64.',
  )
  const inOrder = agreementSentences(run, agreement({ differs: [{ ...differs[0]!, how: 'order' }] }))
  expect(inOrder[0]).toContain('All models return the same')
  expect(inOrder[1]).toContain('another order')
  const nothing = agreementSentences(run, agreement({ compared: 0, notCompared: 'Functions cannot be compared.' }))
  expect(nothing).toEqual(['Functions cannot be compared.'])
})

test('a sweep, with its serial part or why there is none', () => {
  const points = [1, 2].map((workers) => ({ workers, median: 4 / workers, min: 1, max: 5 }))
  const serialShare = { value: 0.03, min: 0.01, max: 0.06 }
  const sentence = sweepSentence(run, { model: 'pool-64', points, serialShare })
  expect(sentence).toMatch(
    /^process pool, chunks of 64: 4\.00.s with 1 and 2\.00.s with 2 workers\. Serial part about 3.%/,
  )
  expect(sweepSentence(run, { model: 'other', points, serialShare: { missing: 'Too few points.' } })).toMatch(
    /^other: .*Too few points\.$/,
  )
})

test('a range of shares is one number where both round to it', () => {
  expect(shareRange({ least: 0.011, most: 0.012 })).toBe('1\u202f%')
  expect(shareRange({ least: 0.01, most: 0.43 })).toBe('1…43\u202f%')
})
