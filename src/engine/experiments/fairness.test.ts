import { expect, test } from 'vitest'
import { jainIndex } from './fairness.ts'

test.each([
  [[5, 5, 5, 5], 1],
  [[7, 0, 0, 0], 0.25],
  [[1, 1, 0, 0], 0.5],
  [[1, 2, 3], 36 / 42],
])('of %j it is %d', (shares, index) => {
  expect(jainIndex(shares)).toBeCloseTo(index, 10)
})

test('it does not depend on the unit, and of nothing at all there is none', () => {
  expect(jainIndex([2, 4, 6])).toBeCloseTo(jainIndex([1, 2, 3]), 10)
  expect(jainIndex([0, 0])).toBeNaN()
  expect(jainIndex([])).toBeNaN()
})
