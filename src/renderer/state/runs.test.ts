import { expect, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import type { RunEvent, RunSnapshot } from '../../contract/run-event.ts'
import { NO_RUNS, reduceRuns, shownFromRecord, type RunsState } from './runs.ts'

const run = sampleRun({ repeat: 1 })
const { runId, plan, runtime, workers, mainProcesses, picture } = shownFromRecord(run)
const snapshot: RunSnapshot = {
  runId,
  plan,
  runtime,
  progress: { phase: 'preparing', done: 0, total: 3 },
  results: [],
  workers: [],
  mainProcesses: [],
  picture: { measurements: [], figures: [] },
}
const [worker] = workers
const [result] = run.results

const after = (...events: readonly RunEvent[]): RunsState => events.reduce(reduceRuns, NO_RUNS)
const begun: RunEvent = { type: 'run', run: snapshot }
const ended: RunEvent = { type: 'end', runId, run, saved: { ok: true, path: '/runs/1' } }

test('a run is on from its first event until idle, also between two of a suite', () => {
  expect(after(begun)).toMatchObject({ active: runId, busy: true })
  expect(after(begun, ended)).toMatchObject({ active: undefined, busy: true })
  expect(after(begun, ended, { type: 'idle' })).toMatchObject({ busy: false })
})

test('workers are told twice and kept once', () => {
  const started = { ...worker!, endNs: undefined }
  const state = after(begun, { type: 'worker', runId, worker: started }, { type: 'worker', runId, worker: worker! })
  expect(state.byExperiment[plan.experiment]!.workers).toEqual([worker])
})

test('trials, main processes and progress stay in the run that they name', () => {
  const progress = { phase: 'running', done: 1, total: 3 } as const
  const state = after(
    begun,
    { type: 'main', runId, ...mainProcesses[0]! },
    { type: 'trial', runId, result: result!, picture },
    { type: 'progress', runId, progress },
    { type: 'progress', runId: 'another', progress: { ...progress, done: 3 } },
  )
  expect(state.byExperiment[plan.experiment]).toMatchObject({
    mainProcesses: [mainProcesses[0]],
    results: [result],
    picture,
    progress,
  })
})

test('the end brings the record, also to who came too late for the rest', () => {
  expect(after(ended).byExperiment[plan.experiment]).toMatchObject({
    record: run,
    workers,
    picture: { figures: run.figures, measurements: run.measurements },
    saved: { ok: true },
  })
})

test('who begins to listen in the middle gets the run as it stands', () => {
  const middle = { ...snapshot, workers: [worker!], results: [result!] }
  expect(after({ type: 'run', run: middle }).byExperiment[plan.experiment]).toEqual(middle)
})

test('a second that passes leaves the run as it is, and only counts down', () => {
  const progress = { phase: 'running', variant: 'threads', repeat: 1, done: 0, total: 3 } as const
  const before = after(begun, { type: 'progress', runId, progress: { ...progress, secondsLeft: 9 } })
  const later = reduceRuns(before, { type: 'progress', runId, progress: { ...progress, secondsLeft: 8 } })
  expect([before.secondsLeft, later.secondsLeft]).toEqual([9, 8])
  expect(later.byExperiment).toBe(before.byExperiment)
  const next = reduceRuns(later, { type: 'progress', runId, progress: { ...progress, repeat: 2 } })
  expect(next.byExperiment[plan.experiment]!.progress.repeat).toBe(2)
})
