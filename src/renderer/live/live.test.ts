import { expect, test, vi } from 'vitest'
import { encodeFrame } from '../../contract/frame-encoding.ts'
import { coreColumns } from '../../contract/frame-columns.ts'
import type { Frame, TaskInfo } from '../../contract/frame.ts'
import type { LiveWorker } from '../../contract/run-event.ts'
import { textOf } from '../charts/task-table.ts'
import { createLive } from './live.ts'
import { taskRows } from './task-rows.ts'

const TICK_NS = 50e6

/** Cores 0 and 1; task 1 is a process, task 2 its first thread, task 3 its second. CPU ns are cumulative. */
function frame(seq: number, busyNs: readonly number[], cpuNs: readonly number[], generation = 1): Uint8Array {
  const zero = new Float64Array(busyNs.length)
  const column = (value: number) => new Float64Array(cpuNs.length).fill(value)
  const it: Frame = {
    generation,
    seq,
    tNs: 1e12 + seq * TICK_NS,
    lateNs: 0,
    missed: 0,
    cores: coreColumns(busyNs.length, { user: Float64Array.from(busyNs), system: zero, idle: zero }),
    tasks: {
      index: Uint32Array.from(cpuNs, (_, i) => i + 1),
      state: new Uint8Array(cpuNs.length).fill(1),
      core: Int16Array.from(cpuNs, (_, i) => i % 2),
      cpuNs: Float64Array.from(cpuNs),
      runQueueNs: column(0),
      rssBytes: column(5e6),
      voluntarySwitches: column(1),
      involuntarySwitches: column(2),
    },
  }
  return encodeFrame(it)
}

const info = (index: number, rest: Partial<TaskInfo>): TaskInfo => ({
  index,
  host: 'here',
  pid: 100,
  tid: 100,
  kind: 'process',
  name: 'python3',
  startTime: 1,
  role: 'run',
  ...rest,
})
const TASKS = [
  info(1, {}),
  info(2, { kind: 'thread', parent: 1 }),
  info(3, { kind: 'thread', tid: 101, parent: 1, name: 'python3' }),
]
const WORKER: LiveWorker = {
  variant: 'threads',
  repeat: 1,
  index: 0,
  name: 'MainProcess/Thread-1',
  pid: 100,
  tid: 101,
  startNs: 1e12,
}

test('while it is paused the picture stands, and then it is as if it had never stood', () => {
  const feed = (pauses: boolean) => {
    const live = createLive(() => {})
    live.onTasks({ type: 'tasks', generation: 1, reset: true, tasks: TASKS })
    live.setWorkers([WORKER])
    for (let seq = 1; seq <= 4; seq++) live.onFrame(frame(seq, [seq * 1e7, 0], [0, 0, seq * 1e7]))
    const before = live.scene.nowNs
    live.setPaused(pauses)
    live.setWorkers([WORKER, { ...WORKER, index: 1, tid: 100 }])
    for (let seq = 5; seq <= 9; seq++) live.onFrame(frame(seq, [seq * 4e7, 0], [0, 0, seq * 4e7]))
    expect(live.scene.nowNs === before).toBe(pauses)
    expect(live.scene.lanes).toHaveLength(pauses ? 1 : 2)
    live.setPaused(false)
    const { scene, lost } = live
    const [lane] = scene.lanes
    const shares = Array.from({ length: lane!.series.length }, (_, i) => lane!.series.share(i))
    return { busy: [...scene.busy], nowNs: scene.nowNs, lanes: scene.lanes.length, shares, lost }
  }
  expect(feed(true)).toEqual(feed(false))
})

function running() {
  const onChange = vi.fn<() => void>()
  const live = createLive(onChange)
  live.onTasks({ type: 'tasks', generation: 1, reset: true, tasks: TASKS })
  live.setWorkers([WORKER])
  for (let seq = 1; seq <= 20; seq++) {
    live.onFrame(frame(seq, [seq * TICK_NS * 0.8, 0], [seq * TICK_NS, 0, seq * TICK_NS * 0.8]))
  }
  return { live, onChange }
}

test('load is smoothed towards what the cores do, and belongs to the worker that is on them', () => {
  const { live, onChange } = running()
  expect(live.scene.busy[0]).toBeCloseTo(0.8, 1)
  expect(live.scene.busy[1]).toBeCloseTo(0, 1)
  expect(live.scene.usage).toEqual([
    { users: [{ index: 0, share: expect.closeTo(0.8, 1) }], owner: 0 },
    { users: [], owner: undefined },
  ])
  expect(onChange.mock.calls.length).toBeGreaterThanOrEqual(20)
})

test("a worker's lane has its share over time", () => {
  const { series } = running().live.scene.lanes[0]!
  expect(series.length).toBe(19)
  expect(series.share(10)).toBeCloseTo(0.8)
})

test('workers that are told again keep their lanes', () => {
  const { live } = running()
  live.setWorkers([{ ...WORKER, endNs: 1e12 + 21 * TICK_NS }])
  expect(live.scene.lanes[0]!.series.length).toBe(19)
})

test('lost frames are counted and leave no false rate', () => {
  const { live } = running()
  live.onFrame(frame(30, [30 * TICK_NS * 0.8, 0], [30 * TICK_NS, 0, 30 * TICK_NS * 0.8]))
  expect(live.lost).toBe(9)
  expect(live.scene.busy[0]).toBeCloseTo(0.8, 1)
})

test('another generation begins anew', () => {
  const { live } = running()
  live.onFrame(frame(30, [0, 0], [0, 0, 0], 2))
  expect(live.lost).toBe(0)
  expect(live.scene.busy[0]).toBeCloseTo(0.8, 1)
})

test('the task table is a tree with the names that workers gave themselves', () => {
  const { live } = running()
  const rows = taskRows(live.scene, { sort: undefined, filter: '', mainProcesses: [100] })
  expect(rows.map(({ name, depth, worker }) => [name, depth, worker])).toEqual([
    ['MainProcess', 0, undefined],
    ['MainThread', 1, undefined],
    ['Thread-1', 1, 0],
  ])
  expect(rows[2]!.cpu).toBeCloseTo(0.8, 1)
})

test('what has ended stays, greyed, with its last numbers, until the next run', () => {
  const { live } = running()
  live.onTasks({ type: 'tasks', generation: 1, reset: false, tasks: [{ ...TASKS[2]!, endedNs: 2e12 }] })
  const rows = () => taskRows(live.scene, { sort: undefined, filter: '', mainProcesses: [100] })
  expect(rows().at(-1)).toMatchObject({ ended: true, state: 'ended', cpu: NaN, cpuSeconds: expect.closeTo(0.8) })
  live.scene.tasks.forgetEnded()
  expect(rows()).toHaveLength(2)
})

test('of what has ended only what the runs on the screen started is shown', () => {
  const { live } = running()
  const child = info(4, { pid: 200, tid: 200, parent: 1, endedNs: 2e12 })
  const thread = info(5, { pid: 200, tid: 201, kind: 'thread', parent: 4, endedNs: 2e12 })
  const earlier = info(6, { endedNs: 0.9e12 })
  const another = info(7, { pid: 300, tid: 300, endedNs: 2e12 })
  live.onTasks({ type: 'tasks', generation: 1, reset: false, tasks: [child, thread, earlier, another] })
  const keys = (options: { mainProcesses: number[]; sinceNs?: number }) =>
    taskRows(live.scene, { sort: undefined, filter: '', ...options })
      .filter(({ ended }) => ended)
      .map(({ key }) => key)
  expect(keys({ mainProcesses: [100], sinceNs: 1e12 })).toEqual([4, 5])
  expect(keys({ mainProcesses: [], sinceNs: Infinity })).toEqual([])
  expect(keys({ mainProcesses: [] }).toSorted((a, b) => a - b)).toEqual([4, 5, 6, 7])
})

test('a worker that was lost says how, once it has ended', () => {
  const { live } = running()
  live.setWorkers([{ ...WORKER, endNs: 2e12, lost: 'signal SIGSEGV' }])
  const row = () =>
    taskRows(live.scene, { sort: undefined, filter: '', mainProcesses: [100] }).find(({ tid }) => tid === 101)!
  expect(textOf(row())).toMatchObject({ depth: 1, ended: false, lost: false, stateTitle: undefined })
  live.onTasks({ type: 'tasks', generation: 1, reset: false, tasks: [{ ...TASKS[2]!, endedNs: 2e12 }] })
  expect(textOf(row())).toMatchObject({ depth: 1, ended: true, lost: true, stateTitle: 'signal SIGSEGV' })
  expect(textOf(row()).cells).toContain('SIGSEGV')
})

test('a filter keeps the process of a thread that matches; sorting puts unknown last', () => {
  const { live } = running()
  const filtered = taskRows(live.scene, { sort: undefined, filter: 'thread-1', mainProcesses: [100] })
  expect(filtered.map(({ name }) => name)).toEqual(['MainProcess', 'Thread-1'])
  const sorted = taskRows(live.scene, { sort: { column: 'cpu', descending: true }, filter: '', mainProcesses: [100] })
  expect(sorted.map(({ name }) => name)).toEqual(['MainProcess', 'Thread-1', 'MainThread'])
})

test('a machine that was started again begins anew', () => {
  const { live } = running()
  live.restart()
  live.onFrame(frame(-1000, [0, 0], [0, 0, 0]))
  live.onFrame(frame(-999, [TICK_NS, 0], [0, 0, 0]))
  expect(live.scene.busy[0]).toBe(1)
  expect(live.scene.history.stored).toBe(1)
})
