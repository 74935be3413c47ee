import { fade, PALETTE, type ThemeName } from '../../contract/palette.ts'
import type { Timeline, LaneRow } from '../timeline/rows.ts'
import type { TrialMark } from '../timeline/timeline-marks.ts'
import { CANVAS_FONT, fillFitting, type Surface } from './canvas.ts'
import type { SpanPlace } from './lane-spans.ts'
import type { LanesLayout } from './lanes-layout.ts'

/** Where earlier repeats of the worker ended. */
export function drawEarlier({ context }: Surface, row: LaneRow, { layout, top, theme }: SpanPlace): void {
  context.fillStyle = fade(PALETTE[theme].text, 0.45)
  for (const end of row.earlierEnds) {
    if (end >= 0) context.fillRect(layout.xOf(end), top + 1, 1, layout.laneHeight - 2)
  }
}

export function drawNote({ context }: Surface, note: string, { layout, top, theme }: SpanPlace): void {
  context.font = `400 ${Math.min(11, layout.laneHeight + 0.5)}px ${CANVAS_FONT}`
  context.fillStyle = PALETTE[theme].dim
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  fillFitting(context, note, layout.left + 4, top + layout.laneHeight / 2, layout.width - 8)
  context.textBaseline = 'alphabetic'
}

/** From the first lane of a variant to its last: a broken line, with a flag at its head. */
export function drawMarks({ context }: Surface, timeline: Timeline, layout: LanesLayout, theme: ThemeName): void {
  context.strokeStyle = context.fillStyle = fade(PALETTE[theme].accent, 0.9)
  context.lineWidth = 1
  context.setLineDash([3, 3])
  for (const mark of timeline.marks) {
    const [first, last] = rowsOf(timeline, mark)
    if (first < 0 || mark.seconds < layout.view.from || mark.seconds > layout.view.to) continue
    const x = Math.round(layout.xOf(mark.seconds)) + 0.5
    const top = layout.top(first)
    context.beginPath()
    context.moveTo(x, top)
    context.lineTo(x, layout.top(last) + layout.laneHeight)
    context.stroke()
    context.beginPath()
    context.moveTo(x, top)
    context.lineTo(x + FLAG, top + FLAG / 2)
    context.lineTo(x, top + FLAG)
    context.fill()
  }
  context.setLineDash([])
}

const FLAG = 6
/** So near to a mark the pointer is on it, CSS pixels. */
const REACH = 4

function rowsOf({ rows }: Timeline, { group }: TrialMark): readonly [first: number, last: number] {
  return [rows.findIndex((row) => row.group === group), rows.findLastIndex((row) => row.group === group)]
}

/** The marks of a variant at a place. */
export function marksAt({ marks }: Timeline, layout: LanesLayout, group: string, x: number): readonly TrialMark[] {
  return marks.filter((mark) => mark.group === group && Math.abs(layout.xOf(mark.seconds) - x) <= REACH)
}
