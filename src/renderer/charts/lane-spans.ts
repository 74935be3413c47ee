import { fade, PALETTE, workerColor, type ThemeName } from '../../contract/palette.ts'
import type { WorkerSpan } from '../state/timeline.ts'
import { CANVAS_FONT, type Surface } from './canvas.ts'
import type { Columns, HoldColumns, LaneColumns } from './lane-columns.ts'
import type { LanesLayout } from './lanes-layout.ts'
import type { Patterns } from './patterns.ts'

/** A lower lane shows its share by its strength instead of by its height. */
const LEAST_HATCHED = 5
/** A higher one has room for the cores it was on. */
const LEAST_WITH_CORES = 26
const CORE_BAND = 10

export interface SpanPlace {
  readonly layout: LanesLayout
  readonly top: number
  readonly columns: Columns
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
  const band = hasCores && laneHeight >= LEAST_WITH_CORES ? CORE_BAND : 0
  const height = Math.max(Math.round(laneHeight - (laneHeight > 8 ? 5 : 1) - band), 1)
  return { y: Math.round(top + (laneHeight - height - band) / 2), height, band }
}

/** What it did, column by column: from the foot up it ran, it waited for the GIL, it waited for something else. */
export function drawSpan(surface: Surface, span: WorkerSpan, place: SpanPlace): void {
  const { context } = surface
  const { worker } = span.lane
  const { theme, patterns } = place
  const lane = place.columns.lane(span, place.nowNs)
  if (lane.last > lane.first) {
    const box = laneBox(place.layout, place.top, true)
    const color = workerColor(worker.index, theme)
    const [left, right] = [xOfColumn(lane.first, place), xOfColumn(lane.last, place)]
    context.fillStyle = fade(color, 0.1)
    context.fillRect(left, box.y, right - left, box.height)
    if (box.height < LEAST_HATCHED) drawStrength(surface, lane, box, color, place)
    else drawParts(surface, lane, box, color, patterns, place)
    context.strokeStyle = fade(color, 0.65)
    context.lineWidth = 1
    if (box.height > 4 && right - left > 2) {
      context.strokeRect(left + 0.5, box.y + 0.5, right - left - 1, box.height - 1)
    }
  }
  if (worker.lost !== undefined) drawLost(surface, worker.lost, place.layout.xOf(lifeEnd(span)), place)
}

const lifeEnd = ({ lane: { worker }, zeroNs }: WorkerSpan) => ((worker.endNs ?? NaN) - zeroNs) / 1e9

export function xOfColumn(column: number, { layout: { left } }: Pick<SpanPlace, 'layout'>): number {
  return left + column / window.devicePixelRatio
}

function drawParts(
  { context }: Surface,
  { first, last, alive, running, gil, io }: LaneColumns,
  { y, height }: LaneBox,
  color: string,
  patterns: Patterns,
  place: SpanPlace,
): void {
  const foot = y + height
  // To half pixels, so that neighbours that are nearly the same are one rectangle.
  const up = (ns: number, i: number) =>
    alive[i]! > 0 ? Math.round((2 * height * Math.min(ns, alive[i]!)) / alive[i]!) / 2 : 0
  const ran = (i: number) => up(running[i]!, i)
  const held = (i: number) => up(running[i]! + gil[i]!, i)
  const merged = (from: (i: number) => number, to: (i: number) => number, fill: CanvasPattern | string) => {
    context.fillStyle = fill
    for (let i = first; i < last;) {
      const [low, high, begin] = [from(i), to(i), i]
      while (i < last && from(i) === low && to(i) === high) i += 1
      if (high <= low) continue
      const x = xOfColumn(begin, place)
      context.fillRect(x, foot - high, xOfColumn(i, place) - x, high - low)
    }
  }
  merged(
    (i) => (io[i] === 0 ? held(i) : height),
    () => height,
    patterns.waiting,
  )
  merged(
    (i) => (io[i] === 1 ? held(i) : height),
    () => height,
    patterns.io,
  )
  merged(ran, held, patterns.gil)
  merged(() => 0, ran, color)
}

function drawStrength(
  { context }: Surface,
  { first, last, alive, running }: LaneColumns,
  { y, height }: LaneBox,
  color: string,
  place: SpanPlace,
): void {
  const STEPS = 16
  const strength = (i: number) => (alive[i]! > 0 ? Math.round((STEPS * running[i]!) / alive[i]!) : 0)
  for (let i = first; i < last;) {
    const [share, begin] = [strength(i), i]
    while (i < last && strength(i) === share) i += 1
    context.fillStyle = fade(color, Math.min(share / STEPS, 1))
    const x = xOfColumn(begin, place)
    context.fillRect(x, y, xOfColumn(i, place) - x, height)
  }
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
  context.fillText(`✕ ${how}`, x + 4, top + layout.laneHeight / 2 + 0.5, room)
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
  const up = (i: number) => Math.max(Math.round((2 * height * Math.min(total[i]!, stepNs)) / stepNs) / 2, 0.5)
  for (let i = 0; i < worker.length;) {
    const [owner, high, begin] = [worker[i]!, up(i), i]
    while (i < worker.length && worker[i] === owner && up(i) === high) i += 1
    if (owner < 0) continue
    context.fillStyle = workerColor(owner, place.theme)
    const x = xOfColumn(begin, place)
    context.fillRect(x, y + height - high, xOfColumn(i, place) - x, high)
  }
}
