import { fade, PALETTE, type ThemeName } from '../../contract/palette.ts'
import type { Timeline, TimelineRow, WorkerRow } from '../state/timeline.ts'
import { CANVAS_FONT, fillFitting, surfaceOf, type Surface } from './canvas.ts'
import { drawHolds, drawSpan, hatching, type SpanPlace } from './lane-spans.ts'
import { AXIS, lanesLayout, type LanesLayout, type View } from './lanes-layout.ts'
import { formatTick, tickStep } from './ticks.ts'
import { drawBadge } from './tiles.ts'

/** A lower lane has no room for its name. */
const LEAST_NAMED = 9

export interface LanesLook {
  readonly theme: ThemeName
  readonly nowNs: number
  readonly view: View
}

/** A lane per worker: solid where it ran or as high as its share of a core, hatched where it had none; and one for each GIL above them. */
export function drawLanes(canvas: HTMLCanvasElement, timeline: Timeline, look: LanesLook): void {
  const surface = surfaceOf(canvas)
  if (surface === undefined) return
  const { context, width, height } = surface
  context.clearRect(0, 0, width, height)
  if (timeline.rows.length === 0) return
  const layout = lanesLayout(timeline, look.view, width, height)
  const hatch = hatching(surface, look.theme)
  drawAxis(surface, layout, look)
  timeline.rows.forEach((row, i) => drawLabel(surface, row, layout, layout.top(i), look))
  context.save()
  context.beginPath()
  context.rect(layout.left - 1, 0, layout.width + 2, height)
  context.clip()
  timeline.rows.forEach((row, i) => drawRow(surface, row, { layout, top: layout.top(i), hatch, ...look }))
  context.restore()
}

function drawRow(surface: Surface, row: TimelineRow, place: Omit<SpanPlace, 'zeroNs'>): void {
  if (row.kind === 'worker') {
    for (const span of row.spans) drawSpan(surface, span, { ...place, zeroNs: span.zeroNs })
    drawEarlier(surface, row, place)
    return
  }
  for (const { gil, zeroNs } of row.spans) drawHolds(surface, gil, { ...place, zeroNs })
  if (row.note !== undefined) drawNote(surface, row.note, place)
}

function drawAxis({ context, height }: Surface, layout: LanesLayout, { theme }: LanesLook): void {
  const { from, to } = layout.view
  const step = tickStep(to - from, layout.width / 84)
  context.font = `400 11px ${CANVAS_FONT}`
  context.textBaseline = 'alphabetic'
  for (let tick = Math.ceil(from / step - 1e-6); tick * step <= to + step * 1e-4; tick++) {
    const x = Math.round(layout.xOf(tick * step)) + 0.5
    context.strokeStyle = fade(PALETTE[theme].line, 0.8)
    context.lineWidth = 1
    context.beginPath()
    context.moveTo(x, 0)
    context.lineTo(x, height - AXIS + 4)
    context.stroke()
    context.fillStyle = PALETTE[theme].faint
    const isFirst = x < layout.left + 24
    context.textAlign = isFirst ? 'left' : x > layout.left + layout.width - 24 ? 'right' : 'center'
    context.fillText(formatTick(tick * step, step), isFirst ? x - 1 : x, height - 4)
  }
}

/** Where the badge is, as a share of what stands before the lanes; and how much further the name. */
const BADGE = 0.43
const BADGE_WIDTH = 17
/** With less before the lanes, names stay small. */
const ROOMY = 170

function drawLabel(surface: Surface, row: TimelineRow, layout: LanesLayout, top: number, { theme }: LanesLook): void {
  const { context } = surface
  const palette = PALETTE[theme]
  const middle = top + layout.laneHeight / 2
  const size = layout.laneHeight > 30 && layout.left > ROOMY ? 13 : Math.min(11, layout.laneHeight + 0.5)
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  if (row.heading !== undefined) {
    context.font = `500 ${Math.max(size, 11) + 0.5}px ${CANVAS_FONT}`
    context.fillStyle = palette.dim
    fillFitting(context, row.heading, 0, Math.max(middle, 7), layout.left * (BADGE - 0.03))
  }
  if (layout.laneHeight >= LEAST_NAMED) {
    context.font = `400 ${size}px ${CANVAS_FONT}`
    context.fillStyle = palette.faint
    fillFitting(
      context,
      row.name,
      layout.left * BADGE + BADGE_WIDTH + 5,
      middle,
      layout.left * (1 - BADGE) - BADGE_WIDTH - 8,
    )
    context.textBaseline = 'alphabetic'
    const height = Math.min(14, layout.laneHeight - 1)
    if (row.kind === 'worker') {
      drawBadge(
        context,
        { x: layout.left * BADGE, y: middle - height / 2, width: BADGE_WIDTH, height },
        row.index,
        theme,
      )
    }
  }
  context.textBaseline = 'alphabetic'
}

function drawEarlier({ context }: Surface, row: WorkerRow, { layout, top, theme }: Omit<SpanPlace, 'zeroNs'>): void {
  context.fillStyle = fade(PALETTE[theme].text, 0.45)
  for (const end of row.earlierEnds) {
    if (end >= 0) context.fillRect(layout.xOf(end), top + 1, 1, layout.laneHeight - 2)
  }
}

function drawNote({ context }: Surface, note: string, { layout, top, theme }: Omit<SpanPlace, 'zeroNs'>): void {
  context.font = `400 ${Math.min(11, layout.laneHeight + 0.5)}px ${CANVAS_FONT}`
  context.fillStyle = PALETTE[theme].dim
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  fillFitting(context, note, layout.left + 4, top + layout.laneHeight / 2, layout.width - 8)
  context.textBaseline = 'alphabetic'
}
