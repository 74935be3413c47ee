import { expect, test } from 'vitest'
import { quantile } from './statistics.ts'

test('quantiles are interpolated; of nothing there is none', () => {
  expect(quantile([3, 1, 2, 4], 0.5)).toBe(2.5)
  expect(quantile([5], 0.95)).toBe(5)
  expect(quantile([], 0.5)).toBeNaN()
})
