import { fade, PALETTE, type ThemeName } from '../../contract/palette.ts'
import { windowsWithin, type TimeGrid } from '../program/activity-columns.ts'
import type { ActivityLog } from '../program/activity-log.ts'
import { CANVAS_FONT, type Surface } from './canvas.ts'

interface FlightStyle {
  readonly log: ActivityLog
  readonly theme: ThemeName
  readonly cores: number | undefined
}

/** How many threads and coroutines had work over time, and as a dashed line the cores that there are for them. */
export function drawFlight(surface: Surface, grid: TimeGrid, { log, theme, cores }: FlightStyle, height: number): void {
  const { context, width } = surface
  const most = Math.max(1, cores ?? 0, peak(log))
  const yOf = (count: number) => height - (count / (most * 1.1)) * (height - 3)
  const xOf = (ns: number) => ((ns - grid.fromNs) / (grid.stepNs * grid.count)) * width
  const { windows } = log
  const [first, end] = windowsWithin(windows, grid.fromNs, grid.fromNs + grid.stepNs * grid.count)
  context.beginPath()
  context.moveTo(Math.max(xOf(windows.fromNs[first] ?? 0), 0), height)
  for (let window = first; window < end; window++) {
    const y = yOf(windows.inFlight[window]!)
    context.lineTo(Math.max(xOf(windows.fromNs[window]!), 0), y)
    context.lineTo(Math.min(xOf(windows.toNs[window]!), width), y)
  }
  if (end > first) context.lineTo(Math.min(xOf(windows.toNs[end - 1]!), width), height)
  context.fillStyle = fade(PALETTE[theme].idle, 0.4)
  context.fill()
  if (cores === undefined) return
  const y = Math.round(yOf(cores)) + 0.5
  context.strokeStyle = fade(PALETTE[theme].accent, 0.8)
  context.lineWidth = 1
  context.setLineDash([4, 3])
  context.beginPath()
  context.moveTo(0, y)
  context.lineTo(width, y)
  context.stroke()
  context.setLineDash([])
  context.font = `400 10px ${CANVAS_FONT}`
  context.fillStyle = PALETTE[theme].faint
  context.textAlign = 'right'
  context.textBaseline = y < 14 ? 'top' : 'bottom'
  context.fillText(cores === 1 ? '1 core' : `${cores} cores`, width - 2, y < 14 ? y + 2 : y - 1)
  context.textBaseline = 'alphabetic'
}

/** The largest number of the whole log: the curve keeps its scale while the view moves. */
function peak({ windows }: ActivityLog): number {
  return windows.inFlight.reduce((most, count) => Math.max(most, count), 0)
}
