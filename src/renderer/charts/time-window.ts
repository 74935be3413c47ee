import type { TimeWindow } from '../../figures/figure-style.ts'

/** The shortest part that can be looked at, as a share of the whole. */
const MIN_SHARE = 1 / 1000

/** The part that is `factor` times as long, with `aroundMs` in the same place. `wholeMs` is the length of everything. */
export function zoomed([from, to]: TimeWindow, wholeMs: number, aroundMs: number, factor: number): TimeWindow {
  const length = Math.min(Math.max((to - from) * factor, wholeMs * MIN_SHARE), wholeMs)
  return within(aroundMs - ((aroundMs - from) / (to - from)) * length, length, wholeMs)
}

/** The part of the same length that begins `byMs` later. */
export function moved([from, to]: TimeWindow, wholeMs: number, byMs: number): TimeWindow {
  return within(from + byMs, to - from, wholeMs)
}

function within(from: number, length: number, wholeMs: number): TimeWindow {
  const start = Math.min(Math.max(from, 0), wholeMs - length)
  return [start, start + length]
}
