import { expect, test } from 'vitest'
import type { LiveWorker } from '../../contract/run-event.ts'
import { createScene } from './scene.ts'

const TASK = { index: 1, core: 0, state: 1, cpuNs: 0, rssBytes: 0, voluntarySwitches: 0, involuntarySwitches: 0 }

/** One task, observed for a second, in which it was these workers. */
function observed(share: number, workers: readonly (readonly [startNs: number, endNs?: number])[]) {
  const scene = createScene({ live: true, cores: 1, columnNs: 1e8, columns: 8 })
  const task = {
    host: 'here',
    index: 1,
    pid: 7,
    tid: 7,
    kind: 'process',
    name: 'python',
    startTime: 1,
    role: 'run',
  } as const
  scene.tasks.tell([task], true)
  const names = { variant: 'm', repeat: 1, name: 'MainProcess/MainThread', pid: 7, tid: 7 }
  scene.setWorkers(workers.map(([startNs, endNs], index): LiveWorker => ({ ...names, index, startNs, endNs })))
  scene.observe({ tNs: 1e9, seconds: 1, busy: [1], tasks: [{ ...TASK, share }] })
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
