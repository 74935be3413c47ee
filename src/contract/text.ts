/** Formats of numbers on the page, on cards and in the terminal. Undefined, NaN and infinite values are a dash. */

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

/** "0.45 of a core", "1.5 cores". */
export function formatCores(cores: Maybe): string {
  if (cores === undefined || !Number.isFinite(cores)) return NO_NUMBER
  return cores < 0.995 ? `${cores.toFixed(2)} of a core` : `${cores.toFixed(1)} cores`
}

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** "12,345". */
export function formatCount(count: Maybe): string {
  return count === undefined || !Number.isFinite(count) ? NO_NUMBER : counts.format(count)
}

/** How the units of measurements and parameters are written, largest first, in multiples of the unit. */
const UNITS: Readonly<Record<string, Scale>> = {
  s: SECONDS,
  ms: SECONDS.map(([factor, unit]) => [factor * 1e3, unit]),
  us: SECONDS.map(([factor, unit]) => [factor * 1e6, unit]),
  B: [...BYTES, [1, 'B']],
  'MB/s': BYTES.map(([factor, unit]) => [factor / 1e6, `${unit}/s`]),
  share: [[0.01, '%']],
  x: [[1, '×']],
}

/** The unit in which an axis that goes to `largest` reads best: what stands beside it, and how much one of it is. */
export function axisUnit(unit: string, largest: number): { readonly factor: number; readonly symbol: string } {
  const scale = UNITS[unit] ?? [[1, unit]]
  const [factor, symbol] = scale.find(([least]) => largest >= least * 0.9995) ?? scale.at(-1)!
  return { factor, symbol }
}

/** A value with its unit, which is one of a measurement or of a parameter: "4.02 s", "12.3 MB/s", "30,100/s", "48 %", "1.03×", "12". */
export function formatIn(unit: string, value: Maybe): string {
  if (value === undefined || !Number.isFinite(value)) return NO_NUMBER
  if (unit === 'share') return formatShare(value)
  if (unit === 'x') return formatFactor(value)
  if (unit === 'B') return formatBytes(value)
  const scale = UNITS[unit]
  if (scale !== undefined) return value === 0 ? `0${UNIT_SPACE}${unit}` : scaled(value, scale)
  const number = Number.isInteger(value) || Math.abs(value) >= 99.95 ? counts.format(value) : digits(value)
  return unit === '' ? number : unit === '1/s' ? `${number}/s` : `${number}${UNIT_SPACE}${unit}`
}

/** "2026-11-22 10:03 UTC" from ISO 8601; the text itself where it is no date. */
export function formatDate(iso: string): string {
  const time = Date.parse(iso)
  return Number.isNaN(time) ? iso : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** A worker's name without what all have in common: "Thread-1" of "MainProcess/Thread-1", "Process-1" of "Process-1/MainThread". */
export function shortName(name: string): string {
  const [process = name, thread] = name.split('/')
  return thread === undefined || thread === 'MainThread' ? process : thread
}

const and = new Intl.ListFormat('en')
const or = new Intl.ListFormat('en', { type: 'disjunction' })

/** "a, b, and c". */
export function allOf(words: readonly string[]): string {
  return and.format(words)
}

/** "a, b, or c". */
export function oneOf(words: readonly string[]): string {
  return or.format(words)
}
