import { fade, PALETTE, workerColor, type ThemeName } from '../../contract/palette.ts'
import type { Gil } from '../state/gils.ts'
import type { WorkerSpan } from '../state/timeline.ts'
import { CANVAS_FONT, type Surface } from './canvas.ts'
import type { LanesLayout } from './lanes-layout.ts'

/** A lower lane shows its share by its strength instead of by its height. */
const LEAST_HATCHED = 5

export interface SpanPlace {
  readonly layout: LanesLayout
  readonly top: number
  readonly zeroNs: number
  readonly hatch: CanvasPattern | string
  readonly theme: ThemeName
  readonly nowNs: number
}

/** Part of a worker's life: from where to where, ns, and its share of a core in it. */
interface Part {
  readonly startNs: number
  readonly endNs: number
  readonly share: number
}

/** From its stamps of the clock on or off the interpreter; else as the sampler saw it. */
function* partsOf({ lane: { worker, series }, running }: WorkerSpan): Generator<Part> {
  if (running === undefined) {
    for (let i = 0; i < series.length; i++) {
      yield { startNs: series.startNs(i), endNs: series.endNs(i), share: series.share(i) }
    }
    return
  }
  let before = 0
  for (let i = 0; i < running.length; i += 2) {
    const [start, end] = [running[i]!, running[i + 1]!]
    if (start > before) yield { startNs: worker.startNs + before, endNs: worker.startNs + start, share: 0 }
    yield { startNs: worker.startNs + start, endNs: worker.startNs + end, share: 1 }
    before = end
  }
  const { endNs = NaN } = worker
  if (endNs - worker.startNs > before) yield { startNs: worker.startNs + before, endNs, share: 0 }
}

/** The share of a core, or of the interpreter, that a worker had at a moment; NaN where it is not known. */
export function shareAt(span: WorkerSpan, ns: number): Part | undefined {
  for (const part of partsOf(span)) if (ns >= part.startNs && ns < part.endNs) return part
  return undefined
}

export function laneBox({ laneHeight }: LanesLayout, top: number): { readonly y: number; readonly height: number } {
  const height = Math.max(laneHeight - (laneHeight > 8 ? 5 : 1), 1)
  return { y: top + (laneHeight - height) / 2, height }
}

export function drawSpan(surface: Surface, span: WorkerSpan, place: SpanPlace): void {
  const { context } = surface
  const { worker } = span.lane
  const { layout, zeroNs, theme } = place
  const endNs = worker.endNs ?? Math.max(place.nowNs, worker.startNs)
  const xOf = (ns: number) => bounded(layout.xOf((ns - zeroNs) / 1e9), layout)
  const edge = (ns: number) => xOf(Math.min(Math.max(ns, worker.startNs), endNs))
  const { y, height } = laneBox(layout, place.top)
  const [left, right] = [xOf(worker.startNs), xOf(endNs)]
  const color = workerColor(worker.index, theme)
  context.fillStyle = fade(color, 0.1)
  context.fillRect(left, y, right - left, height)
  // Entries that share a pixel are drawn as one.
  let [from, area, last] = [NaN, 0, NaN]
  const flush = () => {
    if (last > from)
      fill(surface, { from, to: last, share: Math.min(area / (last - from), 1) }, { y, height }, color, place)
    ;[from, area] = [NaN, 0]
  }
  for (const part of partsOf(span)) {
    const [a, b] = [edge(part.startNs), edge(part.endNs)]
    if (b <= a) continue
    if (Number.isNaN(from)) from = a
    area += (b - a) * Math.min(part.share, 1)
    last = b
    if (b - from >= 1) flush()
  }
  flush()
  context.strokeStyle = fade(color, 0.65)
  context.lineWidth = 1
  if (height > 4 && right - left > 2) context.strokeRect(left + 0.5, y + 0.5, right - left - 1, height - 1)
  if (worker.lost !== undefined) drawLost(surface, worker.lost, right, place)
}

/** A little beyond the edges, so that no line of a frame stands at them. */
function bounded(x: number, { left, width }: LanesLayout): number {
  return Math.min(Math.max(x, left - 2), left + width + 2)
}

interface Filled {
  readonly from: number
  readonly to: number
  readonly share: number
}

function fill(
  { context }: Surface,
  { from, to, share }: Filled,
  box: { y: number; height: number },
  color: string,
  { hatch }: SpanPlace,
): void {
  const [x, width] = [snap(from), Math.max(snap(to) - snap(from), 0)]
  const filled = share * box.height
  if (box.height < LEAST_HATCHED) {
    context.fillStyle = fade(color, share)
    context.fillRect(x, box.y, width, box.height)
    return
  }
  context.fillStyle = hatch
  context.fillRect(x, box.y, width, box.height - filled)
  context.fillStyle = color
  context.fillRect(x, box.y + box.height - filled, width, filled)
}

/** A cross where a worker was lost, and how. */
function drawLost({ context }: Surface, how: string, x: number, { layout, top, theme }: SpanPlace): void {
  const size = Math.min(11, layout.laneHeight + 0.5)
  context.font = `600 ${size}px ${CANVAS_FONT}`
  context.fillStyle = PALETTE[theme].danger
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  context.fillText(
    `✕ ${how}`,
    x + 4,
    top + layout.laneHeight / 2 + 0.5,
    Math.max(layout.left + layout.width - x - 6, 40),
  )
  context.textBaseline = 'alphabetic'
}

/** Who held it when, in the workers' colours. Holds that share a pixel are drawn in the colour of the longest. */
export function drawHolds({ context }: Surface, { holds }: Gil, { layout, top, zeroNs, theme }: SpanPlace): void {
  const { y, height } = laneBox(layout, top)
  const xOf = (ns: number) => bounded(layout.xOf((ns - zeroNs) / 1e9), layout)
  let [from, last, most, color] = [NaN, NaN, 0, '']
  const flush = () => {
    context.fillStyle = color
    if (last > from) context.fillRect(snap(from), y, Math.max(snap(last) - snap(from), 0.5), height)
    ;[from, most] = [NaN, 0]
  }
  for (let i = 0; i < holds.length; i += 3) {
    const [left, right] = [xOf(holds[i]!), xOf(holds[i + 1]!)]
    if (right <= left) continue
    if (left - last > 1) flush()
    if (Number.isNaN(from)) from = left
    if (right - left >= most) [most, color] = [right - left, workerColor(holds[i + 2]!, theme)]
    last = right
    if (last - from >= 1) flush()
  }
  flush()
}

/** To whole device pixels, so that no seam shows. */
function snap(x: number): number {
  return Math.round(x * window.devicePixelRatio) / window.devicePixelRatio
}

const hatches = new WeakMap<
  HTMLCanvasElement,
  { readonly theme: ThemeName; readonly pattern: CanvasPattern | string }
>()

export function hatching({ canvas, context }: Surface, theme: ThemeName): CanvasPattern | string {
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
