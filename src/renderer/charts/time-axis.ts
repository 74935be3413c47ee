import { tickStep } from '../../figures/ticks.ts'
import { fade, PALETTE, type ThemeName } from '../../contract/palette.ts'
import { CANVAS_FONT, type Surface } from './canvas.ts'
import type { View } from './lanes-layout.ts'
import { formatTick } from './ticks.ts'

/** Height of the axis at the foot of a picture, CSS pixels. */
export const TIME_AXIS = 17
/** Widths of a mark, CSS pixels; marks of nanoseconds have more digits. */
const [MARK, LONG_MARK] = [84, 130]

/** Seconds along the foot, with a fine line up to `top` at each mark. */
export function drawTimeAxis(
  { context, width, height }: Surface,
  { from, to }: View,
  theme: ThemeName,
  top: number,
): void {
  const { line, faint } = PALETTE[theme]
  const step = tickStep(to - from, width / (to - from < 1e-3 ? LONG_MARK : MARK))
  context.font = `400 11px ${CANVAS_FONT}`
  context.textBaseline = 'alphabetic'
  for (let tick = Math.ceil(from / step - 1e-6); tick * step <= to + step * 1e-4; tick++) {
    const x = Math.round(((tick * step - from) / (to - from)) * width) + 0.5
    // Behind what is drawn already.
    context.globalCompositeOperation = 'destination-over'
    context.fillStyle = fade(line, 0.8)
    context.fillRect(x - 0.5, top, 1, height - TIME_AXIS + 4 - top)
    context.globalCompositeOperation = 'source-over'
    context.fillStyle = faint
    context.textAlign = x < 24 ? 'left' : x > width - 24 ? 'right' : 'center'
    context.fillText(formatTick(tick * step, step), x < 24 ? Math.max(x - 1, 0) : x, height - 4)
  }
}
