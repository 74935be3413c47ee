import { fade, PALETTE, workerColor, type ThemeName } from '../../contract/palette.ts'
import type { CoreHistory } from '../live/core-history.ts'
import { CANVAS_FONT, type Surface } from './canvas.ts'
import type { LanesLayout } from './lanes-layout.ts'

const MIN_NAMED = 8

interface StripStyle {
  readonly theme: ThemeName
  /** The moment of the axis's zero, ns. */
  readonly zeroNs: number
  /** Which of the times that begin at zero this is. */
  readonly label: string
}

/** What each core did, on the axis of the lanes: the worker that had most of it, as strong as its load. */
export function drawCoreRows({ context }: Surface, history: CoreHistory, layout: LanesLayout, style: StripStyle): void {
  const { strip, view, left, width } = layout
  const { columnNs, latest, stored, cores } = history
  const columnAt = (seconds: number) => Math.floor((style.zeroNs + seconds * 1e9) / columnNs)
  const first = Math.max(columnAt(view.from), latest - stored + 1)
  const last = Math.min(columnAt(view.to), latest)
  const edge = (column: number) =>
    Math.round(Math.min(Math.max(layout.xOf((column * columnNs - style.zeroNs) / 1e9), left), left + width))
  const gap = strip.row > 4 ? 1 : 0
  for (let column = first; column <= last; column++) {
    const [x, end] = [edge(column), edge(column + 1)]
    if (end <= x) continue
    for (let core = 0; core < cores; core++) {
      const { busy, first: worker } = history.cell(column, core)
      if (Number.isNaN(busy)) continue
      const color = worker < 0 ? PALETTE[style.theme].idle : workerColor(worker, style.theme)
      context.fillStyle = fade(color, worker < 0 ? 0.07 + 0.55 * Math.min(busy, 1) : 0.25 + 0.75 * Math.min(busy, 1))
      context.fillRect(x, strip.top + core * strip.row, end - x, strip.row - gap)
    }
  }
  drawNames(context, layout, cores, style)
}

function drawNames(
  context: CanvasRenderingContext2D,
  layout: LanesLayout,
  cores: number,
  { theme, label }: StripStyle,
): void {
  const { strip, left } = layout
  context.font = `400 ${Math.max(Math.min(strip.row - 1, 10.5), 9)}px ${CANVAS_FONT}`
  context.fillStyle = PALETTE[theme].faint
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  context.fillText(label, 4, strip.top + Math.max(strip.row, 10) / 2, left / 2 + 20)
  context.textAlign = 'right'
  if (strip.row >= MIN_NAMED) {
    for (let core = 0; core < cores; core++) {
      context.fillText(`core ${core}`, left - 8, strip.top + (core + 0.5) * strip.row)
    }
  }
  context.textBaseline = 'alphabetic'
}
