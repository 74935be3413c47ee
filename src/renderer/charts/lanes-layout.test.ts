import { expect, test } from 'vitest'
import { panned, zoomed } from './lanes-layout.ts'

const WHOLE = { from: 0, to: 10 }

test('what is under the pointer stays there, and nothing beyond the ends is shown', () => {
  expect(zoomed(WHOLE, 0.5, 4, 10)).toEqual({ from: 2, to: 7 })
  expect(zoomed({ from: 2, to: 7 }, 2, 4, 10)).toEqual(WHOLE)
  expect(zoomed({ from: 8, to: 10 }, 2, 10, 10)).toEqual({ from: 6, to: 10 })
  expect(zoomed(WHOLE, 2, 4, 10)).toEqual(WHOLE)
})

test('there is a deepest zoom', () => {
  const { from, to } = zoomed(WHOLE, 1e-9, 5, 10)
  expect(to - from).toBeCloseTo(1e-6, 12)
})

test('moving stops at the ends', () => {
  expect(panned({ from: 2, to: 4 }, 1, 10)).toEqual({ from: 3, to: 5 })
  expect(panned({ from: 2, to: 4 }, -9, 10)).toEqual({ from: 0, to: 2 })
  expect(panned({ from: 2, to: 4 }, 99, 10)).toEqual({ from: 8, to: 10 })
})
