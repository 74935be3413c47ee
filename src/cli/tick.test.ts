import { expect, test } from 'vitest'
import { coreColumns } from '../contract/frame-columns.ts'
import type { Frame, TaskInfo } from '../contract/frame.ts'
import { createDictionary, createTick, describeTick } from './tick.ts'

/** Two cores, of which the second tells no steal, and the tasks 0 and 1. */
function frame(
  tNs: number,
  busyNs: readonly [number, number],
  cpuNs: readonly [number, number],
  generation = 1,
): Frame {
  const column = (...values: number[]) => Float64Array.from(values)
  return {
    generation,
    seq: tNs / 50e6,
    tNs,
    lateNs: 1000,
    missed: 2,
    cores: coreColumns(2, {
      user: column(...busyNs),
      system: column(0, 0),
      idle: column(0, 0),
      iowait: column(0, 0),
      steal: column(0, NaN),
    }),
    tasks: {
      index: Uint32Array.of(0, 1),
      state: Uint8Array.of(1, 2),
      core: Int16Array.of(1, -1),
      cpuNs: column(...cpuNs),
      runQueueNs: column(2e9, NaN),
      rssBytes: column(4096, NaN),
      voluntarySwitches: column(7, 8),
      involuntarySwitches: column(NaN, 9),
    },
  }
}

const task = (index: number, name: string): TaskInfo => ({
  index,
  host: 'here',
  pid: 10,
  tid: 10 + index,
  kind: index === 0 ? 'process' : 'thread',
  name,
  startTime: 1,
  role: 'other',
})

test('a tick has shares of the time since the frame before, and null where nothing is known', () => {
  const dictionary = createDictionary()
  dictionary.learn({ type: 'tasks', generation: 1, reset: true, tasks: [task(0, 'a'), task(1, 'b')] })
  const tick = createTick(frame(50e6, [0, 0], [0, 1e6]), frame(100e6, [25e6, 50e6], [50e6, 1e6]), dictionary)
  expect(JSON.parse(JSON.stringify(tick))).toMatchObject({
    seq: 2,
    tNs: 100e6,
    lateNs: 1000,
    missedTicks: 2,
    busyCores: 1.5,
    cores: [
      { busyShare: 0.5, userShare: 0.5, systemShare: 0, stealShare: 0 },
      { busyShare: 1, stealShare: null },
    ],
    tasks: [
      { pid: 10, tid: 10, kind: 'process', name: 'a', state: 'running', core: 1, cpuShare: 1, cpuSeconds: 0.05 },
      { tid: 11, state: 'sleeping', core: null, cpuShare: 0, runQueueSeconds: null, rssBytes: null },
    ],
  })
  expect(describeTick(tick)).toContain('|▄█| = 1.5 of 2 cores busy')
  expect(describeTick(tick).split('\n')[2]).toMatch(/^10\/10 .*running .*core 1 .*100/)
})

test('a task whose name is not known, or is of another generation, is left out', () => {
  const dictionary = createDictionary()
  const tick = (generation: number) =>
    createTick(frame(50e6, [0, 0], [0, 0], generation), frame(100e6, [0, 0], [0, 0], generation), dictionary)
  expect(tick(1).tasks).toEqual([])
  dictionary.learn({ type: 'tasks', generation: 1, reset: false, tasks: [task(1, 'b')] })
  expect(tick(1).tasks.map(({ name }) => name)).toEqual(['b'])
  dictionary.learn({ type: 'tasks', generation: 2, reset: true, tasks: [task(0, 'c')] })
  expect(tick(1).tasks).toEqual([])
  expect(tick(2).tasks.map(({ name }) => name)).toEqual(['c'])
})
