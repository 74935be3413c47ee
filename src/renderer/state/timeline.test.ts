import { expect, test } from 'vitest'
import { sampleRun } from '../../../e2e/fixtures/sample-run.ts'
import { recordedScene } from './recording.ts'
import { shownFromRecord } from './runs.ts'
import { roomySeconds, shortName, tickStep, timelineOf } from './timeline.ts'

const run = sampleRun({ repeat: 2, seconds: 2 })
const scene = recordedScene(run)
const shown = shownFromRecord(run)

test('side by side: the latest repeat of each model from zero, with the ends of the earlier ones', () => {
  const { rows, seconds } = timelineOf(shown, scene.lanes, scene.nowNs, 'trial')
  expect(rows.map(({ model, index }) => `${model} ${index}`)).toEqual([
    'sequential 0',
    'sequential 1',
    'threads 0',
    'threads 1',
    'processes 0',
    'processes 1',
  ])
  for (const { spans, earlierEnds } of rows) {
    expect(spans.map(({ lane }) => lane.worker.repeat)).toEqual([2])
    expect(earlierEnds).toHaveLength(1)
  }
  expect(seconds).toBe(5)
})

test('as it ran: all repeats from the start of the run', () => {
  const { rows, seconds } = timelineOf(shown, scene.lanes, scene.nowNs, 'run')
  expect(rows[0]!.spans).toHaveLength(2)
  expect(new Set(rows.flatMap(({ spans }) => spans.map(({ zeroNs }) => zeroNs))).size).toBe(1)
  expect(seconds).toBeGreaterThan(16)
})

test('rows are there before the workers are', () => {
  const { rows, seconds } = timelineOf({ ...shown, workers: [] }, [], NaN, 'trial')
  expect(rows).toHaveLength(6)
  expect(seconds).toBe(5)
})

test('round numbers', () => {
  expect([0, NaN, 0.9, 4.1, 11, 61].map(roomySeconds)).toEqual([1, 1, 1, 5, 12.5, 80])
  expect([tickStep(5, 10), tickStep(4, 10), tickStep(0.12, 5)]).toEqual([0.5, 0.5, expect.closeTo(0.05)])
})

test('short names', () => {
  expect(['MainProcess/MainThread', 'MainProcess/Thread-1', 'Process-2/MainThread'].map(shortName)).toEqual([
    'MainProcess',
    'Thread-1',
    'Process-2',
  ])
})
