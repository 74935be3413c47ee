import { PALETTE, workerColor, type ThemeName } from '../../contract/palette.ts'
import type { Timeline, LaneRow } from '../timeline/rows.ts'
import { surfaceOf } from './canvas.ts'
import { createColumns } from './lane-columns.ts'

/** The whole time in a few pixels: a line a worker, as strong as it ran. */
export function drawMinimap(canvas: HTMLCanvasElement, timeline: Timeline, nowNs: number, theme: ThemeName): void {
  const surface = surfaceOf(canvas)
  if (surface === undefined) return
  const { context, width, height } = surface
  context.clearRect(0, 0, width, height)
  const count = Math.max(Math.floor(width), 1)
  const stepNs = (timeline.seconds * 1e9) / count
  const columns = createColumns({ from: 0, stepNs, count })
  const rows = timeline.rows.filter((row): row is LaneRow => row.kind === 'lane')
  const line = height / Math.max(rows.length, 1)
  rows.forEach((row, i) => {
    for (const span of row.spans) {
      const { first, last, running } = columns.lane(span, nowNs)
      context.fillStyle = workerColor(row.index, theme)
      for (let column = first; column < last; column++) {
        context.globalAlpha = 0.15 + 0.85 * Math.min(running[column]! / stepNs, 1)
        context.fillRect(column, i * line, 1, Math.max(line - (line > 3 ? 1 : 0), 1))
      }
    }
  })
  context.globalAlpha = 1
  context.fillStyle = PALETTE[theme].line
  context.fillRect(0, height - 1, width, 1)
}
