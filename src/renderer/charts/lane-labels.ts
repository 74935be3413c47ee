import { PALETTE, type ThemeName } from '../../contract/palette.ts'
import type { TimelineRow } from '../timeline/rows.ts'
import { CANVAS_FONT, fillFitting, type Surface } from './canvas.ts'
import type { LanesLayout } from './lanes-layout.ts'
import { drawBadge } from './tiles.ts'

/** A lower lane has no room for its name. */
const MIN_NAMED = 9
/** Where the process and the badge are, as a share of what stands before the lanes; and how much further the name. */
const PROCESS = 0.32
const BADGE = 0.46
const ROOMY_BADGE = 0.69
const BADGE_WIDTH = 17
/** Wide enough for large letters. */
const ROOMY_LEFT = 170

/** The variant where it begins, the process where it begins and there is room, the worker's number and its thread. */
export function drawLabel(
  { context }: Surface,
  row: TimelineRow,
  above: TimelineRow | undefined,
  { laneHeight, left, isRoomy }: LanesLayout,
  top: number,
  theme: ThemeName,
): void {
  const palette = PALETTE[theme]
  const middle = top + laneHeight / 2
  const size = laneHeight > 30 && left > ROOMY_LEFT ? 13 : Math.min(11, laneHeight + 0.5)
  const badge = Math.round(left * (isRoomy ? ROOMY_BADGE : BADGE))
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  if (row.heading !== undefined) {
    // Low lanes have no names, whose place is free then, and smaller letters.
    const isNamed = laneHeight >= MIN_NAMED
    context.font = `500 ${Math.max(size, isNamed ? 11 : 7.5) + 0.5}px ${CANVAS_FONT}`
    context.fillStyle = palette.dim
    const room = isNamed ? left * ((isRoomy ? PROCESS : BADGE) - 0.03) - 4 : left - 12
    fillFitting(context, row.heading, 4, Math.max(middle, isNamed ? 7 : 5), room)
  }
  if (laneHeight >= MIN_NAMED) {
    context.font = `400 ${size}px ${CANVAS_FONT}`
    context.fillStyle = palette.faint
    if (isRoomy && row.kind === 'lane' && opensProcess(row, above)) {
      fillFitting(context, row.process, left * PROCESS, middle, left * (ROOMY_BADGE - PROCESS) - 8)
    }
    const name = badge + BADGE_WIDTH + 5
    fillFitting(context, row.name, name, middle, left - name - 6)
    context.textBaseline = 'alphabetic'
    const height = Math.min(14, laneHeight - 1)
    if (row.kind === 'lane') {
      drawBadge(context, { x: badge, y: middle - height / 2, width: BADGE_WIDTH, height }, row.index, theme)
    }
  }
  context.textBaseline = 'alphabetic'
}

function opensProcess({ group, process }: TimelineRow & { process: string }, above: TimelineRow | undefined): boolean {
  return above?.kind !== 'lane' || above.group !== group || above.process !== process
}
