import { formatIn } from '../contract/text.ts'
import { shortIn } from './axis.ts'
import type { Pen, Place } from './bar-pen.ts'
import type { Shape } from './echarts.ts'
import { palette, roomFor, type Look } from './look.ts'
import type { ChartData } from './series.ts'
import { text } from './shapes.ts'

/** With less room there is no value beside a bar. */
export const LEAST_LABELLED = 8

/** What stands at the end of a bar; of several series their names too, so that they need no colour. */
function words({ measurement, series }: ChartData, value: number, name: string): string {
  return series.length > 1 ? `${formatIn(measurement.unit, value)}  ${name}` : formatIn(measurement.unit, value)
}

/** What is to be left free at the right of bars that lie on their side. */
export function labelRoom(data: ChartData, look: Look): number {
  const { series, references, measurement } = data
  const long = series.flatMap(({ points, name }) => points.map(({ value = NaN }) => words(data, value, name)))
  const short = references.flatMap(({ points }) => points.map(({ value }) => formatIn(measurement.unit, value)))
  const room = roomFor([...long, ...short], look)
  return Math.min(room, look.width * 0.35) + 10
}

/** Ends of what was published for a category, and there for one series or for all. */
export function referenceEnds({ references }: ChartData, x: string | number, name: string): readonly number[] {
  const own = references.filter(({ series }) => series === undefined || series === name)
  return own.flatMap(({ points }) => points.flatMap((point) => (point.x === x ? point.value : [])))
}

export interface LabelOf {
  readonly value: number
  readonly name: string
  /** Where the bar, its whisker and what was published have ended. */
  readonly along: number
  readonly across: number
  readonly thick: number
  /** For letters, across. */
  readonly room: number
}

export function valueLabel(data: ChartData, place: Place, pen: Pen, label: LabelOf, look: Look): Shape[] {
  const { value, name, along, across, thick, room } = label
  if (room < LEAST_LABELLED) return []
  const style = { fill: palette(look).text, weight: 500 as const, size: Math.min(look.fontSize, room) }
  if (place.flat) {
    const long = words(data, value, name)
    const fits = roomFor([long], look) <= look.width - along - 6
    return [text(pen.point(along + 6, across), fits ? long : formatIn(data.measurement.unit, value), style, look)]
  }
  const short = shortIn(data.measurement.unit, value)
  if (roomFor([short], look) > thick * 1.5) return []
  return [text(pen.point(along - 3, across), short, { ...style, align: 'center', vertical: 'bottom' }, look)]
}
