import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { clockOffset, nowNs } from './clock-offset.ts'

test('is 0 between two readings of one clock', async () => {
  expect(await clockOffset(async () => nowNs(), true)).toBe(0)
})

test('finds the distance of another clock, also with a slow answer', async () => {
  let delayMs = 30
  const read = async () => {
    await sleep((delayMs -= 5))
    return nowNs() - 5e9
  }
  const offset = await clockOffset(read, true)
  expect(Math.abs(offset - 5)).toBeLessThan(0.5)
})
