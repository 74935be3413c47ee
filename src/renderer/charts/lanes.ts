import { fade, PALETTE, type ThemeName } from '../../contract/palette.ts'
import type { CoreHistory } from '../live/core-history.ts'
import type { Timeline, TimelineRow } from '../timeline/rows.ts'
import { surfaceOf, type Surface } from './canvas.ts'
import { drawCoreRows } from './core-rows.ts'
import { createColumns, type Grid } from './lane-columns.ts'
import { drawCores } from './lane-cores.ts'
import { drawLabel } from './lane-labels.ts'
import { drawEarlier, drawMarks, drawNote } from './lane-marks.ts'
import { drawHolds, drawSpan, type SpanPlace } from './lane-spans.ts'
import { lanesLayout, type LanesLayout, type View } from './lanes-layout.ts'
import { patternsOf } from './patterns.ts'
import { drawTimeAxis } from './time-axis.ts'

export interface LanesLook {
  readonly theme: ThemeName
  readonly nowNs: number
  readonly view: View
  /** What is selected: its lane is marked. */
  readonly isSelected: (row: TimelineRow) => boolean
  /** Below the lanes, with the moment of the axis's zero. */
  readonly strip?: { readonly history: CoreHistory; readonly zeroNs: number; readonly label: string }
}

/** A lane per worker: solid where it ran or as high as its share of a core, in a pattern where it had none; and one for each GIL above them. */
export function drawLanes(canvas: HTMLCanvasElement, timeline: Timeline, look: LanesLook): void {
  const surface = surfaceOf(canvas)
  if (surface === undefined) return
  const { context, width, height } = surface
  context.clearRect(0, 0, width, height)
  if (timeline.rows.length === 0) return
  const layout = lanesLayout(timeline, look.view, { width, height, cores: look.strip?.history.cores ?? 0 })
  const grid = gridOf(layout)
  const columnWidth = 1 / window.devicePixelRatio
  const place = {
    layout,
    grid,
    columnWidth,
    columns: createColumns(grid),
    patterns: patternsOf(surface, look.theme),
    ...look,
  }
  timeline.rows.forEach((row, i) => {
    if (look.isSelected(row)) drawSelected(surface, layout, layout.top(i), look.theme)
  })
  drawTimeAxis(surface, { ...layout, top: 0 }, look.theme)
  timeline.rows.forEach((row, i) => drawLabel(surface, row, timeline.rows[i - 1], layout, layout.top(i), look.theme))
  context.save()
  context.beginPath()
  context.rect(layout.left, 0, layout.width, height)
  context.clip()
  timeline.rows.forEach((row, i) => drawRow(surface, row, { ...place, top: layout.top(i) }))
  drawMarks(surface, timeline, layout, look.theme)
  context.restore()
  if (look.strip !== undefined) drawCoreRows(surface, look.strip.history, layout, { ...look, ...look.strip })
}

/** A column for each device pixel. */
function gridOf({ view, width }: LanesLayout): Grid {
  const count = Math.max(Math.floor(width * window.devicePixelRatio), 1)
  const seconds = ((view.to - view.from) * count) / (width * window.devicePixelRatio)
  return { from: view.from, stepNs: (seconds * 1e9) / count, count }
}

function drawRow(surface: Surface, row: TimelineRow, place: SpanPlace & { readonly grid: Grid }): void {
  if (row.kind === 'lane') {
    for (const span of row.spans) {
      drawSpan(surface, span, place)
      drawCores(surface, span, place)
    }
    drawEarlier(surface, row, place)
    return
  }
  for (const { gil, zeroNs } of row.spans)
    drawHolds(surface, place.columns.holds(gil, zeroNs), place.grid.stepNs, place)
  if (row.note !== undefined) drawNote(surface, row.note, place)
}

function drawSelected({ context, width }: Surface, { laneHeight }: LanesLayout, top: number, theme: ThemeName): void {
  context.fillStyle = fade(PALETTE[theme].accent, 0.16)
  context.fillRect(0, top, width, laneHeight)
  context.fillStyle = PALETTE[theme].accent
  context.fillRect(0, top, 2, laneHeight)
}
