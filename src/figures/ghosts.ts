import type { Reference } from '../contract/figure.ts'
import { fade } from '../contract/palette.ts'
import { formatIn } from '../contract/text.ts'
import { LEAST_LABELLED, referenceEnds } from './bar-labels.ts'
import { encode, penOf, type Pen, type Place } from './bar-pen.ts'
import type { FigureSeries, RenderItem, Shape } from './echarts.ts'
import { palette, type Look } from './look.ts'
import { referenceColor, referenceDash, type ChartData } from './series.ts'
import { group, line, rect, rowOf, text } from './shapes.ts'

/** Share of a category's band. */
const FILL = 0.84

/** Behind the bars: what was published is the dashed outline of one, what would be ideal a dotted line. */
export function ghosts(data: ChartData, place: Place, reference: Reference, look: Look): FigureSeries {
  const stroke = { color: referenceColor(reference, look), dash: referenceDash(data.chart, reference) }
  const renderItem: RenderItem = (params, api) => {
    const [index, value] = rowOf(api)
    const pen = penOf(place, index, api, params)
    const [end, half] = [pen.at(value), (pen.band * FILL) / 2]
    const x = place.categories[index]!
    const shape = isOutline(reference, x, data)
      ? rect(pen.box(pen.zero, end, pen.middle, 2 * half), { stroke, fill: fade(stroke.color, 0.06) })
      : line(pen.point(end, pen.middle - half), pen.point(end, pen.middle + half), { ...stroke, width: 1.5 })
    return group([shape, ...(hasRoom(value, x, data) ? label(value, end, data, place, pen, look) : [])])
  }
  const rows = reference.points.map(({ x, value }) => [place.categories.indexOf(x), value])
  return { type: 'custom', name: reference.label, renderItem, z: 2, data: rows, encode: encode(place, [1]) }
}

/** Of several outlines one is drawn, the farthest; the others would be lines upon its lines. */
function isOutline({ kind, points }: Reference, x: string | number, { references }: ChartData): boolean {
  const own = points.find((point) => point.x === x)!.value
  const published = references.filter((other) => other.kind === 'published')
  const ends = published.flatMap((other) => other.points.flatMap((point) => (point.x === x ? point.value : [])))
  return kind === 'published' && own === Math.max(...ends)
}

/** Nothing was measured there, and no other reference ends farther out: there is room for a number. */
function hasRoom(value: number, x: string | number, data: ChartData): boolean {
  const measured = data.series.some(({ points }) => points.some((point) => point.x === x))
  return !measured && value === Math.max(...referenceEnds(data, x))
}

function label(value: number, end: number, { measurement }: ChartData, place: Place, pen: Pen, look: Look): Shape[] {
  const height = pen.band * FILL
  if (!place.flat || height < LEAST_LABELLED) return []
  const style = { fill: palette(look).faint, size: Math.min(look.fontSize, height) }
  return [text([end + 6, pen.middle], formatIn(measurement.unit, value), style, look)]
}
