import * as v from 'valibot'
import { expect, test } from 'vitest'
import type { TaskInfo } from '../../contract/frame.ts'
import type { WorkerSpan } from '../../contract/task-match.ts'
import { TASK_COLUMNS } from '../../contract/frame-columns.ts'
import { RecordingSchema } from '../../contract/observation.ts'
import { coresOf } from './core-counter.ts'
import { createMemoryLog } from './record-log.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { toRecording } from './recording.ts'
import { frame, task, type TaskRow } from '../lab/testing.ts'

const S = 1e9

function recorded(
  frames: readonly ReturnType<typeof frame>[],
  tasks = [task(0, { kind: 'process', tid: 100 }), task(1)],
) {
  const recorder = createRecorder()
  recorder.listener.onTasks?.(tasks, 1, true)
  for (const sample of frames) recorder.listener.onFrame?.(sample)
  return recorder
}

const finish = (recorder: Recorder) => toRecording(recorder.log, recorder.received())

const rows = (...cpuNs: number[]): TaskRow[] => cpuNs.map((ns, index) => ({ index, cpuNs: ns, core: index }))

test('a recording is valid after a round trip through JSON, and holds no NaN', async () => {
  const { recording } = await finish(recorded([frame(0, rows(0, 0)), frame(S, rows(5, 6), { busyNs: S / 2 })]))
  const parsed = v.parse(RecordingSchema, JSON.parse(JSON.stringify(recording)))
  expect(parsed.busy).toEqual([
    [null, 0.5],
    [null, 0.5],
  ])
  expect(parsed.rows.cpuNs).toEqual([0, 0, 5, 6])
  expect(parsed.rows.rssBytes).toEqual([null, null, null, null])
})

test('all tasks that were seen are recorded, whatever their role, renumbered with their parents', async () => {
  const tasks = [
    task(3, { role: 'other', tid: 1 }),
    task(7, { kind: 'process', tid: 100, role: 'app' }),
    task(9, { parent: 7 }),
    task(11, { parent: 3 }),
  ]
  const recorder = recorded([frame(0, [{ index: 3 }, { index: 7 }, { index: 9 }])], tasks)
  const { recording } = await finish(recorder)
  expect(recording.tasks.map(({ index, parent, role }) => [index, parent, role])).toEqual([
    [0, undefined, 'other'],
    [1, undefined, 'app'],
    [2, 1, 'run'],
  ])
  expect(recording.rows.task).toEqual([0, 1, 2])
})

test('a pid that was given again is another task: each worker is the one that lived in its time', async () => {
  const first = task(0, { kind: 'process', tid: 100, startTime: 5, seenNs: 0, endedNs: 2 * S })
  const second = task(1, { kind: 'process', tid: 100, startTime: 9, seenNs: 2 * S })
  const recorder = recorded([frame(S, [{ index: 0 }]), frame(3 * S, [{ index: 1 }])], [first, second])
  const assign = (index: number, startNs: number, endNs: number) =>
    recorder.assign({ variant: 'processes', repeat: 1, index, pid: 100, tid: 100, startNs, endNs })
  expect(assign(0, 0.5 * S, 1.9 * S)).toBe(first)
  expect(assign(1, 1.9 * S, 4 * S)).toBe(second)
  expect(assign(2, 2.1 * S, 5 * S)).toBe(second)
  recorder.exited(100, { code: 3 })
  const { tasks } = (await finish(recorder)).recording
  expect(tasks.map(({ workers }) => workers?.map(({ index }) => index))).toEqual([[0], [1, 2]])
  expect(tasks.map(({ exit }) => exit)).toEqual([{ missing: expect.stringContaining('parent') }, { code: 3 }])
})

test('a worker that no sample has seen is no task', () => {
  const gone = task(1, { seenNs: 3 * S })
  const recorder = recorded([frame(3 * S, [{ index: 1 }])], [gone])
  expect(recorder.find({ pid: 100, tid: 101, startNs: S, endNs: 2 * S })).toBeUndefined()
  expect(recorder.find({ pid: 100, tid: 102, startNs: S, endNs: 9 * S })).toBeUndefined()
})

test('time in the run queue and waiting for I/O is recorded', async () => {
  const [first, second] = [frame(0, rows(0)), frame(S, rows(5))]
  first.tasks.runQueueNs[0] = 7
  second.tasks.runQueueNs[0] = 9
  first.cores.iowait.fill(0)
  second.cores.iowait.fill(S / 4)
  const { recording } = await finish(recorded([first, second]))
  expect(recording.rows.runQueueNs).toEqual([7, 9])
  expect(recording.iowait).toEqual([
    [null, 0.25],
    [null, 0.25],
  ])
})

test('a recording has every column of the table of frames', async () => {
  const { rows: columns } = (await finish(recorded([]))).recording
  expect(Object.keys(columns).toSorted()).toEqual(
    [...Object.keys(TASK_COLUMNS).filter((name) => name !== 'index'), 'frame', 'task'].toSorted(),
  )
})

test('a restarted sampler makes other tasks of the same indices', async () => {
  const recorder = recorded([frame(0, [{ index: 0 }])])
  recorder.listener.onTasks?.([task(0, { name: 'later' })], 2, true)
  recorder.listener.onFrame?.(frame(S, [{ index: 0 }], { generation: 2 }))
  const { tasks } = (await finish(recorder)).recording
  expect(tasks.map(({ name }) => name)).toEqual(['python', 'later'])
})

/** What frames show of a task between two moments. */
function tracked(
  frames: readonly ReturnType<typeof frame>[],
  {
    tid,
    kind = 'thread',
    startNs,
    endNs,
  }: Pick<TaskInfo, 'tid'> & Partial<TaskInfo> & Pick<WorkerSpan, 'startNs' | 'endNs'>,
  tasks?: TaskInfo[],
) {
  const recorder = recorded([], tasks)
  const found = recorder.counter.track({ pid: 100, tid, startNs, kind })
  for (const [number, sample] of frames.entries()) {
    recorder.listener.onFrame?.(sample)
    // A worker reports its end after the frames of that time.
    if (number === frames.length - 2) found.endNs = endNs
  }
  found.endNs = endNs
  recorder.counter.settle()
  return found
}

test('cores are those on which the thread ran between its start and its end, most often first', () => {
  const on = (t: number, core: number, cpuNs: number) => frame(t * 0.05 * S, [{ index: 1, core, cpuNs }])
  const frames = [on(0, 5, 1), on(1, 0, 2), on(2, 1, 3), on(3, 1, 4), on(4, 3, 4), on(9, 6, 5)]
  const span = { startNs: 0.05 * S, endNs: 0.25 * S }
  expect(coresOf(tracked(frames, { tid: 101, ...span }))).toEqual([1, 0])
  expect(coresOf(tracked(frames, { tid: 999, ...span }))).toEqual([])
})

test('a first thread is found in its own row, else in that of its process', () => {
  const process = task(0, { kind: 'process', tid: 100 })
  const span = { tid: 100, startNs: 0, endNs: 2 * S }
  const both = frame(S, [
    { index: 0, core: 4, cpuNs: 9 },
    { index: 1, core: 2, cpuNs: 5 },
  ])
  expect(coresOf(tracked([both], span, [process, task(1, { tid: 100 })]))).toEqual([2])
  expect(coresOf(tracked([frame(S, [{ index: 0, core: 4, cpuNs: 9 }])], span, [process]))).toEqual([4])
})

test('what a process has used is seen between the samples of its time', () => {
  const sample = (tS: number, cpuNs: number) => frame(tS * S, [{ index: 0, cpuNs }])
  const frames = [sample(0, 1), sample(1, 5), sample(2, 7), sample(3, NaN), sample(4, 90)]
  const process = [task(0, { kind: 'process', tid: 100 })]
  const { firstCpuNs, lastCpuNs } = tracked(
    frames,
    { tid: 100, kind: 'process', startNs: 0.5 * S, endNs: 3.5 * S },
    process,
  )
  expect([firstCpuNs, lastCpuNs]).toEqual([5, 7])
})

test('frames are counted a second late, so that a report that is late itself still counts', () => {
  const recorder = recorded([])
  const frames = Array.from({ length: 100 }, (_, i) => frame(i * 0.05 * S, [{ index: 1, core: 0, cpuNs: i + 1 }]))
  for (const sample of frames.slice(0, 50)) recorder.listener.onFrame?.(sample)
  const late = recorder.counter.track({ pid: 100, tid: 101, startNs: 1.9 * S, kind: 'thread' })
  for (const sample of frames.slice(50)) recorder.listener.onFrame?.(sample)
  late.endNs = 4.5 * S
  recorder.counter.settle()
  expect(late.frames.get(0)).toBe(53)
})

test('other load is what the machine did less what the run and the app did', async () => {
  const tasks = [task(0, { kind: 'process', role: 'app' }), task(1, { kind: 'process' }), task(2)]
  const recorder = recorded(
    [
      frame(0, [{ index: 0, cpuNs: 50 * S }]),
      frame(
        10 * S,
        [
          { index: 0, cpuNs: 51 * S },
          { index: 1, cpuNs: 4 * S },
          { index: 2, cpuNs: 4 * S },
        ],
        {
          busyNs: 4 * S,
          stealNs: 0.5 * S,
        },
      ),
    ],
    tasks,
  )
  // Two cores, 4 s each; 1 s was the app's and 4 s the run's, whose thread is part of its process.
  const { load, appCpuSeconds } = await finish(recorder)
  expect(load.otherLoad).toBeCloseTo(0.3)
  expect(load.steal).toBeCloseTo(0.1)
  expect(appCpuSeconds).toBeCloseTo(1)
})

test('what was not sampled, or the system does not tell, is missing', async () => {
  const [single, none, unknown] = await Promise.all([
    finish(recorded([frame(0)])),
    finish(recorded([])),
    finish(recorded([frame(0), frame(S, [], { stealNs: NaN })])),
  ])
  expect(single.load.otherLoad).toHaveProperty('missing')
  expect(none.ticks).toMatchObject({ rateAchieved: 0, latenessMs: { missing: expect.any(String) } })
  expect(unknown.load.steal).toHaveProperty('missing')
})

test('rate, missed ticks and lateness', async () => {
  const frames = Array.from({ length: 11 }, (_, i) =>
    frame((i * S) / 20, [], { lateNs: i * 1e6, missed: 3 + (i > 5 ? 2 : 0) }),
  )
  const { rateAchieved, missedTicks, latenessMs } = (await finish(recorded(frames))).ticks
  expect(rateAchieved).toBeCloseTo(20)
  expect(missedTicks).toBe(2)
  expect(latenessMs).toEqual({ median: 5, p95: 9.5, max: 10 })
})

test('a very long run is thinned evenly, in memory and in the record, and still knows its rate', async () => {
  const recorder = createRecorder(createMemoryLog(400))
  for (let i = 0; i < 1000; i++) recorder.listener.onFrame?.(frame((i * S) / 20))
  const { recording, ticks } = await toRecording(recorder.log, recorder.received(), 100)
  const gaps = recording.tNs.slice(1).map((t, i) => t - recording.tNs[i]!)
  expect(recording.tNs.length).toBeLessThanOrEqual(101)
  expect(recording.tNs.length).toBeGreaterThan(40)
  expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThan(1)
  expect(ticks.rateAchieved).toBeGreaterThan(18)
})

test('waiting for a frame ends with it, or when time is up', async () => {
  const recorder = recorded([frame(5)])
  const later = recorder.reached(6, 60_000).then(() => 'came')
  recorder.listener.onFrame?.(frame(7))
  await expect(later).resolves.toBe('came')
  await expect(recorder.reached(5, 60_000)).resolves.toBeUndefined()
  await expect(recorder.reached(99, 1)).resolves.toBeUndefined()
})
