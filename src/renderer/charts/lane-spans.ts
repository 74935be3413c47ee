import { MARKS } from '../../figures/marks.ts'
import { fade, PALETTE, workerColor, type ThemeName } from '../../contract/palette.ts'
import { WAIT_GROUPS } from '../timeline/read-activity.ts'
import type { LaneSpan } from '../timeline/rows.ts'
import { CANVAS_FONT, type Surface } from './canvas.ts'
import type { Columns, HoldColumns, LaneColumns } from './lane-columns.ts'
import type { LanesLayout } from './lanes-layout.ts'
import type { Patterns } from './patterns.ts'

/** A lower lane shows its share by its strength instead of by its height. */
const MIN_HATCHED = 5
/** A higher one has room for the cores it was on. */
const MIN_WITH_CORES = 26
const CORE_BAND = 10
const STRENGTHS = 12

export interface SpanPlace {
  readonly layout: LanesLayout
  readonly top: number
  readonly columns: Columns
  /** CSS pixels. */
  readonly columnWidth: number
  readonly patterns: Patterns
  readonly theme: ThemeName
  readonly nowNs: number
}

export interface LaneBox {
  readonly y: number
  readonly height: number
  /** Height of what tells the cores, under it. */
  readonly band: number
}

export function laneBox({ laneHeight }: LanesLayout, top: number, hasCores: boolean): LaneBox {
  const band = hasCores && laneHeight >= MIN_WITH_CORES ? CORE_BAND : 0
  const height = Math.max(Math.round(laneHeight - (laneHeight > 8 ? 5 : 1) - band), 1)
  return { y: Math.round(top + (laneHeight - height - band) / 2), height, band }
}

/** What it did, column by column: from the foot up it ran, was ready and had no core, waited for the GIL, waited for something else. */
export function drawSpan(surface: Surface, span: LaneSpan, place: SpanPlace): void {
  const { context } = surface
  const { key, worker } = span.lane
  const { theme, patterns } = place
  const lane = place.columns.lane(span, place.nowNs)
  if (lane.last > lane.first) {
    const box = laneBox(place.layout, place.top, true)
    const color = workerColor(key.index, theme)
    const [left, right] = [xOfColumn(lane.first, place), xOfColumn(lane.last, place)]
    if (box.height < MIN_HATCHED) drawStrength(surface, lane, box, color, place)
    else {
      drawWaits(surface, lane, box, patterns, place)
      context.fillStyle = fade(color, 0.1)
      context.fillRect(left, box.y, right - left, box.height)
      drawRunning(surface, lane, box, color, place)
    }
    context.strokeStyle = fade(color, 0.65)
    context.lineWidth = 1
    if (box.height > 4 && right - left > 2) {
      context.strokeRect(left + 0.5, box.y + 0.5, right - left - 1, box.height - 1)
    }
  }
  if (worker?.lost !== undefined) drawLost(surface, worker.lost, place.layout.xOf(lifeEnd(span)), place)
}

const lifeEnd = ({ lane: { endNs = NaN }, zeroNs }: LaneSpan) => (endNs - zeroNs) / 1e9

function xOfColumn(column: number, { layout: { left }, columnWidth }: SpanPlace): number {
  return left + column * columnWidth
}

/** To half pixels, so that neighbours that are nearly the same are one rectangle. */
function levelOf(ns: number, aliveNs: number, height: number): number {
  return aliveNs > 0 ? Math.round((2 * height * Math.min(ns, aliveNs)) / aliveNs) / 2 : 0
}

/** Each layer goes down to the foot and covers what is under it: so it has as few rectangles as its upper edge has steps. */
function drawWaits(
  { context }: Surface,
  { first, last, alive, running, ready, gil, io, waits }: LaneColumns,
  { y, height }: LaneBox,
  patterns: Patterns,
  place: SpanPlace,
): void {
  const layer = (fill: CanvasPattern | string, high: (i: number) => number) =>
    eachRun(first, last, high, (begin, end, level) => {
      if (level === 0) return
      context.fillStyle = fill
      const x = xOfColumn(begin, place)
      context.fillRect(x, y + height - level, xOfColumn(end, place) - x, level)
    })
  layer(patterns.waiting, () => height)
  if (waits !== undefined) {
    const reached = new Float64Array(alive.length)
    const tops = WAIT_GROUPS.map((group) => {
      const own = waits.get(group)!
      return { group, top: reached.map((sum, i) => (reached[i] = sum + own[i]!)) }
    })
    // The topmost first: each covers what is below it.
    for (const { group, top } of tops.toReversed()) {
      const high = (i: number) => running[i]! + Math.max(alive[i]! - running[i]!, 0) * top[i]!
      layer(patterns.groups.get(group)!, (i) => (waits.get(group)![i]! > 0 ? levelOf(high(i), alive[i]!, height) : 0))
    }
    return
  }
  layer(patterns.io, (i) => (io[i] === 1 ? height : 0))
  layer(patterns.gil, (i) => (gil[i]! > 0 ? levelOf(running[i]! + ready[i]! + gil[i]!, alive[i]!, height) : 0))
  layer(patterns.ready, (i) => (ready[i]! > 0 ? levelOf(running[i]! + ready[i]!, alive[i]!, height) : 0))
}

function drawRunning(
  { context }: Surface,
  { first, last, alive, running }: LaneColumns,
  { y, height }: LaneBox,
  color: string,
  place: SpanPlace,
): void {
  context.fillStyle = color
  const level = (i: number) => levelOf(running[i]!, alive[i]!, height)
  eachRun(first, last, level, (begin, end, high) => {
    const x = xOfColumn(begin, place)
    if (high > 0) context.fillRect(x, y + height - high, xOfColumn(end, place) - x, high)
  })
}

/** Neighbours of the same value, together. */
function eachRun(
  first: number,
  last: number,
  valueOf: (column: number) => number,
  act: (begin: number, end: number, value: number) => void,
): void {
  for (let begin = first, end = first; begin < last; begin = end) {
    const value = valueOf(begin)
    while (end < last && valueOf(end) === value) end += 1
    act(begin, end, value)
  }
}

function drawStrength(
  { context }: Surface,
  { first, last, alive, running }: LaneColumns,
  { y, height }: LaneBox,
  color: string,
  place: SpanPlace,
): void {
  eachRun(
    first,
    last,
    (i) => levelOf(running[i]!, alive[i]!, STRENGTHS),
    (begin, end, strength) => {
      context.fillStyle = fade(color, 0.1 + (0.9 * strength) / STRENGTHS)
      const x = xOfColumn(begin, place)
      context.fillRect(x, y, xOfColumn(end, place) - x, height)
    },
  )
}

/** A cross where a worker was lost, and how. */
function drawLost({ context }: Surface, how: string, x: number, { layout, top, theme }: SpanPlace): void {
  if (x < layout.left || x > layout.left + layout.width) return
  const size = Math.min(11, layout.laneHeight + 0.5)
  context.font = `600 ${size}px ${CANVAS_FONT}`
  context.fillStyle = PALETTE[theme].danger
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  const room = Math.max(layout.left + layout.width - x - 6, 40)
  context.fillText(`${MARKS.bad} ${how}`, x + 4, top + layout.laneHeight / 2 + 0.5, room)
  context.textBaseline = 'alphabetic'
}

/** Who held it when, in the workers' colours: in a column that of the one who had it longest, as high as it was held. */
export function drawHolds(
  { context }: Surface,
  { worker, total }: HoldColumns,
  stepNs: number,
  place: SpanPlace,
): void {
  const { y, height } = laneBox(place.layout, place.top, false)
  // Owner and height in one number.
  const valueOf = (i: number) => worker[i]! * 1e4 + levelOf(total[i]!, stepNs, height)
  eachRun(0, worker.length, valueOf, (begin, end) => {
    const owner = worker[begin]!
    if (owner < 0) return
    const high = Math.max(levelOf(total[begin]!, stepNs, height), 0.5)
    context.fillStyle = workerColor(owner, place.theme)
    const x = xOfColumn(begin, place)
    context.fillRect(x, y + height - high, xOfColumn(end, place) - x, high)
  })
}
