import { expect, test } from 'vitest'
import { linearTicks, logTicks, tickStep } from './ticks.ts'

test('marks stand at round numbers', () => {
  expect([tickStep(5, 10), tickStep(4, 10), tickStep(0.12, 5)]).toEqual([0.5, 0.5, expect.closeTo(0.05)])
  expect(linearTicks(0, 0.5, 0.1)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5])
  expect(linearTicks(1, 64, 20)).toEqual([20, 40, 60])
})

test('powers of ten, fewer where there are many and finer ones where there are few', () => {
  expect(logTicks(1e-3, 1, 5)).toEqual([1e-3, 1e-2, 1e-1, 1])
  expect(logTicks(1, 1e8, 5)).toEqual([1, 100, 1e4, 1e6, 1e8])
  expect(logTicks(1, 64, 6)).toEqual([1, 2, 5, 10, 20, 50])
  expect(logTicks(64, 4.19e6, 8)).toEqual([100, 1e3, 1e4, 1e5, 1e6])
})
