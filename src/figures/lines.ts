import type { ChartDataset } from 'chart.js'
import type { Point, Reference } from '../contract/figure.ts'
import { axisTitle, categoryScale, valueScale, withTitle } from './axis.ts'
import { measuredAxis, measuredTitle } from './caption.ts'
import { palette, type FigureStyle } from './figure-style.ts'
import { whisker } from './paint.ts'
import type { Plot, PlotFrame } from './plot.ts'
import { categoriesOf, dashOf, referenceColor, referenceDash, symbolOf, type ChartData, type Series } from './series.ts'

/** Half the width of a whisker's end, in pixels. */
const CAP = 3

/** Chart.js's names for our symbols, with radii in pixels that make them look equally large. */
const POINTS = {
  circle: { pointStyle: 'circle', pointRadius: 3 },
  rect: { pointStyle: 'rect', pointRadius: 4 },
  triangle: { pointStyle: 'triangle', pointRadius: 4 },
  diamond: { pointStyle: 'rectRot', pointRadius: 4 },
} as const

/** Share of the greatest value below which the least is as good as 0, and the axis begins there. Chosen: the gap cannot be seen. */
const NEAR_ZERO = 0.03

/** Points of a line above which it has no symbols. Chosen: nearer to each other they hide the line. */
const MAX_SYMBOLS = 40

/** A line a series, with its own symbol and dash; whiskers from the lowest to the highest. */
export function linesPlot(data: ChartData, style: FigureStyle): Plot {
  const { chart } = data
  const categories = categoriesOf(data)
  const position = (x: Point['x']) => (chart.x.scale === 'category' ? categories.indexOf(x) : Number(x))
  const [x, title] = acrossScale(data, categories, style)
  return {
    type: 'line',
    title: measuredTitle(data, style),
    right: style.fontSize + 6,
    labels: chart.x.scale === 'category' ? categories.map(String) : undefined,
    datasets: [
      ...data.series.map((series) => measured(data, series, position, style)),
      ...data.references.map((reference) => guide(data, reference, position, style)),
    ],
    x: withTitle(x, title, style),
    y: valueScale(measuredAxis(data), 'y', style),
    paintUnder: (frame) => paintWhiskers(data, position, frame),
  }
}

function acrossScale({ chart: { x } }: ChartData, categories: readonly Point['x'][], style: FigureStyle) {
  if (x.scale === 'category') return [categoryScale(categories.map(String), style), x.label] as const
  const values = categories.map(Number)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const from = low >= 0 && low < high * NEAR_ZERO ? 0 : undefined
  const axis = { ...x, scale: x.scale, values, tight: true, ...(from === undefined ? {} : { from }) }
  return [valueScale(axis, 'x', style), axisTitle(axis)] as const
}

type Position = (x: Point['x']) => number

/** A log scale has no place for zero. */
const isShown = ({ chart }: ChartData, value: number | undefined): value is number =>
  value !== undefined && (chart.y.scale === 'linear' || value > 0)

function rows(data: ChartData, points: readonly Pick<Point, 'x' | 'value'>[], position: Position) {
  const found = points.map(({ x, value }) => ({ x: position(x), y: isShown(data, value) ? value : NaN }))
  return found.toSorted((a, b) => a.x - b.x)
}

function measured(data: ChartData, series: Series, position: Position, style: FigureStyle): ChartDataset<'line'> {
  const { points, color, index } = series
  const { symbol, hollow } = symbolOf(index)
  return {
    ...line(rows(data, points, position), color, dashOf(index)),
    borderWidth: 2,
    ...(points.length > MAX_SYMBOLS ? { pointStyle: false, pointHitRadius: 4 } : POINTS[symbol]),
    pointBackgroundColor: hollow ? palette(style).panel : color,
    pointBorderWidth: hollow ? 1.5 : 0,
  }
}

function guide(data: ChartData, reference: Reference, position: Position, style: FigureStyle): ChartDataset<'line'> {
  const points = rows(data, reference.points, position)
  // A single point would be no line.
  const hasSymbols = reference.kind === 'published' || points.length === 1
  return {
    ...line(points, referenceColor(reference, style), referenceDash(data.chart, reference)),
    borderWidth: 1.5,
    ...(hasSymbols ? POINTS.diamond : { pointStyle: false }),
    pointBackgroundColor: palette(style).panel,
    pointBorderWidth: 1.5,
  }
}

function line(data: { x: number; y: number }[], color: string, dash: readonly number[]): ChartDataset<'line'> {
  return {
    data,
    parsing: false,
    clip: false,
    borderColor: color,
    borderDash: [...dash],
    pointBorderColor: color,
  }
}

function paintWhiskers(data: ChartData, position: Position, { context, x, y }: PlotFrame): void {
  for (const { points, color } of data.series) {
    for (const point of points) {
      const { low, high } = point
      if (!isShown(data, low) || high === undefined || low === high) continue
      const across = x(position(point.x))
      whisker(context, [across, y(low)], [across, y(high)], [CAP, 0], { color })
    }
  }
}
