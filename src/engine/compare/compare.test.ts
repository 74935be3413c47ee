import { expect, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import type { Run } from '../../contract/run.ts'
import { compareRuns } from './compare.ts'
import { labelsOf } from './labels.ts'

const run = sampleRun()
const other = (change: Partial<Run>): Run => ({ ...sampleRun(), id: '20261123-100345-cpu-countdown', ...change })
const runtime = (label: string) => ({ ...run.runtime, label })

/** The same run with all wall times so many times as long. */
function stretched(factor: number, spread = 0.02): Run {
  const results = run.results.map((trial) => Object.assign({}, trial, { wallSeconds: trial.wallSeconds * factor }))
  const summary = run.summary.map((row) => Object.assign({}, row, { median: row.median * factor, spread }))
  return other({ results, summary, runtime: runtime('CPython 3.9.18') })
}

function difference(a: Run, b: Run, variant = 'threads') {
  const { picture } = compareRuns([{ run: a }, { run: b }])
  const grid = picture.figures.find(({ kind }) => kind === 'grid')
  const row = grid?.kind === 'grid' ? grid.rows.find(({ label }) => label === variant) : undefined
  return row!.cells[1]!
}

test('labels say what tells runs apart, and names come first', () => {
  const faster = other({ runtime: runtime('CPython 3.13t') })
  expect(labelsOf([{ run }, { run: faster }])).toEqual(['CPython 3.13.0', 'CPython 3.13t'])
  expect(labelsOf([{ run, name: 'before' }, { run: faster }])).toEqual(['before', 'CPython 3.13t'])
  expect(labelsOf([{ run }, { run: other({}) }])[1]).toContain('20261123')
  const same = labelsOf([
    { run, name: 'x' },
    { run, name: 'x' },
  ])
  expect(new Set(same).size).toBe(2)
})

test.each([
  [1.5, 'slower', 'bad'],
  [0.5, 'faster', 'good'],
  [1.05, 'no difference beyond the noise', 'dim'],
])('%d times as long is %s', (factor, words, tone) => {
  const cell = difference(run, stretched(factor))
  expect(cell).toMatchObject({ tone })
  expect(cell.text).toContain(words)
})

test('a difference smaller than the spread is none, and a wide spread says nothing', () => {
  expect(difference(run, stretched(1.3, 0.35)).text).toContain('no difference beyond the noise')
  expect(difference(run, stretched(1.3, 0.9)).text).toContain('too noisy')
})

test('a run that did more work in its time is faster: times are those of the same work', () => {
  const calibrated = (original: Run, workUnits: number): Run => ({
    ...original,
    calibrations: [{ work: 'countdown', params: {}, workUnits, unit: 'steps', measuredSeconds: 0.05 }],
  })
  const [slow, fast] = [calibrated(run, 1e6), calibrated(stretched(1), 2e6)]
  expect(difference(slow, fast)).toMatchObject({ tone: 'good', text: expect.stringContaining('0.50×') })
  const { remarks, picture } = compareRuns([{ run: slow }, { run: fast }])
  expect(remarks.join(' ')).toContain('1,000,000 steps')
  const wall = picture.measurements.find(({ id }) => id === 'wall-time')!
  const threadsSeconds = (series: string) =>
    wall.points.find((point) => point.series === series && point.x === 'threads')!.value!
  expect(threadsSeconds('CPython 3.9.18')).toBeCloseTo(threadsSeconds('CPython 3.13.0') / 2)
})

test('what else differs is said', () => {
  const { remarks } = compareRuns([{ run }, { run: other({ plan: { ...run.plan, workers: 4 } }) }])
  expect(remarks).toContain('The runs differ in the number of workers: 2; 4.')
})

test('every quantity on one axis; what no run has is left out', () => {
  const { picture } = compareRuns([{ run }, { run: stretched(2) }])
  const ids = picture.measurements.map(({ id }) => id)
  expect(ids).toEqual(expect.arrayContaining(['wall-time', 'speed-up', 'efficiency', 'cpu-time', 'start-up']))
  const wall = picture.measurements[0]!
  expect(new Set(wall.points.map(({ series }) => series))).toEqual(new Set(['CPython 3.13.0', 'CPython 3.9.18']))
  const without = { ...run.recording, rows: { ...run.recording.rows, task: [], frame: [] } }
  const bare = compareRuns([{ run: { ...run, recording: without } }, { run: other({ recording: without }) }])
  expect(bare.picture.measurements.map(({ id }) => id)).not.toContain('switches')
})
