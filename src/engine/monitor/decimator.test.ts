import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Decimator } from './decimator.ts'

const MS = 1e6

/** Ticks of a sampler at these times (ms), and those that a listener of `hz` gets. */
function picked(hz: number, samplerHz: number, ticks: readonly number[]) {
  const decimator = new Decimator(hz)
  return ticks.flatMap((ms) => {
    const place = decimator.take(ms * MS, 1e9 / samplerHz)
    return place === undefined ? [] : [{ ms, ...place }]
  })
}

test('at the same rate every tick is passed on', () => {
  const frames = picked(20, 20, [1000, 1050, 1100, 1150])
  expect(frames.map(({ seq, missed }) => [seq, missed])).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 0],
  ])
})

test('a lower rate gets the ticks nearest to its own deadlines, numbered without a gap', () => {
  const frames = picked(
    20,
    100,
    Array.from({ length: 21 }, (_, i) => 1000 + i * 10),
  )
  expect(frames).toEqual([1000, 1050, 1100, 1150, 1200].map((ms, seq) => ({ ms, seq, missed: 0 })))
})

test('deadlines without a tick are counted, and not caught up', () => {
  const frames = picked(20, 20, [1000, 1050, 1200, 1250])
  expect(frames.map(({ missed }) => missed)).toEqual([0, 0, 2, 2])
})

test('a grid that begins anew, because another listener came or went, is no loss', () => {
  const frames = picked(20, 20, [1000, 1050, 1062, 1112, 1162])
  expect(frames.map(({ ms, missed }) => [ms, missed])).toEqual([
    [1000, 0],
    [1050, 0],
    [1112, 0],
    [1162, 0],
  ])
})

test('frames and misses together are the deadlines, whatever the two rates', () => {
  const rate = fc.integer({ min: 1, max: 100 })
  fc.assert(
    fc.property(rate, rate, fc.array(fc.nat(40), { minLength: 1, maxLength: 200 }), (a, b, gaps) => {
      const [hz, samplerHz] = [Math.min(a, b), Math.max(a, b)]
      let tick = 0
      const ticks = gaps.map((gap) => ((tick += gap + 1) * 1000) / samplerHz)
      const frames = picked(hz, samplerHz, ticks)
      frames.forEach(({ seq }, i) => expect(seq).toBe(i))
      const { ms, seq, missed } = frames.at(-1)!
      const deadlines = ((ms - ticks[0]!) * hz) / 1000
      expect(Math.abs(seq + missed - deadlines)).toBeLessThanOrEqual(1)
    }),
  )
})
