import type { Point, Reference } from '../contract/figure.ts'
import { axisTitle, categoryAxis, frame, valueAxis } from './axis.ts'
import { measuredAxis, measuredTitle } from './caption.ts'
import type { FigureOption, FigureSeries, RenderItem } from './echarts.ts'
import { palette, type Look } from './look.ts'
import { categoriesOf, dashOf, referenceColor, referenceDash, symbolOf, type ChartData, type Series } from './series.ts'
import { group, line, rowOf } from './shapes.ts'

const SYMBOL_SIZE = 6
const CAP = 3

/** A line a series, with its own symbol and dash; whiskers from the lowest to the highest. */
export function linesOption(data: ChartData, look: Look): FigureOption {
  const { chart } = data
  const categories = categoriesOf(data)
  const xOf = (x: Point['x']) => (chart.x.scale === 'category' ? categories.indexOf(x) : Number(x))
  const across = { ...chart.x, values: categories.map(Number) }
  const xAxis =
    across.scale === 'category'
      ? categoryAxis(categories.map(String), look)
      : valueAxis({ ...across, scale: across.scale, tight: true }, look)
  const xTitle = across.scale === 'category' ? across.label : axisTitle({ ...across, scale: across.scale })
  return {
    ...frame({ x: xTitle, y: measuredTitle(data, look) }, look, look.fontSize + 6),
    xAxis,
    yAxis: valueAxis(measuredAxis(data), look),
    series: [
      ...data.references.map((reference) => guide(data, reference, xOf, look)),
      ...data.series.flatMap((series) => [whiskers(data, series, xOf), measured(data, series, xOf, look)]),
    ],
  }
}

type XOf = (x: Point['x']) => number

/** A log scale has no place for zero. */
const shown = ({ chart }: ChartData, value: number | undefined) =>
  value === undefined || (chart.y.scale === 'log' && value <= 0) ? null : value

function measured(data: ChartData, { name, points, color, index }: Series, xOf: XOf, look: Look): FigureSeries {
  const { symbol, hollow } = symbolOf(index)
  const rows = points.map(({ x, value }) => [xOf(x), shown(data, value)])
  return {
    type: 'line',
    name,
    z: 4,
    silent: true,
    data: rows.toSorted((a, b) => a[0]! - b[0]!),
    symbol,
    symbolSize: SYMBOL_SIZE,
    showAllSymbol: true,
    itemStyle: hollow ? hollowIn(color, look) : { color },
    lineStyle: { color, width: 2, type: solidOr(dashOf(index)) },
  }
}

function guide(data: ChartData, reference: Reference, xOf: XOf, look: Look): FigureSeries {
  const color = referenceColor(reference, look)
  const rows = reference.points.map(({ x, value }) => [xOf(x), shown(data, value)])
  return {
    type: 'line',
    name: reference.label,
    z: 2,
    silent: true,
    data: rows.toSorted((a, b) => a[0]! - b[0]!),
    // A single point would be no line.
    symbol: reference.kind === 'published' || rows.length === 1 ? 'diamond' : 'none',
    symbolSize: SYMBOL_SIZE + 1,
    itemStyle: hollowIn(color, look),
    lineStyle: { color, width: 1.5, type: solidOr(referenceDash(data.chart, reference)) },
  }
}

function hollowIn(color: string, look: Look) {
  return { color: palette(look).panel, borderColor: color, borderWidth: 1.5 }
}

function solidOr(dash: readonly number[]): 'solid' | number[] {
  return dash.length === 0 ? 'solid' : [...dash]
}

function whiskers(data: ChartData, { name, points, color }: Series, xOf: XOf): FigureSeries {
  const renderItem: RenderItem = (_, api) => {
    const [x, low, high] = rowOf(api)
    const [[at = 0, bottom = 0], [, top = 0]] = [api.coord([x, low]), api.coord([x, high])]
    return group([
      line([at, bottom], [at, top], { color }),
      ...[bottom, top].map((y) => line([at - CAP, y], [at + CAP, y], { color })),
    ])
  }
  const rows = points.flatMap(({ x, low, high }) =>
    shown(data, low) !== null && high !== undefined && low !== high ? [[xOf(x), low, high]] : [],
  )
  return { type: 'custom', name, renderItem, z: 3, data: rows, encode: { x: 0, y: [1, 2] } }
}
