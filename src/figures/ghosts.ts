import type { Reference } from '../contract/figure.ts'
import { fade } from '../contract/palette.ts'
import { formatIn } from '../contract/text.ts'
import { LEAST_LABELLED } from './bar-labels.ts'
import { encode, penOf, slotOf, type Place } from './bar-pen.ts'
import type { FigureSeries, RenderItem } from './echarts.ts'
import { palette, type Look } from './look.ts'
import { referenceColor, referenceDash, type ChartData } from './series.ts'
import { group, line, rect, rowOf, text } from './shapes.ts'

/** How much wider than its bar an outline is: than one of several, and than all of a category. */
const WIDER = { one: 1.12, all: 1.35 }

/** Behind the bars: what was published is the dashed outline of one, what would be ideal a dotted line. */
export function ghosts(data: ChartData, place: Place, reference: Reference, look: Look): FigureSeries {
  const stroke = { color: referenceColor(reference, look), dash: referenceDash(data.chart, reference) }
  const wider = reference.series === undefined || data.series.length < 2 ? WIDER.all : WIDER.one
  const renderItem: RenderItem = (params, api) => {
    const [index, value] = rowOf(api)
    const pen = penOf(place, index, api, params)
    const { across, thick } = slotOf(data, pen, reference.series)
    const [end, half] = [pen.at(value), (thick * wider) / 2]
    const rivals = rivalsOf(reference, place.categories[index]!, data)
    const shape =
      reference.kind === 'published' && value === Math.max(...rivals)
        ? rect(pen.box(pen.zero, end, across, 2 * half), { stroke, fill: fade(stroke.color, 0.06) })
        : line(pen.point(end, across - half), pen.point(end, across + half), { ...stroke, width: 1.5 })
    const isAlone = !isMeasured(reference, place.categories[index]!, data) && value === Math.max(...rivals)
    if (!isAlone || !place.flat || 2 * half < LEAST_LABELLED) return shape
    const style = { fill: palette(look).faint, size: Math.min(look.fontSize, 2 * half) }
    return group([shape, text([end + 6, across], formatIn(data.measurement.unit, value), style, look)])
  }
  const rows = reference.points.map(({ x, value }) => [place.categories.indexOf(x), value])
  return { type: 'custom', name: reference.label, renderItem, z: 2, data: rows, encode: encode(place, [1]) }
}

/** Ends of all that was published of the same bar. Only the farthest has a whole outline: the lines of the others would lie upon its. */
function rivalsOf({ series }: Reference, x: string | number, { references }: ChartData): number[] {
  const same = references.filter((other) => other.kind === 'published' && other.series === series)
  return same.flatMap(({ points }) => points.flatMap((point) => (point.x === x ? point.value : [])))
}

function isMeasured(reference: Reference, x: string | number, { series }: ChartData): boolean {
  const own = series.filter(({ name }) => reference.series === undefined || reference.series === name)
  return own.some(({ points }) => points.some((point) => point.x === x))
}
