import { formatIn } from '../contract/text.ts'
import { shortIn } from './axis.ts'
import { letterRoom, type Pen, type Place } from './bar-pen.ts'
import type { Shape } from './echarts.ts'
import { palette, roomFor, type Look } from './look.ts'
import { categoriesOf, type ChartData } from './series.ts'
import { text } from './shapes.ts'

/** With less room there is no value beside a bar. */
export const LEAST_LABELLED = 8

/** The largest share of the width that is left for them. */
const MOST_ROOM = 0.4

/**
 * What stands at the ends of bars that lie on their side, and the room that it needs there. Of several series it names them
 * too, so that they need no colour, where there is room for the longest.
 */
function wording(
  data: ChartData,
  look: Look,
): { readonly words: (value: number, name: string) => string; readonly room: number } {
  const { series, references, measurement } = data
  const short = (value: number) => formatIn(measurement.unit, value)
  const long = (value: number, name: string) => `${short(value)}  ${name}`
  const room = (words: typeof long) =>
    roomFor(
      [
        ...series.flatMap(({ points, name }) => points.map(({ value = NaN }) => words(value, name))),
        ...references.flatMap(({ points }) => points.map(({ value }) => short(value))),
      ],
      look,
    )
  const named = series.length > 1 && room(long) <= look.width * MOST_ROOM
  return { words: named ? long : short, room: room(named ? long : short) }
}

/** What is to be left free at the right of bars that lie on their side: nothing where there is no value beside them. */
export function labelRoom(data: ChartData, look: Look): number {
  const band = (look.height - 2 * look.fontSize) / categoriesOf(data).length
  const isLabelled = data.references.length > 0 || letterRoom(band, data.series.length) >= LEAST_LABELLED
  return isLabelled ? Math.min(wording(data, look).room, look.width * MOST_ROOM) + 10 : 10
}

/** Where a value is written behind a bar that ends at `end`: outside outlines, and beside lines that it would lie upon. Values, and in pixels. */
export function labelEnd(
  data: ChartData,
  place: Place,
  pen: Pen,
  bar: { readonly x: string | number; readonly name: string; readonly end: number },
  look: Look,
): number {
  const { x, name, end } = bar
  const own = data.references.filter(({ series }) => series === undefined || series === name)
  const endsOf = (published: boolean) =>
    own
      .filter(({ kind }) => (kind === 'published') === published)
      .flatMap(({ points }) =>
        points.flatMap((point) => (point.x === x && !(place.log && point.value <= 0) ? pen.at(point.value) : [])),
      )
  const start = place.flat ? Math.max(end, ...endsOf(true)) : Math.min(end, ...endsOf(true))
  if (!place.flat) return Math.min(start, ...endsOf(false))
  const needed = wording(data, look).room + 12
  return endsOf(false)
    .toSorted((a, b) => a - b)
    .reduce((at, line) => (line > at - 2 && line < at + needed ? line : at), start)
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
    return [text(pen.point(along + 6, across), wording(data, look).words(value, name), style, look)]
  }
  const short = shortIn(data.measurement.unit, value)
  if (roomFor([short], look) > thick * 1.5) return []
  return [text(pen.point(along - 3, across), short, { ...style, align: 'center', vertical: 'bottom' }, look)]
}
