import { tickStep } from '../../figures/ticks.ts'
import { fade, PALETTE, type ThemeName } from '../../contract/palette.ts'
import { CANVAS_FONT, type Surface } from './canvas.ts'
import { TIME_AXIS, type View } from './lanes-layout.ts'
import { formatTick } from './ticks.ts'

/** Widths of a mark, CSS pixels; marks of nanoseconds have more digits. */
const [LABEL_WIDTH, LONG_LABEL_WIDTH] = [84, 130]

interface AxisPlace {
  readonly view: View
  /** Of the axis in the picture, CSS pixels. */
  readonly left: number
  readonly width: number
  /** Where the lines of the marks begin. */
  readonly top: number
  /** The lines go behind what is drawn already. */
  readonly isBehind?: boolean
}

/** Seconds along the foot, with a fine line up to `top` at each mark. */
export function drawTimeAxis({ context, height }: Surface, place: AxisPlace, theme: ThemeName): void {
  const { left, width, top, isBehind = false } = place
  const { from, to } = place.view
  const { line, faint } = PALETTE[theme]
  const step = tickStep(to - from, width / (to - from < 1e-3 ? LONG_LABEL_WIDTH : LABEL_WIDTH))
  context.font = `400 11px ${CANVAS_FONT}`
  context.textBaseline = 'alphabetic'
  for (let tick = Math.ceil(from / step - 1e-6); tick * step <= to + step * 1e-4; tick++) {
    const x = Math.round(left + (width * (tick * step - from)) / (to - from)) + 0.5
    if (isBehind) context.globalCompositeOperation = 'destination-over'
    context.fillStyle = fade(line, 0.8)
    context.fillRect(x - 0.5, top, 1, height - TIME_AXIS + 4 - top)
    context.globalCompositeOperation = 'source-over'
    context.fillStyle = faint
    const isFirst = x < left + 24
    context.textAlign = isFirst ? 'left' : x > left + width - 24 ? 'right' : 'center'
    context.fillText(formatTick(tick * step, step), isFirst ? Math.max(x - 1, 0) : x, height - 4)
  }
}
