import { UNIT_SPACE } from '../../contract/text.ts'

const UNITS = [
  ['s', 1],
  ['ms', 1e3],
  ['µs', 1e6],
] as const

/** "1.25 s", "1,250.4 ms": as many digits as tell two marks apart. */
export function formatTick(seconds: number, step: number): string {
  if (seconds === 0) return `0${UNIT_SPACE}s`
  const [unit, factor] = UNITS.find(([, candidate]) => step * candidate >= 0.0095) ?? UNITS[2]
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
