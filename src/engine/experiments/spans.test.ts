import { expect, test } from 'vitest'
import { coveredNs, overlapShare } from './spans.ts'

const span = (startNs: number, endNs: number) => ({ startNs, endNs })

test.each([
  [[], 0],
  [[span(0, 10)], 10],
  [[span(0, 10), span(20, 25)], 15],
  [[span(20, 25), span(0, 22)], 25],
  [[span(0, 100), span(10, 20), span(90, 110)], 110],
])('%o cover %d', (spans, ns) => {
  expect(coveredNs(spans)).toBe(ns)
})

test('what is covered twice is shared', () => {
  expect(overlapShare([[span(0, 10)], [span(5, 15)]])).toBeCloseTo(1 / 3)
  expect(overlapShare([[span(0, 10), span(20, 30)], [span(10, 20)]])).toBe(0)
  expect(overlapShare([[]])).toBeNaN()
})
