import { PALETTE, workerColor, type ThemeName } from '../../contract/palette.ts'
import { formatSeconds } from '../../contract/text.ts'
import type { Lane } from '../state/scene.ts'
import { tickStep, type Timeline, type TimelineRow } from '../state/timeline.ts'
import { CANVAS_FONT, fade, surfaceOf, type Surface } from './canvas.ts'
import { drawBadge } from './tiles.ts'

const GUTTER = 176
const AXIS = 17
const GROUP_GAP = 4
const MAX_LANE = 96
/** A lower lane has no room for its name. */
const LEAST_NAMED = 9
/** A lower lane shows its share by its strength instead of by its height. */
const LEAST_HATCHED = 5

export interface LanesLook {
  readonly theme: ThemeName
  readonly nowNs: number
  readonly label: (model: string) => string
}

/** Where the lanes are, in CSS pixels. */
export interface LanesLayout {
  readonly left: number
  readonly width: number
  readonly laneHeight: number
  readonly top: (row: number) => number
}

export function lanesLayout(timeline: Timeline, width: number, height: number): LanesLayout {
  const groups = timeline.rows.filter(({ opens }) => opens).length
  const room = height - AXIS - Math.max(groups - 1, 0) * GROUP_GAP
  const laneHeight = Math.min(room / Math.max(timeline.rows.length, 1), MAX_LANE)
  const before = timeline.rows.map((_, row) => timeline.rows.slice(1, row + 1).filter(({ opens }) => opens).length)
  const top = (row: number) => row * laneHeight + (before[row] ?? 0) * GROUP_GAP
  return { left: GUTTER, width: Math.max(width - GUTTER - 8, 1), laneHeight, top }
}

/** A lane per worker: solid as high as its share of a core, hatched where it had none. */
export function drawLanes(canvas: HTMLCanvasElement, timeline: Timeline, look: LanesLook): void {
  const surface = surfaceOf(canvas)
  if (surface === undefined) return
  surface.context.clearRect(0, 0, surface.width, surface.height)
  if (timeline.rows.length === 0) return
  const layout = lanesLayout(timeline, surface.width, surface.height)
  drawAxis(surface, timeline, layout, look)
  const hatch = hatching(surface, look.theme)
  timeline.rows.forEach((row, i) => {
    drawLabel(surface, row, layout, layout.top(i), look)
    for (const { lane, zeroNs } of row.spans) {
      drawSpan(surface, lane, { layout, top: layout.top(i), zeroNs, seconds: timeline.seconds, hatch, look })
    }
    drawEarlier(surface, row, timeline, layout, layout.top(i), look)
  })
}

function drawAxis(
  { context, height }: Surface,
  { seconds }: Timeline,
  layout: LanesLayout,
  { theme }: LanesLook,
): void {
  const step = tickStep(seconds, layout.width / 84)
  context.font = `400 11px ${CANVAS_FONT}`
  context.textBaseline = 'alphabetic'
  for (let tick = 0; tick * step <= seconds * 1.0001; tick++) {
    const x = Math.round(layout.left + (layout.width * tick * step) / seconds) + 0.5
    context.strokeStyle = fade(PALETTE[theme].line, 0.8)
    context.lineWidth = 1
    context.beginPath()
    context.moveTo(x, 0)
    context.lineTo(x, height - AXIS + 4)
    context.stroke()
    context.fillStyle = PALETTE[theme].faint
    context.textAlign = tick === 0 ? 'left' : x > layout.left + layout.width - 24 ? 'right' : 'center'
    context.fillText(formatSeconds(tick * step), tick === 0 ? x - 1 : x, height - 4)
  }
}

function drawLabel({ context }: Surface, row: TimelineRow, layout: LanesLayout, top: number, look: LanesLook): void {
  const palette = PALETTE[look.theme]
  const middle = top + layout.laneHeight / 2
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  if (row.opens) {
    context.font = `500 ${Math.max(fontSize(layout), 11) + 0.5}px ${CANVAS_FONT}`
    context.fillStyle = palette.dim
    context.fillText(look.label(row.model), 0, Math.max(middle, 7), 76)
  }
  if (layout.laneHeight >= LEAST_NAMED) {
    context.font = `400 ${fontSize(layout)}px ${CANVAS_FONT}`
    context.fillStyle = palette.faint
    context.fillText(row.name, 104, middle, layout.left - 112)
    context.textBaseline = 'alphabetic'
    const height = Math.min(14, layout.laneHeight - 1)
    drawBadge(context, { x: 81, y: middle - height / 2, width: 17, height }, row.index, look.theme)
  }
  context.textBaseline = 'alphabetic'
}

function fontSize({ laneHeight }: LanesLayout): number {
  return laneHeight > 30 ? 13 : Math.min(11, laneHeight + 0.5)
}

interface SpanPlace {
  readonly layout: LanesLayout
  readonly top: number
  readonly zeroNs: number
  readonly seconds: number
  readonly hatch: CanvasPattern | string
  readonly look: LanesLook
}

function drawSpan({ context }: Surface, { worker, series }: Lane, place: SpanPlace): void {
  const { layout, zeroNs, seconds, look } = place
  const endNs = worker.endNs ?? Math.max(look.nowNs, worker.startNs)
  const xOf = (ns: number) => layout.left + (layout.width * (ns - zeroNs)) / 1e9 / seconds
  const clip = (ns: number) => Math.min(Math.max(ns, worker.startNs), endNs)
  const height = Math.max(layout.laneHeight - (layout.laneHeight > 8 ? 5 : 1), 1)
  const top = place.top + (layout.laneHeight - height) / 2
  const [left, right] = [xOf(worker.startNs), xOf(endNs)]
  const color = workerColor(worker.index, look.theme)
  context.fillStyle = fade(color, 0.1)
  context.fillRect(left, top, right - left, height)
  // Entries that share a pixel are drawn as one.
  let [from, area] = [NaN, 0]
  for (let i = 0; i < series.length; i++) {
    const [a, b] = [xOf(clip(series.startNs(i))), xOf(clip(series.endNs(i)))]
    if (b <= a) continue
    if (Number.isNaN(from)) from = a
    area += (b - a) * Math.min(series.share(i), 1)
    if (b - from < 1 && i < series.length - 1) continue
    const filled = Math.min(area / (b - from), 1) * height
    const [x, width] = [snap(from), snap(b) - snap(from)]
    if (height < LEAST_HATCHED) {
      context.fillStyle = fade(color, filled / height)
      context.fillRect(x, top, width, height)
    } else {
      context.fillStyle = place.hatch
      context.fillRect(x, top, width, height - filled)
      context.fillStyle = color
      context.fillRect(x, top + height - filled, width, filled)
    }
    ;[from, area] = [NaN, 0]
  }
  context.strokeStyle = fade(color, 0.65)
  context.lineWidth = 1
  if (height > 4 && right - left > 2) context.strokeRect(left + 0.5, top + 0.5, right - left - 1, height - 1)
}

function drawEarlier(
  { context }: Surface,
  row: TimelineRow,
  { seconds }: Timeline,
  layout: LanesLayout,
  top: number,
  { theme }: LanesLook,
): void {
  context.fillStyle = fade(PALETTE[theme].text, 0.45)
  for (const end of row.earlierEnds) {
    if (end >= 0) context.fillRect(layout.left + (layout.width * end) / seconds, top + 1, 1, layout.laneHeight - 2)
  }
}

/** To whole device pixels, so that no seam shows. */
function snap(x: number): number {
  return Math.round(x * window.devicePixelRatio) / window.devicePixelRatio
}

const hatches = new WeakMap<
  HTMLCanvasElement,
  { readonly theme: ThemeName; readonly pattern: CanvasPattern | string }
>()

function hatching({ canvas, context }: Surface, theme: ThemeName): CanvasPattern | string {
  const known = hatches.get(canvas)
  if (known?.theme === theme) return known.pattern
  const tile = document.createElement('canvas')
  tile.width = tile.height = 6
  const brush = tile.getContext('2d')!
  brush.strokeStyle = fade(PALETTE[theme].idle, 0.6)
  for (const shift of [-6, 0, 6]) {
    brush.beginPath()
    brush.moveTo(shift, 6)
    brush.lineTo(shift + 6, 0)
    brush.stroke()
  }
  const pattern = context.createPattern(tile, 'repeat') ?? 'transparent'
  hatches.set(canvas, { theme, pattern })
  return pattern
}

/** What is under the pointer. */
export interface LaneHit {
  readonly row: TimelineRow
  readonly lane: Lane
  /** After the lane's zero. */
  readonly seconds: number
  /** Of a core; NaN where there is no sample. */
  readonly share: number
}

export function hitLane(
  timeline: Timeline,
  layout: LanesLayout,
  x: number,
  y: number,
  nowNs: number,
): LaneHit | undefined {
  const at = timeline.rows.findIndex((_, i) => y >= layout.top(i) && y < layout.top(i) + layout.laneHeight)
  const row = timeline.rows[at]
  const seconds = ((x - layout.left) / layout.width) * timeline.seconds
  for (const { lane, zeroNs } of row?.spans ?? []) {
    const ns = zeroNs + seconds * 1e9
    if (ns >= lane.worker.startNs && ns <= (lane.worker.endNs ?? nowNs)) {
      return { row: row!, lane, seconds, share: shareAt(lane, ns) }
    }
  }
  return undefined
}

function shareAt({ series }: Lane, ns: number): number {
  for (let i = 0; i < series.length; i++) if (ns >= series.startNs(i) && ns < series.endNs(i)) return series.share(i)
  return NaN
}
