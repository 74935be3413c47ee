import type { Chart, Measurement, Point, Reference } from '../contract/figure.ts'
import { modelColor, workerColor, type ModelLook } from '../contract/palette.ts'
import { palette, type FigureStyle } from './figure-style.ts'

/** Points that belong together: one line, or one bar of each category. */
export interface Series {
  /** Legend entry; '' where there is one series only. */
  readonly name: string
  readonly points: readonly Point[]
  readonly color: string
  /** Position among all series of the chart, also those that are switched off: it decides symbol and dash. */
  readonly index: number
}

/** Data that a chart draws: measured and published, without what is switched off. */
export interface ChartData {
  readonly chart: Chart
  readonly measurement: Measurement
  readonly series: readonly Series[]
  readonly references: readonly Reference[]
}

export function chartData(chart: Chart, measurements: readonly Measurement[], style: FigureStyle): ChartData {
  const measurement = measurements.find(({ id }) => id === chart.measurement) ?? {
    id: chart.measurement,
    label: chart.title,
    unit: '',
    points: [],
  }
  return {
    chart,
    measurement,
    series: seriesOf(measurement, style).filter(({ name }) => !style.hidden.includes(name)),
    references: chart.references.filter(
      ({ label, series }) => ![label, series].some((key) => key !== undefined && style.hidden.includes(key)),
    ),
  }
}

export function seriesOf(
  { points }: Pick<Measurement, 'points'>,
  style: Pick<FigureStyle, 'theme'>,
): readonly Series[] {
  const names = [...new Set(points.map(({ series }) => series))]
  const groups = names.map((name) => points.filter(({ series }) => series === name))
  const looks = groups.map(lookOf)
  const models = groups.map(modelOf)
  // A model's colour is no mark where several series are of it, or one of several.
  const areMarks = !looks.includes(undefined) && new Set(models).size === models.length
  return groups.map((members, index) => {
    const color = areMarks ? modelColor(looks[index]!, style.theme) : workerColor(index, style.theme)
    return { name: names[index]!, points: members, color, index }
  })
}

/** The model that all points are of, or else the kind. */
function modelOf(points: readonly Point[]): string | undefined {
  const [first] = points
  return points.every(({ model }) => model === first?.model) ? (first?.model ?? first?.kind) : undefined
}

/** The colour that all points have by their model. */
function lookOf(points: readonly Point[]): ModelLook | undefined {
  const [{ model, kind, kindIndex } = {} as Partial<Point>] = points
  return kind !== undefined && points.every((point) => point.model === model) ? { kind, kindIndex } : undefined
}

/** A chart of one series shows models by their colours. */
export function pointColor(
  { kind, kindIndex }: Point,
  { color }: Series,
  count: number,
  { theme }: FigureStyle,
): string {
  return count === 1 && kind !== undefined ? modelColor({ kind, kindIndex }, theme) : color
}

/** Values of x in the order in which they come, of measured points first. */
export function categoriesOf({ measurement, chart }: Pick<ChartData, 'measurement' | 'chart'>): readonly Point['x'][] {
  const all = [...measurement.points, ...chart.references.flatMap(({ points }) => points)]
  const values = [...new Set(all.map(({ x }) => x))]
  return chart.x.scale === 'category' ? values : values.toSorted((a, b) => Number(a) - Number(b))
}

/** All values that an axis must show. */
export function valuesOf({ series, references }: ChartData): readonly number[] {
  const measured = series.flatMap(({ points }) => points.flatMap(({ value, low, high }) => [value, low, high]))
  const others = references.flatMap(({ points }) => points.map(({ value }) => value))
  return [...measured, ...others].filter((value) => value !== undefined)
}

const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'] as const
const DASHES: readonly (readonly number[])[] = [[], [9, 3], [3, 2], [9, 3, 2, 3]]

/** Lines differ by these as well as by their colour. */
export function symbolOf(index: number): { readonly symbol: (typeof SYMBOLS)[number]; readonly hollow: boolean } {
  return { symbol: SYMBOLS[index % SYMBOLS.length]!, hollow: index % (2 * SYMBOLS.length) >= SYMBOLS.length }
}

/** Lengths of dash and gap; none is a whole line. */
export function dashOf(index: number): readonly number[] {
  return DASHES[index % DASHES.length]!
}

const PUBLISHED_DASHES: readonly (readonly number[])[] = [
  [4, 3],
  [8, 3],
  [2, 3],
]
const IDEAL_DASH: readonly number[] = [1, 3]

/** Published is dashed, ideal is dotted. */
export function referenceDash(chart: Pick<Chart, 'references'>, reference: Reference): readonly number[] {
  if (reference.kind === 'ideal') return IDEAL_DASH
  const published = chart.references.filter(({ kind }) => kind === 'published')
  return PUBLISHED_DASHES[published.indexOf(reference) % PUBLISHED_DASHES.length] ?? PUBLISHED_DASHES[0]!
}

export function referenceColor({ kind }: Reference, style: Pick<FigureStyle, 'theme'>): string {
  return kind === 'ideal' ? palette(style).dim : palette(style).faint
}
