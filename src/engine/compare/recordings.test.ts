import { expect, test } from 'vitest'
import { sampleProgram } from '../../testing/sample-program.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { durationOf, processUses } from '../observation/task-use.ts'
import { compareRuns } from './compare.ts'

const before = sampleProgram({ title: 'Before' })
const run = sampleRun()

test('an observation beside a run: a sentence says what has no counterpart', () => {
  const [environment, ...others] = run.environments
  const elsewhere = { ...run, environments: [{ ...environment, host: 'desk' }, ...others] as typeof run.environments }
  const { labels, picture, remarks } = compareRuns([{ run: before }, { run: elsewhere }])
  expect(labels).toEqual(['Before', run.title])
  expect(picture.measurements.map(({ id }) => id)).toEqual(['duration', 'cpu-time', 'cores-busy'])
  const points = (id: string) => picture.measurements.find((measurement) => measurement.id === id)!.points
  expect(points('duration')[0]!.value).toBe(durationOf(before.recording))
  const seconds = processUses(before.recording).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
  expect(points('cpu-time')[0]).toEqual({ series: 'Before', x: 'python3.13', value: seconds })
  expect(points('cores-busy')[0]!.value).toBeCloseTo(seconds / durationOf(before.recording))
  expect(picture.figures.map(({ kind }) => kind)).toEqual(['chart', 'chart', 'chart', 'grid'])
  expect(remarks[0]).toMatch(
    /^Before has no plan, so that wall times and speed-ups of Two tasks .* have no counterpart/,
  )
  expect(remarks.at(-1)).toContain('different machines: lecture-hall,')
})

test('an observation without samples says so', () => {
  const { tasks, rows, busy } = before.recording
  const empty = Object.fromEntries(Object.keys(rows).map((column) => [column, []])) as unknown as typeof rows
  const none = { tasks, rows: empty, tNs: [], busy: busy.map(() => []), iowait: [], steal: [] }
  const { picture } = compareRuns([{ run }, { run: { ...before, recording: none } }])
  const grid = picture.figures.at(-1)!
  expect(grid.kind === 'grid' && grid.rows[1]!.cells.map(({ text }) => text)).toEqual([
    '0\u202fs',
    '0\u202fs',
    'not measured',
    '0',
  ])
})
