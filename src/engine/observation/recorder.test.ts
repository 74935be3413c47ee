import * as v from 'valibot'
import { expect, test } from 'vitest'
import { TASK_COLUMNS } from '../../contract/frame-columns.ts'
import { RecordingSchema } from '../../contract/observation.ts'
import { coresOf, cpuSeenNs, loadOf, ticksOf } from './observed.ts'
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
  for (const one of frames) recorder.listener.onFrame?.(one)
  return recorder
}

const seen = (recorder: Recorder, tid: number) => recorder.find({ pid: 100, tid, startNs: 0, endNs: S })!

const rows = (...cpuNs: number[]): TaskRow[] => cpuNs.map((ns, index) => ({ index, cpuNs: ns, core: index }))

test('a recording is valid after a round trip through JSON, and holds no NaN', () => {
  const recording = toRecording(recorded([frame(0, rows(0, 0)), frame(S, rows(5, 6), { busyNs: S / 2 })]))
  const parsed = v.parse(RecordingSchema, JSON.parse(JSON.stringify(recording)))
  expect(parsed.busy).toEqual([
    [null, 0.5],
    [null, 0.5],
  ])
  expect(parsed.rows.cpuNs).toEqual([0, 0, 5, 6])
  expect(parsed.rows.rssBytes).toEqual([null, null, null, null])
})

test('all tasks that were seen are recorded, whatever their role, renumbered with their parents', () => {
  const tasks = [
    task(3, { role: 'other', tid: 1 }),
    task(7, { kind: 'process', tid: 100, role: 'app' }),
    task(9, { parent: 7 }),
    task(11, { parent: 3 }),
  ]
  const recorder = recorded([frame(0, [{ index: 3 }, { index: 7 }, { index: 9 }])], tasks)
  const recording = toRecording(recorder)
  expect(recording.tasks.map(({ index, parent, role }) => [index, parent, role])).toEqual([
    [0, undefined, 'other'],
    [1, undefined, 'app'],
    [2, 1, 'run'],
  ])
  expect(recording.rows.task).toEqual([0, 1, 2])
})

test('a pid that was given again is another task: each worker is the one that lived in its time', () => {
  const first = task(0, { kind: 'process', tid: 100, startTime: 5, seenNs: 0, endedNs: 2 * S })
  const second = task(1, { kind: 'process', tid: 100, startTime: 9, seenNs: 2 * S })
  const recorder = recorded([frame(S, [{ index: 0 }]), frame(3 * S, [{ index: 1 }])], [first, second])
  const assign = (index: number, startNs: number, endNs: number) =>
    recorder.assign({ variant: 'processes', repeat: 1, index, pid: 100, tid: 100, startNs, endNs })?.info
  expect(assign(0, 0.5 * S, 1.9 * S)).toBe(first)
  expect(assign(1, 1.9 * S, 4 * S)).toBe(second)
  expect(assign(2, 2.1 * S, 5 * S)).toBe(second)
  recorder.exited(100, { code: 3 })
  const { tasks } = toRecording(recorder)
  expect(tasks.map(({ workers }) => workers?.map(({ index }) => index))).toEqual([[0], [1, 2]])
  expect(tasks.map(({ exit }) => exit)).toEqual([{ missing: expect.stringContaining('parent') }, { code: 3 }])
})

test('a worker that no sample has seen is no task', () => {
  const gone = task(1, { seenNs: 3 * S })
  const recorder = recorded([frame(3 * S, [{ index: 1 }])], [gone])
  expect(recorder.find({ pid: 100, tid: 101, startNs: S, endNs: 2 * S })).toBeUndefined()
  expect(recorder.find({ pid: 100, tid: 102, startNs: S, endNs: 9 * S })).toBeUndefined()
})

test('time in the run queue and waiting for I/O is recorded', () => {
  const [first, second] = [frame(0, rows(0)), frame(S, rows(5))]
  first.tasks.runQueueNs[0] = 7
  second.tasks.runQueueNs[0] = 9
  first.cores.iowait.fill(0)
  second.cores.iowait.fill(S / 4)
  const recording = toRecording(recorded([first, second]))
  expect(recording.rows.runQueueNs).toEqual([7, 9])
  expect(recording.iowait).toEqual([
    [null, 0.25],
    [null, 0.25],
  ])
})

test('a recording has every column of the table of frames', () => {
  const { rows: columns } = toRecording(recorded([]))
  expect(Object.keys(columns).toSorted()).toEqual(
    [...Object.keys(TASK_COLUMNS).filter((name) => name !== 'index'), 'frame', 'task'].toSorted(),
  )
})

test('a restarted sampler makes other tasks of the same indices', () => {
  const recorder = recorded([frame(0, [{ index: 0 }])])
  recorder.listener.onTasks?.([task(0, { name: 'later' })], 2, true)
  recorder.listener.onFrame?.(frame(S, [{ index: 0 }], { generation: 2 }))
  expect(toRecording(recorder).tasks.map((one) => one.name)).toEqual(['python', 'later'])
})

test('cores are those on which the thread ran between its start and its end, most often first', () => {
  const on = (t: number, core: number, cpuNs: number) => frame(t * S, [{ index: 1, core, cpuNs }])
  const recorder = recorded([on(0, 5, 1), on(1, 0, 2), on(2, 1, 3), on(3, 1, 4), on(4, 3, 4), on(9, 6, 5)])
  expect(coresOf(recorder, seen(recorder, 101), 1 * S, 5 * S)).toEqual([1, 0])
})

test('a first thread is found in its own row, else in that of its process', () => {
  const process = task(0, { kind: 'process', tid: 100 })
  const both = recorded(
    [
      frame(S, [
        { index: 0, core: 4, cpuNs: 9 },
        { index: 1, core: 2, cpuNs: 5 },
      ]),
    ],
    [process, task(1, { tid: 100 })],
  )
  expect(coresOf(both, seen(both, 100), 0, 2 * S)).toEqual([2])
  const single = recorded([frame(S, [{ index: 0, core: 4, cpuNs: 9 }])], [process])
  expect(coresOf(single, seen(single, 100), 0, 2 * S)).toEqual([4])
})

test('what a process has used is seen between the samples of its time', () => {
  const at = (tS: number, cpuNs: number) => frame(tS * S, [{ index: 0, cpuNs }])
  const recorder = recorded([at(0, 1), at(1, 5), at(2, 7), at(3, NaN), at(4, 90)], [task(0, { kind: 'process' })])
  expect(cpuSeenNs(recorder, 100, 0.5 * S, 3.5 * S)).toBe(2)
  expect(cpuSeenNs(recorder, 100, 1.5 * S, 3.5 * S)).toBeUndefined()
  expect(cpuSeenNs(recorder, 999, 0, 5 * S)).toBeUndefined()
})

test('other load is what the machine did less what the run and the app did', () => {
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
  expect(loadOf(recorder).otherLoad).toBeCloseTo(0.3)
  expect(loadOf(recorder).steal).toBeCloseTo(0.1)
})

test('what was not sampled, or the system does not tell, is missing', () => {
  expect(loadOf(recorded([frame(0)])).otherLoad).toHaveProperty('missing')
  expect(ticksOf(recorded([]))).toMatchObject({ rateAchieved: 0, latenessMs: { missing: expect.any(String) } })
  expect(loadOf(recorded([frame(0), frame(S, [], { stealNs: NaN })])).steal).toHaveProperty('missing')
})

test('rate, missed ticks and lateness', () => {
  const frames = Array.from({ length: 11 }, (_, i) =>
    frame((i * S) / 20, [], { lateNs: i * 1e6, missed: 3 + (i > 5 ? 2 : 0) }),
  )
  const { rateAchieved, missedTicks, latenessMs } = ticksOf(recorded(frames))
  expect(rateAchieved).toBeCloseTo(20)
  expect(missedTicks).toBe(2)
  expect(latenessMs).toEqual({ median: 5, p95: 9.5, max: 10 })
})

test('a very long run is thinned evenly, and still knows its rate', () => {
  const recorder = createRecorder(100)
  for (let i = 0; i < 1000; i++) recorder.listener.onFrame?.(frame((i * S) / 20))
  const times = recorder.frames().map((one) => one.tNs)
  const gaps = times.slice(1).map((t, i) => t - times[i]!)
  expect(times.length).toBeLessThanOrEqual(101)
  expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThan(1)
  expect(ticksOf(recorder).rateAchieved).toBeGreaterThan(18)
})

test('waiting for a frame ends with it, or when time is up', async () => {
  const recorder = recorded([frame(5)])
  const later = recorder.reached(6, 60_000).then(() => 'came')
  recorder.listener.onFrame?.(frame(7))
  await expect(later).resolves.toBe('came')
  await expect(recorder.reached(5, 60_000)).resolves.toBeUndefined()
  await expect(recorder.reached(99, 1)).resolves.toBeUndefined()
})
