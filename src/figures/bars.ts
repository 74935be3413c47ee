import type { ChartDataset } from 'chart.js'
import type { Point } from '../contract/figure.ts'
import { fade, isHollow } from '../contract/palette.ts'
import { axisTitle, categoryScale, shortIn, valueScale, withTitle } from './axis.ts'
import { barGeometry, barLayout, slotOf, thicknessOfAll, type BarGeometry, type BarLayout } from './bar-geometry.ts'
import { barLabels, MIN_LABELLED, type BarLabels } from './bar-labels.ts'
import { measuredAxis, measuredTitle } from './caption.ts'
import { palette, type FigureStyle } from './figure-style.ts'
import { text, whisker } from './paint.ts'
import type { Plot, PlotFrame } from './plot.ts'
import { paintReferenceBars } from './reference-bars.ts'
import { pointColor, type ChartData, type Series } from './series.ts'

/** Bars from zero, each with a whisker from the lowest to the highest and its value at its end. They lie on their side where x is a category. */
export function barsPlot(data: ChartData, style: FigureStyle): Plot {
  const { chart } = data
  const layout = barLayout(data)
  const labels = barLabels(data, layout, style)
  const title = measuredTitle(data, style)
  const names = layout.categories.map((x) => (typeof x === 'number' ? shortIn(chart.x.unit, x) : x))
  const plot = {
    type: 'bar',
    labels: names,
    datasets: data.series.map((series) => dataset(data, layout, series, style)),
    thickness: (frame: PlotFrame) => thickness(data, layout, frame),
    paintUnder: (frame: PlotFrame) => paintReferenceBars(data, layout, frame, style),
    paintOver: (frame: PlotFrame) => paintOver(data, layout, labels, frame, style),
  } as const
  if (layout.flat) {
    const x = withTitle(valueScale(measuredAxis(data), 'x', style), title, style)
    return { ...plot, indexAxis: 'y', right: labels.free, x, y: sideScale(names, style) }
  }
  const y = valueScale(measuredAxis(data), 'y', style)
  const xTitle = axisTitle({ ...chart.x, scale: 'linear', values: layout.categories.map(Number) })
  return { ...plot, indexAxis: 'x', title, right: 10, x: withTitle(categoryScale(names, style), xTitle, style), y }
}

/** Names beside bars that lie: as small as many of them need, and at most a third of the width. */
function sideScale(names: readonly string[], style: FigureStyle): Plot['y'] {
  const fontSize = Math.max(Math.min(style.fontSize, (style.height - 30) / Math.max(names.length, 1) - 1), 7)
  const room = Math.min(style.width * 0.36, style.fontSize * 15)
  const small = { ...style, fontSize }
  const scale = categoryScale(names, small, room)
  return { ...scale, ticks: { ...scale.ticks, color: palette(style).dim } }
}

function dataset(data: ChartData, layout: BarLayout, series: Series, style: FigureStyle): ChartDataset<'bar'> {
  const count = data.series.length
  const points = layout.categories.map((x) => series.points.find((point) => point.x === x))
  const colors = points.map((point) => (point === undefined ? series.color : pointColor(point, series, count, style)))
  // Neighbours differ by more than their colour, and so do two models of one kind.
  const isPale = points.map(
    (point) => series.index % 2 === 1 || (count === 1 && point !== undefined && isHollow(point)),
  )
  const fills = colors.map((color, index) => (isPale[index] ? fade(color, 0.35) : color))
  return {
    data: points.map((point) => (isShown(layout, point?.value) ? point!.value! : null)),
    backgroundColor: forAll(fills),
    borderColor: forAll(colors),
    borderWidth: forAll(isPale.map((pale) => (pale ? 1 : 0))),
    borderRadius: layout.flat ? { topRight: 3, bottomRight: 3 } : { topLeft: 3, topRight: 3 },
    minBarLength: 1,
    inflateAmount: 0,
  }
}

/** Reduces values that are the same for all bars to one, so that Chart.js resolves it once, not for each bar. */
function forAll<T>(values: T[]): T | T[] {
  return new Set(values).size === 1 ? values[0]! : values
}

/** Shares as Chart.js counts them: of its band that a category fills, and of its slot that a bar does. One pixel is left between neighbours. */
function thickness({ series }: ChartData, layout: BarLayout, frame: PlotFrame) {
  const { band } = barGeometry(layout, 0, frame)
  const all = thicknessOfAll(band, series.length)
  const gap = series.length > 1 ? Math.min(series.length / all, 0.5) : 0
  return { categoryPercentage: all / band, barPercentage: 1 - gap }
}

/** A log scale has no place for zero. */
const isShown = ({ log }: BarLayout, value: number | undefined) => value !== undefined && (!log || value > 0)

/** Whiskers, values, and why there is no bar. */
function paintOver(data: ChartData, layout: BarLayout, labels: BarLabels, frame: PlotFrame, style: FigureStyle): void {
  for (const series of data.series) {
    for (const point of series.points) {
      const geometry = barGeometry(layout, layout.categories.indexOf(point.x), frame)
      const bar = { point, name: series.name, ...slotOf(data, geometry, series.name) }
      if (point.value === undefined) {
        paintAbsence(bar, layout, geometry, frame, style)
        continue
      }
      const farthest = Math.max(point.value, point.high ?? point.value)
      const end = isShown(layout, farthest) ? geometry.along(farthest) : geometry.zero
      if (isShown(layout, point.value) && isShown(layout, point.low)) paintWhisker(bar, layout, geometry, frame, style)
      labels.paint(frame.context, geometry, { ...bar, x: point.x, value: point.value, end })
    }
  }
}

/** A bar of one category and series. */
interface Bar {
  readonly point: Point
  readonly across: number
  readonly thick: number
  /** For letters, across. */
  readonly room: number
}

/** From the lowest to the highest of the repeats. */
function paintWhisker(bar: Bar, layout: BarLayout, geometry: BarGeometry, { context }: PlotFrame, style: FigureStyle) {
  const { across, thick } = bar
  const { low, high } = bar.point
  if (low === undefined || high === undefined || low === high) return
  const cap = Math.min(3.5, thick / 2)
  const [from, to] = [low, high].map((value) => geometry.spot(geometry.along(value), across))
  whisker(context, from!, to!, layout.flat ? [0, cap] : [cap, 0], { color: palette(style).text })
}

/** Why there is no bar, in its place. */
function paintAbsence(
  bar: Bar,
  { flat }: BarLayout,
  geometry: BarGeometry,
  { context }: PlotFrame,
  style: FigureStyle,
) {
  const { across, room } = bar
  const { missing } = bar.point
  if (missing === undefined || !flat || room < MIN_LABELLED) return
  const width = Math.max(style.width - geometry.zero - 8, 20)
  const size = Math.min(style.fontSize, room)
  text(context, geometry.spot(geometry.zero + 5, across), missing, { fill: palette(style).dim, width, size }, style)
}
