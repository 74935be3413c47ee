import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { nowNs } from '../host/clock.ts'
import { Ticker } from './ticker.ts'

async function deadlines(hz: number, ms: number, during: () => void = () => undefined): Promise<number[]> {
  const seen: number[] = []
  const ticker = new Ticker((deadlineNs) => {
    expect(nowNs()).toBeGreaterThanOrEqual(deadlineNs)
    seen.push(deadlineNs)
    during()
  })
  ticker.pace(hz)
  await sleep(ms)
  ticker.pace(0)
  const count = seen.length
  await sleep(50)
  expect(seen).toHaveLength(count)
  return seen
}

test('deadlines lie on a grid, so that lateness does not add up', async () => {
  const seen = await deadlines(100, 500)
  expect(seen.length).toBeGreaterThan(10)
  expect(seen.length).toBeLessThanOrEqual(55)
  for (const deadline of seen) expect(((deadline - seen[0]!) / 1e7) % 1).toBeCloseTo(0, 6)
})

test('deadlines that pass during a tick are passed over, not caught up in a burst', async () => {
  const seen = await deadlines(100, 500, () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25))
  expect(seen.length).toBeGreaterThan(2)
  for (let i = 1; i < seen.length; i++) expect(seen[i]! - seen[i - 1]!).toBeGreaterThanOrEqual(3e7 - 1)
})

test('the same pace again does not begin a new grid', async () => {
  const seen: number[] = []
  const ticker = new Ticker((deadlineNs) => seen.push(deadlineNs))
  ticker.pace(20)
  for (let i = 0; i < 10; i++) {
    await sleep(20)
    ticker.pace(20)
  }
  ticker.pace(0)
  expect(seen.length).toBeLessThanOrEqual(6)
  for (const deadline of seen) expect(((deadline - seen[0]!) / 5e7) % 1).toBeCloseTo(0, 6)
})
