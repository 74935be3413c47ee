import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { nowNs } from '../host/clock.ts'
import { clockOffset } from './clock-offset.ts'

test('is 0 between two readings of one clock', async () => {
  const { offsetNs, uncertaintyNs } = await clockOffset(async () => nowNs(), true)
  expect(offsetNs).toBe(0)
  expect(uncertaintyNs).toBeGreaterThan(0)
  expect(uncertaintyNs).toBeLessThan(1e8)
})

test('the distance of another clock lies within the uncertainty of the quickest answer', async () => {
  let delayMs = 30
  const read = async () => {
    await sleep((delayMs -= 5))
    return nowNs() - 5e9
  }
  const { offsetNs, uncertaintyNs } = await clockOffset(read, true)
  expect(Math.abs(offsetNs - 5e9)).toBeLessThanOrEqual(uncertaintyNs)
  expect(uncertaintyNs).toBeLessThan(3e7)
})
