/** How numbers read on the screen, on the run card and in the terminal. What is undefined, NaN or infinite is a dash. */

/** Between a number and its unit: narrow and non-breaking. */
export const UNIT_SPACE = '\u202f'
export const NO_NUMBER = '–'

type Maybe = number | undefined

/** Three significant digits, and never fewer than the whole part has. */
function digits(value: number): string {
  const size = Math.abs(value)
  return value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0)
}

type Scale = readonly (readonly [factor: number, unit: string])[]

/** The largest unit of which the value, as it will be rounded, fills one; else the smallest. Largest first. */
function scaled(value: Maybe, scale: Scale): string {
  if (value === undefined || !Number.isFinite(value)) return NO_NUMBER
  const size = Math.abs(value)
  const [factor, unit] = scale.find(([least]) => size >= least * 0.9995) ?? scale.at(-1)!
  return `${digits(value / factor)}${UNIT_SPACE}${unit}`
}

const SECONDS: Scale = [
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'µs'],
  [1e-9, 'ns'],
]
const BYTES: Scale = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
]

/** "4.02 s", "412 ms", "5.06 ms", "38.0 µs"; from seconds. */
export function formatSeconds(seconds: Maybe): string {
  return seconds === 0 ? `0${UNIT_SPACE}s` : scaled(seconds, SECONDS)
}

/** "12.3 MB", in powers of 1000. */
export function formatBytes(bytes: Maybe): string {
  return bytes !== undefined && Math.abs(bytes) < 999.5 ? `${Math.round(bytes)}${UNIT_SPACE}B` : scaled(bytes, BYTES)
}

/** "99 %" from 0.99; "<1 %" for more than nothing that would round to it. */
export function formatShare(share: Maybe): string {
  if (share === undefined || !Number.isFinite(share)) return NO_NUMBER
  return share > 0 && share < 0.005 ? `<1${UNIT_SPACE}%` : `${Math.round(share * 100)}${UNIT_SPACE}%`
}

/** "1.03×", "12.3×". */
export function formatFactor(factor: Maybe): string {
  return factor === undefined || !Number.isFinite(factor) ? NO_NUMBER : `${digits(factor)}×`
}

/** "1.9" of something countable that comes in fractions, such as busy cores. */
export function formatTenths(value: Maybe): string {
  return value === undefined || !Number.isFinite(value) ? NO_NUMBER : value.toFixed(1)
}

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** "12,345". */
export function formatCount(count: Maybe): string {
  return count === undefined || !Number.isFinite(count) ? NO_NUMBER : counts.format(count)
}

/** "2026-11-22 10:03 UTC" from ISO 8601; the text itself where it is no date. */
export function formatDate(iso: string): string {
  const time = Date.parse(iso)
  return Number.isNaN(time) ? iso : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
