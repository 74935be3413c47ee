import { expect, test } from 'vitest'
import type { TaskInfo } from '../../contract/frame.ts'
import type { LiveWorker } from '../../contract/run-event.ts'
import { createScene } from './scene.ts'
import type { LanesOf } from './lanes.ts'
import type { TaskSamples } from './task-log.ts'

const PYTHON: TaskInfo = {
  index: 1,
  host: 'here',
  pid: 7,
  tid: 7,
  kind: 'process',
  name: 'python',
  startTime: 1,
  role: 'run',
}
const WORKER = { variant: 'm', repeat: 1, index: 0, name: 'MainProcess/MainThread', pid: 7, tid: 7 }

const sceneOf = (lanesOf: LanesOf = 'workers') =>
  createScene({ live: true, cores: 1, columnNs: 1e8, columns: 8, lanesOf })

function samples(...rows: readonly (readonly [index: number, share: number, ready?: number])[]): TaskSamples {
  const zeros = rows.map(() => 0)
  return {
    index: rows.map(([index]) => index),
    share: rows.map(([, share]) => share),
    ready: rows.map(([, , ready]) => ready ?? NaN),
    state: rows.map(() => 1),
    core: zeros,
    cpuNs: zeros,
    runQueueNs: zeros,
    rssBytes: zeros,
    voluntarySwitches: zeros,
    involuntarySwitches: zeros,
  }
}

/** One task, observed for a second, in which it was these workers. */
function observed(share: number, workers: readonly (readonly [startNs: number, endNs?: number])[]) {
  const scene = sceneOf()
  scene.setTasks([PYTHON], true)
  scene.setWorkers(workers.map(([startNs, endNs], index): LiveWorker => ({ ...WORKER, index, startNs, endNs })))
  scene.observe({ tNs: 1e9, seconds: 1, busy: [1], tasks: samples([1, share]) })
  return scene.lanes.map(({ series }) => (series.length === 0 ? undefined : series.share(0)))
}

test('one after the other: each has the whole rate while it is its turn', () => {
  expect(observed(0.9, [[-1e9, 0.3e9], [0.3e9]])).toEqual([expect.closeTo(0.9), expect.closeTo(0.9)])
})

test('several at once in one thread share its time', () => {
  expect(observed(0.8, [[-1], [-1]])).toEqual([expect.closeTo(0.4), expect.closeTo(0.4)])
})

test('what the task did before its worker began is not the worker', () => {
  expect(observed(0.9, [[0.9e9]])).toEqual([expect.closeTo(0.9)])
  expect(observed(0.9, [[2e9]])).toEqual([undefined])
})

test('a pid that is given again is another task: its worker has the time of the new one alone', () => {
  const old = { ...PYTHON, seenNs: 0, endedNs: 1.05e9 }
  const reused = { ...PYTHON, index: 2, startTime: 2, seenNs: 1.05e9 }
  const scene = sceneOf()
  scene.setTasks([{ ...old, endedNs: undefined }], true)
  scene.setWorkers([{ ...WORKER, startNs: 0, endNs: 1e9 }])
  scene.observe({ tNs: 1e9, seconds: 1, busy: [1], tasks: samples([1, 0.9]) })
  // Its event comes before the sampler has noticed that the old task has ended.
  scene.setWorkers([
    { ...WORKER, startNs: 0, endNs: 1e9 },
    { ...WORKER, repeat: 2, startNs: 1.02e9 },
  ])
  scene.setTasks([old, reused], false)
  scene.observe({ tNs: 2e9, seconds: 1, busy: [1], tasks: samples([2, 0.5]) })
  expect(scene.lanes.map(({ task }) => task?.startTime)).toEqual([1, 2])
  expect(scene.lanes.map(({ series }) => [series.length, series.share(0)])).toEqual([
    [1, 0.9],
    [1, 0.5],
  ])
  expect([scene.laneOf(1)?.worker?.repeat, scene.laneOf(2)?.worker?.repeat]).toEqual([1, 2])
})

test('run queue time is a share of its own, and a lane is where the first thread of a process is', () => {
  const scene = sceneOf()
  const first: TaskInfo = { ...PYTHON, index: 2, kind: 'thread', parent: 1 }
  scene.setTasks([PYTHON], true)
  scene.setWorkers([{ ...WORKER, startNs: 0 }])
  scene.observe({ tNs: 1e9, seconds: 1, busy: [1], tasks: samples([1, 0.4, 0.6]) })
  scene.setTasks([first], false)
  scene.observe({ tNs: 2e9, seconds: 1, busy: [1], tasks: samples([1, 0.9, 0.1], [2, 0.5, 0.2]) })
  const [{ series } = { series: undefined }] = scene.lanes
  expect([series?.length, series?.ready(0), series?.share(1), series?.ready(1)]).toEqual([2, 0.6, 0.5, 0.2])
  expect(scene.laneOf(1)).toBe(scene.laneOf(2))
})

test('a program that is watched has a lane for each task, by process; Coreglow itself has none', () => {
  const scene = sceneOf('tasks')
  const tasks: readonly TaskInfo[] = [
    { ...PYTHON, role: 'app', index: 0, pid: 1, tid: 1, seenNs: 0 },
    { ...PYTHON, role: 'other', seenNs: 0 },
    { ...PYTHON, role: 'other', index: 2, kind: 'thread', parent: 1, seenNs: 0 },
    { ...PYTHON, role: 'other', index: 3, kind: 'thread', tid: 8, parent: 1, name: 'pool', seenNs: 0 },
    { ...PYTHON, role: 'other', index: 4, pid: 9, tid: 9, name: 'node', seenNs: 0 },
  ]
  scene.setTasks(tasks, true)
  scene.observe({ tNs: 1e9, seconds: 1, busy: [1], tasks: samples([0, 0.1], [1, 1], [2, 0.6], [3, 0.3], [4, 0.1]) })
  expect(scene.lanes.map(({ process, name, pid, tid }) => [process, name, pid, tid])).toEqual([
    ['python', 'MainThread', 7, 7],
    ['python', 'pool', 7, 8],
    ['node', 'node', 9, 9],
  ])
  expect(scene.lanes.map(({ key }) => key.index)).toEqual([0, 1, 2])
  expect(new Set(scene.lanes.map(({ key }) => key.group)).size).toBe(2)
  expect(scene.usage[0]?.users.map(({ index }) => index)).toEqual([0, 1, 2])
})
