import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { coreColumns, taskColumns, type CoreColumn } from './frame-columns.ts'
import type { Frame } from './frame.ts'
import { coreShares, taskShares, type CorePart } from './rates.ts'

const PARTS = ['busy', 'user', 'system', 'interrupt', 'idle', 'iowait', 'steal'] as const satisfies readonly CorePart[]

const MS = 1e6

function frame(tMs: number, cores: Partial<Record<CoreColumn, number[]>>, cpuMs: Record<number, number> = {}) {
  const rows = Object.keys(cpuMs).length
  const column = (field: CoreColumn) =>
    Float64Array.from(cores[field] ?? cores.user?.map(() => NaN) ?? [], (ms) => ms * MS)
  return {
    generation: 1,
    seq: 0,
    tNs: tMs * MS,
    lateNs: 0,
    missed: 0,
    cores: coreColumns(cores.user?.length ?? 0, {
      user: column('user'),
      system: column('system'),
      interrupt: column('interrupt'),
      idle: column('idle'),
      iowait: column('iowait'),
      steal: column('steal'),
    }),
    tasks: taskColumns(rows, {
      index: Uint32Array.from(Object.keys(cpuMs), Number),
      cpuNs: Float64Array.from(Object.values(cpuMs), (ms) => ms * MS),
      runQueueNs: new Float64Array(rows),
    }),
  } satisfies Frame
}

test('shares are of the real time between the frames', () => {
  const before = frame(1000, { user: [0, 100], system: [0, 50], iowait: [0, 0], steal: [0, 0] })
  const after = frame(1100, { user: [40, 100], system: [20, 50], iowait: [10, 0], steal: [0, 100] })
  const shares = (part: CorePart) => [...coreShares(before, after, part)]
  expect(shares('user')).toEqual([0.4, 0])
  expect(shares('system')).toEqual([0.2, 0])
  expect(shares('busy')).toEqual([0.6, 0])
  expect(shares('iowait')).toEqual([0.1, 0])
  expect(shares('steal')).toEqual([0, 1])
})

test('interrupts are busy time where they are told apart', () => {
  const before = frame(1000, { user: [0], system: [0], interrupt: [5] })
  const after = frame(1100, { user: [40], system: [20], interrupt: [15] })
  expect([...coreShares(before, after, 'busy')]).toEqual([0.7])
  expect([...coreShares(before, after, 'interrupt')]).toEqual([0.1])
})

test('ticks of 10 ms never make a core more than busy, nor less than idle', () => {
  const before = frame(1000, { user: [0], system: [0], iowait: [30] })
  const after = frame(1049, { user: [50], system: [10], iowait: [20] })
  const shares = (['busy', 'user', 'iowait'] as const).map((part) => coreShares(before, after, part)[0])
  expect(shares).toEqual([1, 1, 0])
})

test('a core that came, that is not told or that is offline is NaN, and the others are not', () => {
  const before = frame(1000, { user: [0, NaN], system: [0, NaN] })
  const after = frame(1100, { user: [50, 10, 10], system: [0, 0, 0] })
  expect([...coreShares(before, after, 'busy')]).toEqual([0.5, NaN, NaN])
  expect([...coreShares(before, after, 'steal')]).toEqual([NaN, NaN, NaN])
})

test('frames of the same moment, or in the wrong order, tell nothing', () => {
  const first = frame(1000, { user: [0], system: [0] }, { 3: 10 })
  const other = frame(1100, { user: [50], system: [0] }, { 3: 60 })
  expect(coreShares(first, first, 'busy')[0]).toBeNaN()
  expect(coreShares(other, first, 'busy')[0]).toBeNaN()
  expect(taskShares(first, first)[0]).toBeNaN()
})

test('rows are matched by dictionary index, not by position', () => {
  const before = frame(1000, { user: [] }, { 2: 100, 5: 0, 9: 30 })
  const after = frame(1100, { user: [] }, { 5: 190, 7: 40, 9: 30 })
  expect([...taskShares(before, after)]).toEqual([1.9, NaN, 0])
})

test('run queue time is a rate of its own', () => {
  const tasks = (runQueueMs: number) => {
    const made = frame(1000 + runQueueMs, { user: [] }, { 2: 0 })
    return { ...made, tasks: { ...made.tasks, runQueueNs: Float64Array.of(runQueueMs * 0.25 * MS) } }
  }
  expect([...taskShares(tasks(0), tasks(80), 'runQueueNs')]).toEqual([0.25])
})

test('the indices of another generation mean other tasks', () => {
  const before = frame(1000, { user: [] }, { 2: 100 })
  expect(taskShares(before, { ...frame(1100, { user: [] }, { 2: 150 }), generation: 2 })[0]).toBeNaN()
})

test('whatever the counters say, a core share is NaN or in 0..1 and a task share is NaN or not negative', () => {
  const ms = fc.double({ noDefaultInfinity: true })
  const cores = fc.record({ user: fc.array(ms), system: fc.array(ms), iowait: fc.array(ms), steal: fc.array(ms) })
  const tasks = fc.dictionary(fc.nat(9).map(String), ms)
  const frames = fc.tuple(ms, cores, tasks).map((args) => frame(...args))
  fc.assert(
    fc.property(frames, frames, (before, after) => {
      for (const part of PARTS) {
        const column = coreShares(before, after, part)
        expect(column.every((share: number) => Number.isNaN(share) || (share >= 0 && share <= 1))).toBe(true)
      }
      expect(taskShares(before, after).every((share) => Number.isNaN(share) || share >= 0)).toBe(true)
    }),
  )
})
