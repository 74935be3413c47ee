import { PALETTE, workerColor, type ThemeName } from '../../contract/palette.ts'
import type { CoreHistory } from '../live/core-history.ts'
import type { Scene } from '../live/scene.ts'
import { surfaceOf, type Surface } from './canvas.ts'

const CELL = 4

/** Draws core load over time, newest at the right: a row a core, a column 100 ms. Only what is new is drawn. */
export function createStrip(): (canvas: HTMLCanvasElement, scene: Scene, theme: ThemeName) => void {
  let drawn: { key: string; history: CoreHistory; latest: number } | undefined
  return (canvas, scene, theme) => {
    const surface = surfaceOf(canvas)
    if (surface === undefined || scene.cores === 0) return
    const { history } = scene
    const key = `${canvas.width} ${canvas.height} ${theme}`
    const layout = layoutOf(surface, scene)
    const fresh = drawn === undefined || drawn.key !== key || drawn.history !== history
    const steps = fresh ? layout.columns : Math.min(history.latest - drawn!.latest, layout.columns)
    if (fresh) surface.context.clearRect(0, 0, surface.width, surface.height)
    else if (steps > 0) scroll(surface, steps * layout.cell)
    // The column that was the latest may have grown since.
    for (let back = Math.min(steps, layout.columns - 1); back >= 0; back--) column(surface, scene, layout, back, theme)
    drawn = { key, history, latest: history.latest }
  }
}

interface Layout {
  readonly columns: number
  readonly cell: number
  readonly row: number
  readonly gap: number
}

/** A recording fills the width; live columns have one width, so that nothing swims. */
function layoutOf({ width, height }: Surface, { cores, live, history }: Scene): Layout {
  const row = Math.min(height / cores, 30)
  // Whole device pixels, so that scrolling does not blur.
  const wide = Math.round(CELL * window.devicePixelRatio) / window.devicePixelRatio
  const columns = live ? Math.floor(width / wide) : Math.max(history.stored, 1)
  return { columns, cell: live ? wide : width / columns, row, gap: row >= 5 ? 1.5 : row >= 3 ? 0.75 : 0 }
}

function scroll({ canvas, context, width, height }: Surface, distance: number): void {
  context.globalCompositeOperation = 'copy'
  context.drawImage(canvas, -distance, 0, width, height)
  context.globalCompositeOperation = 'source-over'
}

function column(
  surface: Surface,
  { history, cores, live }: Scene,
  layout: Layout,
  back: number,
  theme: ThemeName,
): void {
  const { context, width, height } = surface
  // A recording's columns are as wide as they come out, in whole pixels: overlaps would show.
  const edge = (distance: number) => (live ? width - distance : Math.round(width - distance))
  const x = edge((back + 1) * layout.cell)
  const cellWidth = edge(back * layout.cell) - x - (live ? 0.6 : 0)
  context.clearRect(x, 0, layout.cell, height)
  for (let core = 0; core < cores; core++) {
    const { busy, first, second } = history.cell(history.latest - back, core)
    if (Number.isNaN(busy)) continue
    const cellHeight = layout.row - layout.gap
    const y = core * layout.row
    const half = second >= 0 ? cellHeight / 2 : cellHeight
    mark(context, { x, y, width: cellWidth, height: half }, first, busy, theme)
    if (second >= 0) mark(context, { x, y: y + half, width: cellWidth, height: half }, second, busy, theme)
  }
}

/** Workers differ by colour and by what is left out of the cell: nothing, a line in the middle, the foot, the head. */
function mark(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  worker: number,
  busy: number,
  theme: ThemeName,
): void {
  if (worker < 0) {
    context.globalAlpha = 0.07 + busy * (theme === 'dark' ? 0.6 : 0.5)
    context.fillStyle = PALETTE[theme].idle
    context.fillRect(x, y, width, height)
  } else {
    context.globalAlpha = 0.3 + 0.7 * busy
    context.fillStyle = workerColor(worker, theme)
    const kind = height < 2.5 ? 0 : worker % 4
    if (kind === 1) {
      context.fillRect(x, y, width, height * 0.38)
      context.fillRect(x, y + height * 0.62, width, height * 0.38)
    } else if (kind === 2) context.fillRect(x, y, width, height * 0.55)
    else if (kind === 3) context.fillRect(x, y + height * 0.45, width, height * 0.55)
    else context.fillRect(x, y, width, height)
  }
  context.globalAlpha = 1
}
