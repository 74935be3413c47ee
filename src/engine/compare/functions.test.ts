import { expect, test } from 'vitest'
import { sampleFunctionRun } from '../../testing/sample-function.ts'
import { compareRuns } from './compare.ts'

const before = sampleFunctionRun({ title: 'before' })
const repaired = {
  title: 'after',
  function: { ...before.function, sha256: '00' },
  diagnosis: {
    findings: [{ id: 'healthy', text: 'Nothing is wrong.', evidence: [], where: [] }],
    noisy: false,
    reasons: [],
  },
} satisfies Parameters<typeof sampleFunctionRun>[0]
const compared = (change: Parameters<typeof sampleFunctionRun>[0]) =>
  compareRuns([{ run: before }, { run: sampleFunctionRun(change) }])

function gridOf({ picture }: ReturnType<typeof compareRuns>, id: string) {
  const grid = picture.figures.find((figure) => figure.id === id)
  return grid?.kind === 'grid' ? grid.rows : []
}

test('two runs of a function: what a model took, what an item took, findings gone and new', () => {
  const comparison = compared(repaired)
  const { picture, remarks } = comparison
  expect(picture.measurements.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['wall-time', 'speed-up', 'per-item', 'pickling']),
  )
  expect(picture.figures[0]).toMatchObject({ id: 'findings' })
  expect(gridOf(comparison, 'findings').map(({ label }) => label)).toEqual(['gil-contention', 'healthy'])
  expect(remarks.slice(0, 2)).toEqual([
    'Findings of before that are gone in after: gil-contention.',
    'New in after: healthy.',
  ])
  expect(remarks).toContain('The file of the function was changed between the runs.')
})

test('a model that failed has no numbers', () => {
  const comparison = compared(repaired)
  for (const { points } of comparison.picture.measurements) {
    expect(points.map(({ x }) => x)).not.toContain('sub-interpreters')
  }
  const row = gridOf(comparison, 'differences').find(({ label }) => label === 'sub-interpreters')!
  expect(row.cells[1]!.text).toBe('not measured')
})

test('the same file is not said to have changed; other inputs are said', () => {
  const { remarks } = compared({ title: 'more', inputs: { count: 16, source: '--count 16' } })
  expect(remarks.join(' ')).not.toContain('was changed')
  expect(remarks).toContain('The runs differ in the inputs: 8 items (ITEMS of report.py); 16 items (--count 16).')
})
