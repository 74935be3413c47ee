import { axisUnit, formatIn, UNIT_SPACE } from '../contract/text.ts'
import type { Axis, FigureOption } from './echarts.ts'
import { palette, type Look } from './look.ts'

export interface AxisOf {
  readonly label: string
  readonly unit: string
  readonly scale: 'linear' | 'log'
  /** All that it must show. */
  readonly values: readonly number[]
  /** What it must begin with or before, such as 0 under bars. */
  readonly from?: number
  /** It ends where the values do, instead of at the next round number. */
  readonly tight?: boolean
}

/** "wall time, ms"; on a log axis every mark has its own unit. */
export function axisTitle({ label, unit, scale, values }: AxisOf): string {
  const { symbol } = values.length === 0 ? { symbol: unit } : axisUnit(unit, largest(values))
  const told = symbol === '' || (unit === '1/s' && /\b(a|per) second\b/u.test(label))
  return [label, ...(told || scale === 'log' ? [] : [symbol]), ...(scale === 'log' ? ['log scale'] : [])].join(', ')
}

const largest = (values: readonly number[]) => Math.max(0, ...values.map(Math.abs).filter(Number.isFinite))

/** An axis of numbers. Values of zero and less have no place on a log scale, and do not count there. */
export function valueAxis(axis: AxisOf, look: Look): Axis {
  const { unit, scale, values, from, tight = false } = axis
  const { factor } = axisUnit(unit, largest(values))
  const common = { ...axisLook(look), splitNumber: scale === 'log' ? 5 : splits(look) }
  if (scale === 'log') {
    const label = { ...numberLook(values, look), formatter: (value: number) => shortIn(unit, value) }
    return { ...common, type: 'log', ...logRange(values, tight), axisLabel: label }
  }
  const whole = unit === '' && values.every(Number.isInteger)
  const range = Math.max(...values) - Math.min(...values)
  return {
    ...common,
    type: 'value',
    scale: from === undefined,
    min: tight ? 'dataMin' : from,
    max: values.length === 0 ? 1 : tight ? 'dataMax' : undefined,
    minInterval: whole ? 1 : undefined,
    interval: whole && tight && range <= MOST_WHOLE ? 1 : undefined,
    axisLabel: { ...numberLook(values, look), formatter: (value: number) => plain(value / factor) },
  }
}

/** Each whole number has a mark on an axis that is no longer. */
const MOST_WHOLE = 10

/** Where there are no numbers yet, none is made up. */
function numberLook(values: readonly number[], look: Look) {
  return { ...labelLook(look), show: values.length > 0, hideOverlap: true }
}

export function categoryAxis(labels: readonly string[], look: Look): Axis {
  const rest = { ...axisLook(look), splitLine: { show: false } }
  return { ...rest, type: 'category', data: [...labels], axisLabel: { ...labelLook(look), interval: 0 } }
}

/** Of a whole figure: where its axes are, and the title of the upright one above it. */
export function frame(titles: { readonly x?: string; readonly y?: string }, look: Look, right = 10): FigureOption {
  const line = look.fontSize + 4
  return {
    animation: false,
    textStyle: { fontFamily: look.fontFamily, fontSize: look.fontSize },
    title: [titleOf(titles.y, { left: 0, top: 0 }, look), titleOf(titles.x, { right, bottom: 1 }, look)].flat(),
    grid: {
      left: 2,
      right,
      top: titles.y === undefined ? look.fontSize / 2 : line + look.fontSize / 2,
      bottom: titles.x === undefined ? 0 : line + 1,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
  }
}

function titleOf(text: string | undefined, place: Readonly<Record<string, number>>, look: Look) {
  const textStyle = { ...labelLook(look), fontFamily: look.fontFamily, fontWeight: 400 as const }
  const width = Math.max(look.width - (place['right'] ?? 8) - 2, 20)
  return text === undefined
    ? []
    : [{ text, padding: 0, ...place, textStyle: { ...textStyle, width, overflow: 'truncate' as const } }]
}

function axisLook(look: Look) {
  const { line } = palette(look)
  return {
    axisLine: { show: false, onZero: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: line, width: 1 } },
  }
}

export function labelLook(look: Look) {
  return { color: palette(look).faint, fontSize: look.fontSize }
}

function splits({ width, height }: Look): number {
  return Math.min(width, height) < 130 ? 3 : 4
}

/** Whole powers of ten around the values, if they are not to be tight. */
function logRange(values: readonly number[], tight: boolean): { readonly min: number; readonly max: number } {
  const positive = values.filter((value) => value > 0)
  if (positive.length === 0) return { min: 1, max: 10 }
  if (tight && positive.length > 1) return { min: Math.min(...positive), max: Math.max(...positive) }
  const [low, high] = [Math.log10(Math.min(...positive)), Math.log10(Math.max(...positive))]
  const [min, max] = [Math.floor(low - 0.02), Math.ceil(high + 0.02)]
  return { min: 10 ** min, max: 10 ** Math.max(max, min + 1) }
}

/** "1 ms" of "1.00 ms": a mark needs no more digits than it has. */
export function shortIn(unit: string, value: number): string {
  return formatIn(unit, value).replace(/\.0+(?=\D|$)|(\.\d*[1-9])0+(?=\D|$)/u, '$1')
}

const numbers = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 })

function plain(value: number): string {
  return numbers.format(Number(value.toPrecision(10))).replaceAll(' ', UNIT_SPACE)
}
