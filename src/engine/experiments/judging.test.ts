import { assert, double, pre, property } from 'fast-check'
import { expect, test } from 'vitest'
import { compare, spreadOf, variesWidely } from './judging.ts'
import { row } from './testing.ts'

test.each([
  ['faster', 1, 0.5, 0.02],
  ['same', 1, 1.05, 0.02],
  ['slower', 1, 1.4, 0.1],
  ['same', 1, 1.25, 0.3],
  ['inconclusive', 1, 1.25, 0.5],
  ['slower', 1, 1.7, 0.5],
] as const)('%s', (change, base, other, spread) => {
  expect(compare(row('a', base), row('b', other, { spread })).change).toBe(change)
})

test('a single repeat has no spread of its own, and a wide band', () => {
  expect(compare(row('a', 1, { trials: 1, spread: 0 }), row('b', 1.25, { trials: 1, spread: 0 })).change).toBe('same')
})

test('repeats around a median of 0 differ beyond all measure', () => {
  const point = { series: '', x: 'a', value: 0, repeats: 3 }
  expect(spreadOf({ ...point, low: 0, high: 0 })).toMatchObject({ median: 0, spread: 0 })
  const wide = spreadOf({ ...point, low: 0, high: 5 })!
  expect(variesWidely(wide)).toBe(true)
  expect(compare(row('a', 1), wide).change).toBe('inconclusive')
})

test('turned round, the answer is turned round', () => {
  const seconds = double({ min: 0.01, max: 100, noNaN: true })
  const spread = double({ min: 0, max: 2, noNaN: true })
  const turned = { faster: 'slower', slower: 'faster', same: 'same', inconclusive: 'inconclusive' } as const
  assert(
    property(seconds, seconds, spread, (a, b, wide) => {
      pre(Math.abs(a / b - 1 - Math.max(wide, 0.1)) > 1e-9 && Math.abs(b / a - 1 - Math.max(wide, 0.1)) > 1e-9)
      const [left, right] = [row('a', a), row('b', b, { spread: wide })]
      expect(compare(right, left).change).toBe(turned[compare(left, right).change])
    }),
  )
})
