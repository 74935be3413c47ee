import { shortName } from '../../contract/text.ts'
import { expect, test } from 'vitest'
import { traitsOf } from '../../testing/sample-models.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import type { TrialResult, WorkerResult } from '../../contract/run.ts'
import { gilsOf, heldAt, heldByOthers } from './gils.ts'
import { recordedScene } from '../live/recording.ts'
import { shownFromRecord, type ShownRun } from '../state/runs.ts'
import type { TimelineRow } from './rows.ts'
import { variantsShown } from './trials.ts'
import { roomySeconds, timelineOf, type TimelineOptions } from './timeline.ts'

const run = sampleRun({ repeat: 2, seconds: 2 })
const scene = recordedScene(run.recording, shownFromRecord(run).workers)
const shown = shownFromRecord(run)
const ROOMY: TimelineOptions = { mode: 'trial', room: 99 }

const timeline = (shownRun: ShownRun = shown, options = ROOMY) =>
  timelineOf(shownRun, scene.lanes, scene.nowNs, options)
const name = (row: TimelineRow) => (row.kind === 'gil' ? row.name : `worker ${row.index + 1}`)
const workerRows = (rows: readonly TimelineRow[]) => rows.flatMap((row) => (row.kind === 'lane' ? [row] : []))

/** The same run with workers that were otherwise. */
function changed(change: (worker: WorkerResult, trial: TrialResult) => Partial<WorkerResult>): ShownRun {
  const results = run.results.map((trial) =>
    Object.assign({}, trial, {
      workers: trial.workers.map((worker) => Object.assign({}, worker, change(worker, trial))),
    }),
  )
  return { ...shown, results }
}

test('side by side: the latest repeat of each variant from zero, with the ends of the earlier ones and the GILs on top', () => {
  const { rows, seconds } = timeline()
  expect(rows.map((row) => [row.heading, name(row)])).toEqual([
    ['sequential', 'GIL'],
    [undefined, 'worker 1'],
    [undefined, 'worker 2'],
    ['threads', 'GIL'],
    [undefined, 'worker 1'],
    [undefined, 'worker 2'],
    ['processes', 'GIL 1'],
    [undefined, 'worker 1'],
    [undefined, 'GIL 2'],
    [undefined, 'worker 2'],
  ])
  for (const { spans, earlierEnds } of workerRows(rows)) {
    expect(spans.map(({ lane }) => lane.worker?.repeat)).toEqual([2])
    expect(spans[0]!.spans!.count).toBeGreaterThan(0)
    expect(earlierEnds).toHaveLength(1)
  }
  expect(seconds).toBe(5)
})

test('as it ran: all repeats from the start of the run', () => {
  const { rows, seconds } = timeline(shown, { ...ROOMY, mode: 'run' })
  expect(rows.every(({ spans }) => spans.length === 2)).toBe(true)
  const zeros = rows.flatMap((row) => [...row.spans].map(({ zeroNs }) => zeroNs))
  expect(new Set(zeros).size).toBe(1)
  expect(seconds).toBeGreaterThan(16)
})

test('where there is no room for a lane for each GIL their number is told', () => {
  const rows = timeline(shown, { ...ROOMY, room: 9 }).rows.filter(({ group }) => group === 'processes')
  expect(rows.map((row) => ('note' in row ? row.note : name(row)))).toEqual([
    '2 GILs, one per worker',
    'worker 1',
    'worker 2',
  ])
})

test('who has no GIL says why, and work that stamps no clock has no such lane', () => {
  const note = (shownRun: ShownRun) => timeline(shownRun).rows.flatMap((row) => ('note' in row ? [row.note] : []))[0]
  const free = changed(() => ({ gil: undefined }))
  expect(note(free)).toBe('free-threaded build: there is no GIL')
  const node = { ...shown.runtime, kind: 'node' as const }
  expect(note({ ...free, runtime: node })).toBe('one V8 isolate: no GIL')
  const variants = free.plan.variants.map((variant) => Object.assign({}, variant, { sharesInterpreter: false }))
  expect(note({ ...free, plan: { ...free.plan, variants }, runtime: node })).toBe('one V8 isolate per worker: no GIL')
  const unstamped = timeline(changed(() => ({ running: undefined }))).rows
  expect(unstamped.map(({ kind }) => kind)).toEqual(Array.from({ length: 6 }, () => 'lane'))
})

test('a GIL is held by one after the other, in the order of time', () => {
  const threads = run.results.find(({ model }) => model === 'threads')!
  const [gil, ...others] = gilsOf(threads)
  expect(others).toEqual([])
  const { startNs } = threads.workers[0]!
  const owners = [0, 1, 2, 3].map((turn) => heldAt(gil!, startNs + (turn + 0.5) * 5e6)?.worker)
  expect(owners).toEqual([0, 1, 0, 1])
  const life = [startNs, threads.workers[0]!.endNs] as const
  expect(heldByOthers(gil!, 0, ...life) / (life[1] - life[0])).toBeCloseTo(0.5, 1)
})

test('of many variants one is shown: the chosen one, else the one that is on, else the last', () => {
  const variants = Array.from({ length: 9 }, (_, i) => {
    return { id: `t${i}`, label: `t${i}`, model: 'threads', ...traitsOf('threads'), workers: 1 }
  })
  const many = { ...shown, plan: { ...shown.plan, variants }, progress: { ...shown.progress, variant: 't3' } }
  const ids = (chosen?: string, shownRun: ShownRun = many) => variantsShown(shownRun, chosen).map(({ id }) => id)
  expect([ids('t5'), ids(), ids(undefined, { ...many, progress: shown.progress })]).toEqual([['t5'], ['t3'], ['t8']])
  expect(ids('gone', shown)).toEqual(['sequential', 'threads', 'processes'])
})

test('rows are there before the workers are, and as long as is expected until the run is over', () => {
  const before = { ...shown, workers: [], results: [], record: undefined }
  const { rows, seconds } = timelineOf(before, [], NaN, ROOMY)
  expect(rows).toHaveLength(6)
  expect(seconds).toBe(5)
  expect(timelineOf({ ...before, record: shown.record }, [], NaN, ROOMY).seconds).toBe(1)
})

test('without a run there is a row for each task, by process, from the first moment', () => {
  const watched = recordedScene(
    { ...run.recording, tasks: run.recording.tasks.map((task) => ({ ...task, seenNs: run.recording.tNs[0]! })) },
    undefined,
  )
  const { rows, marks, seconds } = timelineOf(undefined, watched.lanes, watched.nowNs, ROOMY)
  expect(rows).toHaveLength(run.recording.tasks.length)
  expect(marks).toEqual([])
  const headings = rows.flatMap(({ heading }) => heading ?? [])
  expect(headings).toEqual(
    run.recording.tasks.flatMap(({ kind, pid }) => (kind === 'process' ? [`python3.13 ${pid}`] : [])),
  )
  expect(seconds).toBeGreaterThanOrEqual((watched.nowNs - run.recording.tNs[0]!) / 1e9)
  // Lanes of a run that is not on the screen are no tasks of their own.
  expect(timelineOf(undefined, scene.lanes, scene.nowNs, ROOMY).rows).toEqual([])
})

test('round numbers', () => {
  expect([0, NaN, 0.9, 4.1, 11, 61].map(roomySeconds)).toEqual([1, 1, 1, 5, 12.5, 80])
})

test('short names', () => {
  expect(['MainProcess/MainThread', 'MainProcess/Thread-1', 'Process-2/MainThread'].map(shortName)).toEqual([
    'MainProcess',
    'Thread-1',
    'Process-2',
  ])
})
