import { expect, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import { recordedScene } from '../live/recording.ts'
import { shownFromRecord } from '../state/runs.ts'
import type { LaneRow } from '../timeline/rows.ts'
import { timelineOf } from '../timeline/timeline.ts'
import { createColumns } from './lane-columns.ts'

const run = sampleRun({ repeat: 1, seconds: 2 })
const scene = recordedScene(run.recording, shownFromRecord(run).workers)
const { rows, seconds } = timelineOf(shownFromRecord(run), scene.lanes, scene.nowNs, { mode: 'trial', room: 99 })
const threads = rows.filter((row): row is LaneRow => row.kind === 'lane' && row.group === 'threads')
const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)

test.each([7, 300, 5000])('%i columns of the whole hold all of a life: what it ran and what it waited', (count) => {
  const columns = createColumns({ from: 0, stepNs: (seconds * 1e9) / count, count })
  for (const { spans } of threads) {
    const { startNs, endNs } = spans[0]!.lane
    const { alive, running, gil } = columns.lane(spans[0]!, scene.nowNs)
    expect(sum(alive) / (endNs! - startNs)).toBeCloseTo(1, 6)
    expect(sum(running) / spans[0]!.spans!.totalNs).toBeCloseTo(1, 6)
    alive.forEach((ns, i) => expect(running[i]! + gil[i]!).toBeLessThanOrEqual(ns + 1))
  }
})

test('zoomed in to single turns a column is of one or the other', () => {
  const { startNs } = threads[0]!.spans[0]!.lane
  const zeroSeconds = (startNs - threads[0]!.spans[0]!.zeroNs) / 1e9
  const columns = createColumns({ from: zeroSeconds + 0.1, stepNs: 1e6, count: 10 })
  const [first, second] = threads.map(({ spans }) => columns.lane(spans[0]!, scene.nowNs))
  const whole = (ns: Float64Array) => Array.from(ns, (value) => Math.round(value / 1e6))
  expect(whole(first!.running)).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0])
  expect(whole(first!.gil)).toEqual(whole(second!.running))
  const { worker: owner } = columns.holds(threads[0]!.spans[0]!.gil!, threads[0]!.spans[0]!.zeroNs)
  expect([owner[1], owner[8]]).toEqual([0, 1])
})

test('before its life and after it there is nothing', () => {
  const columns = createColumns({ from: seconds * 2, stepNs: 1e6, count: 10 })
  const { first, last, alive } = columns.lane(threads[0]!.spans[0]!, scene.nowNs)
  expect(last - first).toBeLessThanOrEqual(0)
  expect(sum(alive)).toBe(0)
})
