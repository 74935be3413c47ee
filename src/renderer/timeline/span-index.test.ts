import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSpanIndex, spanIndexOf } from './span-index.ts'

const NS = 10_000

/** Spans with gaps between them, flat; whole nanoseconds. */
const spans = fc
  .array(fc.tuple(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 60 })), { maxLength: 80 })
  .map((steps) => {
    let position = 0
    return steps.flatMap(([gap, length]) => {
      const start = position + gap
      position = start + length
      return [start, position]
    })
  })
const moment = fc.integer({ min: -50, max: NS })

function slowCoverage(flat: readonly number[], from: number, to: number): number {
  let sum = 0
  for (let i = 0; i < flat.length; i += 2) sum += Math.max(Math.min(flat[i + 1]!, to) - Math.max(flat[i]!, from), 0)
  return sum
}

test('the coverage of a window is the sum over its spans', () => {
  fc.assert(
    fc.property(spans, moment, moment, (flat, a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)]
      expect(createSpanIndex(flat).coverage(from, to)).toBe(slowCoverage(flat, from, to))
    }),
  )
})

test('columns add up to the window, each to its own part of it', () => {
  fc.assert(
    fc.property(
      spans,
      moment,
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 40 }),
      (flat, from, step, n) => {
        const out = new Float64Array(n).fill(1)
        createSpanIndex(flat).addColumns(from, step, out)
        expect([...out]).toEqual(
          Array.from({ length: n }, (_, i) => 1 + slowCoverage(flat, from + i * step, from + (i + 1) * step)),
        )
      },
    ),
  )
})

test('a moment lies in a span or in the gap between two', () => {
  fc.assert(
    fc.property(spans, moment, (flat, ns) => {
      const index = createSpanIndex(flat)
      const { startNs, endNs, isIn } = index.at(ns)
      expect(ns >= startNs && ns < endNs).toBe(true)
      expect(isIn).toBe(slowCoverage(flat, ns, ns + 1) === 1)
      const [from, to] = [Math.max(startNs, -100), Math.min(endNs, 2 * NS)]
      expect(index.coverage(from, to)).toBe(isIn ? to - from : 0)
    }),
  )
})

test('all of it, the longest gap, and nothing', () => {
  const index = createSpanIndex([0, 5, 9, 10, 11, 20])
  expect([index.count, index.totalNs, index.longestGapNs(), index.start(1), index.end(1)]).toEqual([3, 15, 4, 9, 10])
  const none = createSpanIndex([])
  expect([none.count, none.totalNs, none.longestGapNs(), none.coverage(0, 9)]).toEqual([0, 0, 0, 0])
})

test('spans that overlap or have no length count once or not at all', () => {
  const index = createSpanIndex([0, 5, 5, 5, 3, 8])
  expect([index.count, index.totalNs, index.coverage(4, 6)]).toEqual([2, 8, 2])
})

test('one index for one array', () => {
  const flat = [0, 1]
  expect(spanIndexOf(flat)).toBe(spanIndexOf(flat))
})
