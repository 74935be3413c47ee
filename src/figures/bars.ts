import type { Point } from '../contract/figure.ts'
import { fade, isHollow } from '../contract/palette.ts'
import { axisTitle, categoryAxis, frame, shortIn, valueAxis } from './axis.ts'
import { barLabels, LEAST_LABELLED, type BarLabels } from './bar-labels.ts'
import { encode, penOf, placeOf, slotOf, type Pen, type Place } from './bar-pen.ts'
import { measuredAxis, measuredTitle } from './caption.ts'
import type { FigureOption, FigureSeries, RenderItem, Shape } from './echarts.ts'
import { ghosts } from './ghosts.ts'
import { palette, type Look } from './look.ts'
import { pointColor, type ChartData, type Series } from './series.ts'
import { group, line, rect, rowOf, text } from './shapes.ts'

/** Bars from zero, each with a whisker from the lowest to the highest and its value at its end. They lie on their side where x is a category. */
export function barsOption(data: ChartData, look: Look): FigureOption {
  const { chart } = data
  const place = placeOf(data)
  const labels = barLabels(data, place, look)
  const title = measuredTitle(data, look)
  const categories = categoryAxis(
    place.categories.map((x) => (typeof x === 'number' ? shortIn(chart.x.unit, x) : x)),
    look,
  )
  const numbers = valueAxis(measuredAxis(data), look)
  const series = [
    ...data.references.map((reference) => ghosts(data, place, reference, look)),
    ...data.series.map((each) => bars(data, place, each, look, labels)),
  ]
  if (place.flat) {
    const names = { ...categories, inverse: true, axisLabel: sideLabels(place.categories.length, look) }
    return { ...frame({ x: title }, look, labels.free), xAxis: numbers, yAxis: names, series }
  }
  const x = axisTitle({ ...chart.x, scale: 'linear', values: place.categories.map(Number) })
  return { ...frame({ x, y: title }, look), xAxis: categories, yAxis: numbers, series }
}

function sideLabels(count: number, look: Look) {
  const fontSize = Math.max(Math.min(look.fontSize, (look.height - 30) / Math.max(count, 1) - 1), 7)
  const width = Math.min(look.width * 0.36, look.fontSize * 15)
  return { color: palette(look).dim, fontSize, interval: 0, width, overflow: 'truncate' as const, ellipsis: '…' }
}

/** A bar of one category and series: where it is, and what it shows. */
interface Bar {
  readonly point: Point
  readonly name: string
  readonly paint: { readonly fill: string; readonly stroke?: { readonly color: string } }
  readonly across: number
  readonly thick: number
  /** For letters, across. */
  readonly room: number
}

function bars(data: ChartData, place: Place, series: Series, look: Look, labels: BarLabels): FigureSeries {
  const byCategory = new Map(series.points.map((point) => [place.categories.indexOf(point.x), point]))
  const renderItem: RenderItem = (params, api) => {
    const [index] = rowOf(api)
    const pen = penOf(place, index, api, params)
    const point = byCategory.get(index)!
    const fill = pointColor(point, series, data.series.length, look)
    // Neighbours differ by more than their colour.
    const isPale = series.index % 2 === 1 || (data.series.length === 1 && isHollow(point))
    const paint = isPale ? { fill: fade(fill, 0.35), stroke: { color: fill } } : { fill }
    const bar = { point, name: series.name, paint, ...slotOf(data, pen, series.name) }
    return drawBar(bar, data, place, pen, look, labels)
  }
  const rows = [...byCategory].map(([index, { value, low, high }]) => [index, value, low, high])
  return { type: 'custom', name: series.name, renderItem, z: 3, data: rows, encode: encode(place, [1, 2, 3]) }
}

function drawBar(bar: Bar, data: ChartData, place: Place, pen: Pen, look: Look, labels: BarLabels): Shape | undefined {
  const { point, name, paint, across, thick, room } = bar
  const { x, value, high, missing } = point
  if (value === undefined) return missing === undefined ? undefined : absence(missing, bar, place, pen, look)
  const shows = (each: number) => !place.log || each > 0
  const farthest = Math.max(value, high ?? value)
  const end = shows(farthest) ? pen.at(farthest) : pen.zero
  const label = labels.draw(pen, { x, value, name, end, across, thick, room })
  if (!shows(value)) return group(label)
  const box = pen.box(pen.zero, pen.at(value), across, Math.max(thick - (data.series.length > 1 ? 1 : 0), 1))
  const r = place.flat ? [0, 3, 3, 0] : [3, 3, 0, 0]
  return group([rect(box, { ...paint, r }), ...(shows(point.low ?? NaN) ? whisker(bar, pen, look) : []), ...label])
}

/** From the lowest to the highest of the repeats. */
function whisker({ point: { low, high }, across, thick }: Bar, pen: Pen, look: Look): Shape[] {
  if (low === undefined || high === undefined || low === high) return []
  const cap = Math.min(3.5, thick / 2)
  const stroke = { color: palette(look).text }
  const [from, to] = [pen.at(low), pen.at(high)]
  return [
    line(pen.point(from, across), pen.point(to, across), stroke),
    ...[from, to].map((end) => line(pen.point(end, across - cap), pen.point(end, across + cap), stroke)),
  ]
}

/** Why there is no bar, in its place. */
function absence(missing: string, { across, room }: Bar, place: Place, pen: Pen, look: Look): Shape | undefined {
  if (!place.flat || room < LEAST_LABELLED) return undefined
  const width = Math.max(look.width - pen.zero - 8, 20)
  const size = Math.min(look.fontSize, room)
  return text([pen.zero + 5, across], missing, { fill: palette(look).dim, width, size }, look)
}
