import type { Timeline } from '../state/timeline.ts'

export const AXIS = 17
const GROUP_GAP = 4
const MAX_LANE = 96
/** Lower rows cannot be told apart. */
const LEAST_ROW = 12

/** Where the lanes are, in CSS pixels, and which part of the time they show. */
export interface LanesLayout {
  /** Width of what stands before the lanes. */
  readonly left: number
  readonly width: number
  readonly laneHeight: number
  readonly top: (row: number) => number
  readonly view: View
  readonly xOf: (seconds: number) => number
}

/** Seconds at both ends of the lanes. */
export interface View {
  readonly from: number
  readonly to: number
}

export function lanesLayout(timeline: Timeline, view: View, width: number, height: number): LanesLayout {
  const groups = timeline.rows.filter(({ heading }) => heading !== undefined).length
  const room = height - AXIS - Math.max(groups - 1, 0) * GROUP_GAP
  const laneHeight = Math.min(room / Math.max(timeline.rows.length, 1), MAX_LANE)
  const opens = timeline.rows.map(({ heading }) => heading !== undefined)
  const before = opens.map((_, row) => opens.slice(1, row + 1).filter(Boolean).length)
  const left = Math.min(Math.max(width * 0.33, 120), 176)
  const inner = Math.max(width - left - 8, 1)
  return {
    left,
    width: inner,
    laneHeight,
    top: (row) => row * laneHeight + (before[row] ?? 0) * GROUP_GAP,
    view,
    xOf: (seconds) => left + (inner * (seconds - view.from)) / (view.to - view.from),
  }
}

/** Rows that can be told apart. */
export function rowsThatFit(height: number): number {
  return Math.max(Math.floor((height - AXIS) / LEAST_ROW), 1)
}

/** At most so much of the time is shown in a hundred thousandth of it: then a pixel is some nanoseconds. */
const DEEPEST = 1e-5

/** The view with `factor` of its length, in which the same moment is at the same place; within the timeline. */
export function zoomed(view: View, factor: number, at: number, seconds: number): View {
  const length = Math.min(Math.max((view.to - view.from) * factor, seconds * DEEPEST), seconds)
  return moved({ from: at - ((at - view.from) * length) / (view.to - view.from), to: 0 }, length, seconds)
}

export function panned({ from, to }: View, by: number, seconds: number): View {
  return moved({ from: from + by, to: 0 }, to - from, seconds)
}

function moved({ from }: View, length: number, seconds: number): View {
  const start = Math.min(Math.max(from, 0), Math.max(seconds - length, 0))
  return { from: start, to: start + length }
}
