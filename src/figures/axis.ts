import { axisUnit, formatIn, UNIT_SPACE } from '../contract/text.ts'
import { type FigureStyle, palette, roomFor, shortened } from './figure-style.ts'
import type { ScaleOptions } from './plot.ts'
import { linearTicks, logTicks, tickStep } from './ticks.ts'

export interface AxisSpec {
  readonly label: string
  readonly unit: string
  readonly scale: 'linear' | 'log'
  /** All values that the axis must show. */
  readonly values: readonly number[]
  /** First value of a linear axis, such as 0 under bars. */
  readonly from?: number
  /** The axis ends where the values do, instead of at the next mark. */
  readonly tight?: boolean
}

/** "wall time, ms"; on a log axis every mark has its own unit. */
export function axisTitle({ label, unit, scale, values }: AxisSpec): string {
  const { symbol } = values.length === 0 ? { symbol: unit } : axisUnit(unit, largest(values))
  const isNamed = symbol === '' || (unit === '1/s' && /\b(a|per) second\b/u.test(label))
  return [label, ...(isNamed || scale === 'log' ? [] : [symbol]), ...(scale === 'log' ? ['log scale'] : [])].join(', ')
}

const largest = (values: readonly number[]) => Math.max(0, ...values.map(Math.abs).filter(Number.isFinite))

/** Which way an axis of numbers goes: along the width of the figure, or along its height. */
type Direction = 'x' | 'y'

/** Limits of an axis and its marks. */
interface Marks {
  readonly min: number
  readonly max: number
  readonly ticks: readonly number[]
}

/** An axis of numbers. Values of zero and less have no place on a log scale, and do not count there. */
export function valueScale(axis: AxisSpec, direction: Direction, style: FigureStyle): ScaleOptions {
  const { scale, values } = axis
  const label = axisLabel(axis)
  const { min, max, ticks } = scale === 'log' ? logMarks(axis, direction, style) : linearMarks(axis, direction, style)
  return {
    ...scaleStyle(style),
    type: scale === 'log' ? 'logarithmic' : 'linear',
    min,
    max,
    afterBuildTicks: (built) => {
      built.ticks = ticks.map((value) => ({ value }))
    },
    // Where there are no numbers yet, none is made up.
    ticks: { ...labelStyle(style), display: values.length > 0, callback: (value) => label(Number(value)) },
  }
}

function axisLabel({ unit, scale, values }: AxisSpec): (value: number) => string {
  if (scale === 'log') return (value) => shortIn(unit, value)
  const { factor } = axisUnit(unit, largest(values))
  return (value) => plain(value / factor)
}

/** Each whole number has a mark on an axis that is no longer. */
const MAX_WHOLE = 10

function linearMarks(axis: AxisSpec, direction: Direction, style: FigureStyle): Marks {
  const { unit, values, from, tight = false } = axis
  const [low, high] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)]
  const start = from ?? low
  const end = high > start ? high : start + 1
  const isWhole = unit === '' && values.every(Number.isInteger)
  const most = isWhole && tight && end - start <= MAX_WHOLE ? MAX_WHOLE : maxTicks(plain(end), direction, style)
  const step = Math.max(tickStep(end - start, most), isWhole ? 1 : 0)
  const [min, max] = tight
    ? [start, end]
    : [from ?? Math.floor(start / step) * step, Math.ceil(end / step - 1e-6) * step]
  const ticks = linearTicks(min, max, step)
  return { min, max, ticks: tight && direction === 'x' ? withEnds(ticks, min, max, axis, style) : ticks }
}

/** Whole powers of ten around the values, unless the axis is tight. */
function logMarks(axis: AxisSpec, direction: Direction, style: FigureStyle): Marks {
  const { unit, values, tight = false } = axis
  const positive = values.filter((value) => value > 0)
  const [low, high] = positive.length === 0 ? [1, 10] : [Math.min(...positive), Math.max(...positive)]
  const [least, greatest] = [Math.floor(Math.log10(low) - 0.02), Math.ceil(Math.log10(high) + 0.02)]
  const isTight = tight && high > low
  const [min, max] = isTight ? [low, high] : [10 ** least, 10 ** Math.max(greatest, least + 1)]
  const ticks = logTicks(min, max, maxTicks(shortIn(unit, max), direction, style) + 1)
  return { min, max, ticks: tight && direction === 'x' ? withEnds(ticks, min, max, axis, style) : ticks }
}

/** Digits of an end of an axis that is named. Chosen: a time of six digits says no more than the mark beside it. */
const MAX_DIGITS = 3

/** The ends of a tight axis are named too, if they are short and have room beside the marks. */
function withEnds(ticks: readonly number[], min: number, max: number, axis: AxisSpec, style: FigureStyle) {
  const place = (value: number) => (axis.scale === 'log' ? Math.log(value) : value)
  const pixels = (value: number) => ((place(value) - place(min)) / (place(max) - place(min))) * style.width * 0.8
  const width = (value: number) => roomFor([axisLabel(axis)(value)], style)
  const hasRoom = (end: number) =>
    axisLabel(axis)(end).replaceAll(/\D/gu, '').length <= MAX_DIGITS &&
    ticks.every((tick) => Math.abs(pixels(tick) - pixels(end)) > (width(tick) + width(end)) / 2 + style.fontSize * 0.8)
  return [...(hasRoom(min) ? [min] : []), ...ticks, ...(hasRoom(max) ? [max] : [])]
}

/** Number of marks that there is room for, about. The most was chosen by eye. */
function maxTicks(label: string, direction: Direction, style: FigureStyle): number {
  const { width, height, fontSize } = style
  const wanted = Math.min(width, height) < 130 ? 3 : 7
  const room = direction === 'x' ? (width * 0.7) / (roomFor([label], style) + fontSize) : height / (fontSize * 2.4)
  return Math.max(Math.min(wanted, Math.floor(room)), 1)
}

/** An axis of names, or of numbers as names. */
export function categoryScale(labels: readonly string[], style: FigureStyle, room = Infinity): ScaleOptions {
  const { grid, ...rest } = scaleStyle(style)
  const shown = labels.map((label) => shortened(label, room, style))
  const callback = (_: unknown, index: number) => shown[index]!
  return {
    ...rest,
    type: 'category',
    offset: true,
    grid: { ...grid, display: false },
    ticks: { ...labelStyle(style), callback },
  }
}

/** The title of an axis that lies. */
export function withTitle(scale: ScaleOptions, text: string | undefined, style: FigureStyle): ScaleOptions {
  return text === undefined ? scale : { ...scale, title: { ...titleStyle(text, style), align: 'end' } }
}

/** A line of text in the style of axis labels, cut where it is wider than the figure. */
export function titleStyle(text: string, style: FigureStyle) {
  const { color, font } = labelStyle(style)
  return {
    display: true,
    text: shortened(text, style.width - 4, style),
    color,
    font: { ...font, lineHeight: 1.3 },
    padding: 0,
  }
}

function scaleStyle(style: FigureStyle) {
  return {
    grid: { color: palette(style).line, drawTicks: false },
    border: { display: false },
  }
}

function labelStyle(style: FigureStyle) {
  const font = { family: style.fontFamily, size: style.fontSize, weight: 400 as const }
  return { color: palette(style).faint, font, autoSkip: false, maxRotation: 0, padding: 5 }
}

/** "1 ms" for "1.00 ms": a mark needs no more digits than it has. */
export function shortIn(unit: string, value: number): string {
  return formatIn(unit, value).replace(/\.0+(?=\D|$)|(\.\d*[1-9])0+(?=\D|$)/u, '$1')
}

const numbers = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 })

function plain(value: number): string {
  return numbers.format(Number(value.toPrecision(10))).replaceAll(' ', UNIT_SPACE)
}
