import type { Timeline } from '../timeline/rows.ts'

/** Height of the axis at the foot of a picture, CSS pixels. */
export const TIME_AXIS = 17
const GROUP_GAP = 4
const MAX_LANE = 96
/** Lower rows cannot be told apart. */
const MIN_ROW = 12
/** From here on process and thread have a column each. */
const ROOMY = { width: 780, height: 300 }
/** Of the core strip. */
const MAX_CORE_ROW = 13
const MAX_STRIP = 0.35
const STRIP_GAP = 7

/** Where the lanes are, in CSS pixels, and which part of the time they show. */
export interface LanesLayout {
  /** Width of what stands before the lanes. */
  readonly left: number
  readonly width: number
  readonly laneHeight: number
  readonly top: (row: number) => number
  /** The core strip below the lanes; rows of no height where there is none. */
  readonly strip: { readonly top: number; readonly row: number }
  readonly isRoomy: boolean
  readonly view: View
  readonly xOf: (seconds: number) => number
}

/** Seconds at both ends of the lanes. */
export interface View {
  readonly from: number
  readonly to: number
}

export interface Place {
  readonly width: number
  readonly height: number
  /** Cores in the strip below the lanes; 0 for none. */
  readonly cores: number
}

export function lanesLayout(timeline: Timeline, view: View, { width, height, cores }: Place): LanesLayout {
  const groups = timeline.rows.filter(({ heading }) => heading !== undefined).length
  const row = cores === 0 ? 0 : Math.min((height * MAX_STRIP) / cores, MAX_CORE_ROW)
  const stripTop = height - TIME_AXIS - cores * row
  const room = stripTop - (cores === 0 ? 0 : STRIP_GAP) - Math.max(groups - 1, 0) * GROUP_GAP
  const laneHeight = Math.min(room / Math.max(timeline.rows.length, 1), MAX_LANE)
  const opens = timeline.rows.map(({ heading }) => heading !== undefined)
  const before = opens.map((_, index) => opens.slice(1, index + 1).filter(Boolean).length)
  const isRoomy = width >= ROOMY.width && height >= ROOMY.height && laneHeight >= MIN_ROW
  const left = isRoomy ? 286 : Math.round(Math.min(Math.max(width * 0.33, 120), 176))
  const inner = Math.max(width - left - 8, 1)
  return {
    left,
    width: inner,
    laneHeight,
    top: (index) => index * laneHeight + (before[index] ?? 0) * GROUP_GAP,
    strip: { top: stripTop, row },
    isRoomy,
    view,
    xOf: (seconds) => left + (inner * (seconds - view.from)) / (view.to - view.from),
  }
}

/** Rows that can be told apart. */
export function rowsThatFit(height: number): number {
  return Math.max(Math.floor((height - TIME_AXIS) / MIN_ROW), 1)
}

/** The row at a height; -1 between two. */
export function rowAt(timeline: Timeline, { top, laneHeight }: LanesLayout, y: number): number {
  return timeline.rows.findIndex((_, i) => y >= top(i) && y < top(i) + laneHeight)
}

/** The shortest time that is shown: a pixel is about a nanosecond then. */
const DEEPEST_SECONDS = 1e-6

/** The view with `factor` of its length, in which the same moment is at the same place; within the timeline. */
export function zoomed(view: View, factor: number, anchorSeconds: number, seconds: number): View {
  const length = Math.min(Math.max((view.to - view.from) * factor, DEEPEST_SECONDS), seconds)
  return moved(
    { from: anchorSeconds - ((anchorSeconds - view.from) * length) / (view.to - view.from), to: 0 },
    length,
    seconds,
  )
}

export function panned({ from, to }: View, by: number, seconds: number): View {
  return moved({ from: from + by, to: 0 }, to - from, seconds)
}

function moved({ from }: View, length: number, seconds: number): View {
  const start = Math.min(Math.max(from, 0), Math.max(seconds - length, 0))
  return { from: start, to: start + length }
}
