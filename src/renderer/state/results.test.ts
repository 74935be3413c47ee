import { expect, test } from 'vitest'
import { traitsOf } from '../../testing/sample-models.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import type { Experiment, Runtime } from '../../contract/experiment.ts'
import { bestSpeedup, resultRows } from './results.ts'
import { shownFromRecord, type ShownRun } from './runs.ts'

const run = sampleRun({ repeat: 3 })
const experiment = {
  id: run.experiment,
  work: 'countdown',
  models: { default: ['sequential', 'thread'], offered: { kinds: ['sequential', 'thread', 'interpreter'] } },
  published: [],
  parameters: [],
} as unknown as Experiment
const model = (id: string, needs?: string) => ({
  id,
  label: id,
  description: '',
  ...traitsOf(id),
  available: needs === undefined,
  needs,
})
const runtime: Runtime = {
  ...run.runtime,
  models: [model('sequential'), model('threads'), model('interpreters', '3.14')],
}
const settings = { models: {}, params: {}, bets: {} }
const whole = shownFromRecord(run)

test('before a run there is a row for each model that would run', () => {
  const rows = resultRows(experiment, undefined, runtime, settings)
  expect(rows.map(({ label, status, median: none }) => [label, status, none])).toEqual([
    ['sequential', 'pending', undefined],
    ['threads', 'pending', undefined],
  ])
})

test('during a run rows fill in from the trials so far', () => {
  const progress = { phase: 'running', variant: 'threads', repeat: 2, done: 4, total: 9 } as const
  const during: ShownRun = { ...whole, record: undefined, results: run.results.slice(0, 4), progress }
  const rows = resultRows(experiment, during, runtime, settings)
  expect(rows.map(({ status, trials }) => [status, trials])).toEqual([
    ['done', 2],
    ['running', 1],
    ['done', 1],
  ])
  expect(rows[0]!.speedup).toBe(1)
})

test("after it they are the record's summary, and what has no result says why", () => {
  const rows = resultRows(experiment, whole, runtime, settings)
  rows.forEach((row, i) =>
    expect(row).toMatchObject({ median: run.summary[i]!.median, speedup: run.summary[i]!.speedup }),
  )
  const summary = run.summary.map((row, i) => (i === 2 ? { ...row, missing: 'It was not reached.' } : row))
  const stopped = resultRows(experiment, { ...whole, record: { ...run, summary } }, runtime, settings)
  expect(stopped[2]).toMatchObject({ status: 'missing', missing: 'It was not reached.' })
})

test('in a replay what comes later is pending, and numbers are those of the trials so far', () => {
  const progress = { ...whole.progress, variant: 'threads' }
  const rows = resultRows(experiment, { ...whole, results: run.results.slice(0, 4), progress }, runtime, settings)
  expect(rows.map(({ status, trials }) => [status, trials])).toEqual([
    ['done', 2],
    ['running', 1],
    ['done', 1],
  ])
  expect(rows[1]!.median).toBe(run.results[1]!.wallSeconds)
  const [, ...later] = resultRows(experiment, { ...whole, results: run.results.slice(0, 1) }, runtime, settings)
  expect(later.map(({ status }) => status)).toEqual(['pending', 'pending'])
})

test('variants of one model are rows of their own', () => {
  const variants = [1, 2].map((workers) =>
    Object.assign(
      { id: `threads-${workers}`, label: `threads × ${workers}`, model: 'threads', workers },
      traitsOf('threads'),
    ),
  )
  const results = run.results
    .slice(0, 2)
    .map((result, i) => Object.assign({}, result, { variant: variants[i]!.id, model: 'threads' }))
  const during = {
    ...whole,
    record: undefined,
    plan: { ...whole.plan, variants },
    results,
    progress: { ...whole.progress, variant: 'threads-1' },
  }
  const rows = resultRows(experiment, during, runtime, settings)
  expect(rows.map(({ label, status, trials, speedup }) => [label, status, trials, speedup])).toEqual([
    ['threads × 1', 'running', 1, undefined],
    ['threads × 2', 'done', 1, undefined],
  ])
})

test('the best speed-up', () => {
  expect(bestSpeedup(whole)).toBe(Math.max(...run.summary.slice(1).map(({ speedup }) => speedup!)))
})
