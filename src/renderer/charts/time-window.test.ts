import { expect, test } from 'vitest'
import { moved, zoomed } from './time-window.ts'

test('zooming keeps the place under the pointer, and ends at the whole and at a thousandth of it', () => {
  expect(zoomed([0, 100], 100, 25, 0.5)).toEqual([12.5, 62.5])
  expect(zoomed([12.5, 62.5], 100, 25, 2)).toEqual([0, 100])
  expect(zoomed([40, 60], 100, 41, 100)).toEqual([0, 100])
  const [from, to] = zoomed([50, 50.2], 100, 50.1, 0.01)
  expect(to - from).toBeCloseTo(0.1, 9)
})

test('moving stops at the ends', () => {
  expect(moved([10, 30], 100, 5)).toEqual([15, 35])
  expect(moved([10, 30], 100, -50)).toEqual([0, 20])
  expect(moved([10, 30], 100, 500)).toEqual([80, 100])
})
