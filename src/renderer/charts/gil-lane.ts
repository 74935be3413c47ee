import { activityGroupColor } from '../../contract/activity-palette.ts'
import { PALETTE, workerColor, type ThemeName } from '../../contract/palette.ts'
import type { GilColumns } from '../program/gil-columns.ts'
import { paintPart, type Band, type Pixels } from './activity-pixels.ts'
import { pixelOf } from './activity-textures.ts'

/** Part of the lane in which the waiting threads are shown, at its head. */
const WAITERS = 0.36
const GAP = 0.06

/** Below, which thread held the GIL how long; above, how many waited for it, of all that could. */
export function paintGil(
  pixels: Pixels,
  { held, waiting, step }: GilColumns,
  band: Band,
  numbers: readonly (number | undefined)[],
  theme: ThemeName,
): void {
  const colors = held.map((_, index) => {
    const number = numbers[index]
    return pixelOf(number === undefined ? PALETTE[theme].idle : workerColor(number, theme))
  })
  const waits = pixelOf(activityGroupColor('gil', theme))
  for (let x = 0; x < pixels.count; x++) {
    const whole = step[x]!
    if (whole <= 0) continue
    let foot = 0
    held.forEach((ns, index) => {
      const head = foot + Math.min(ns[x]! / whole, 1) * (1 - WAITERS - GAP)
      if (ns[x]! > 0) paintPart(pixels, x, band, foot, head, colors[index]!)
      foot = head
    })
    const waiters = waiting[x]! / whole / Math.max(numbers.length - 1, 1)
    if (waiters > 0) paintPart(pixels, x, band, 1 - WAITERS, 1 - WAITERS + WAITERS * Math.min(waiters, 1), waits)
  }
}
