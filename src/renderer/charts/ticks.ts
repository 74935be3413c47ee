import { UNIT_SPACE } from '../../contract/text.ts'

/** A distance between axis marks: 1, 2 or 5 of a power of ten, at most `most` of them. */
export function tickStep(range: number, most: number): number {
  const least = range / Math.max(most, 1)
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((step) => step * power >= least * 0.999) ?? 10) * power
}

const UNITS = [
  ['s', 1],
  ['ms', 1e3],
  ['µs', 1e6],
] as const

/** "1.25 s", "1,250.4 ms": as many digits as tell two marks apart. */
export function formatTick(seconds: number, step: number): string {
  if (seconds === 0) return `0${UNIT_SPACE}s`
  const [unit, factor] = UNITS.find(([, each]) => step * each >= 0.0095) ?? UNITS[2]
  const digits = Math.max(0, Math.ceil(-Math.log10(step * factor) - 1e-9))
  return `${numbers(digits).format(seconds * factor)}${UNIT_SPACE}${unit}`
}

const known = new Map<number, Intl.NumberFormat>()

/** To make one costs more than to draw a lane. */
function numbers(digits: number): Intl.NumberFormat {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  const format = known.get(digits) ?? new Intl.NumberFormat('en-US', options)
  known.set(digits, format)
  return format
}
