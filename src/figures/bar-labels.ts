import { formatIn } from '../contract/text.ts'
import { shortIn } from './axis.ts'
import { letterRoom, type Pen, type Place } from './bar-pen.ts'
import type { Shape } from './echarts.ts'
import { palette, roomFor, type Look } from './look.ts'
import type { ChartData } from './series.ts'
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

/** A bar that gets its value. Across and along are in pixels. */
interface Labelled {
  readonly x: string | number
  readonly value: number
  readonly name: string
  /** Where the bar and its whisker have ended. */
  readonly end: number
  readonly across: number
  readonly thick: number
  /** For letters, across. */
  readonly room: number
}

export interface BarLabels {
  /** What is to be left free at the right of bars that lie on their side: nothing where there is no value beside them. */
  readonly free: number
  readonly draw: (pen: Pen, bar: Labelled) => Shape[]
}

export function barLabels(data: ChartData, place: Place, look: Look): BarLabels {
  const { words, room: needed } = wording(data, look)
  const band = (look.height - 2 * look.fontSize) / place.categories.length
  const isLabelled = data.references.length > 0 || letterRoom(band, data.series.length) >= LEAST_LABELLED
  return {
    free: isLabelled ? Math.min(needed, look.width * MOST_ROOM) + 10 : 10,
    draw(pen, bar) {
      const { value, name, across, thick, room } = bar
      if (room < LEAST_LABELLED) return []
      const along = labelEnd(data, place, pen, bar, needed + 12)
      const style = { fill: palette(look).text, weight: 500 as const, size: Math.min(look.fontSize, room) }
      if (place.flat) return [text(pen.point(along + 6, across), words(value, name), style, look)]
      const short = shortIn(data.measurement.unit, value)
      if (roomFor([short], look) > thick * 1.5) return []
      return [text(pen.point(along - 3, across), short, { ...style, align: 'center', vertical: 'bottom' }, look)]
    },
  }
}

/** Where a value is written behind a bar: outside outlines, and beside lines that it would lie upon, taking `needed` pixels. */
function labelEnd(
  { references }: ChartData,
  { flat, log }: Place,
  pen: Pen,
  { x, name, end }: Labelled,
  needed: number,
): number {
  const own = references.filter(({ series }) => series === undefined || series === name)
  const endsOf = (published: boolean) =>
    own
      .filter(({ kind }) => (kind === 'published') === published)
      .flatMap(({ points }) =>
        points.flatMap((point) => (point.x === x && !(log && point.value <= 0) ? pen.at(point.value) : [])),
      )
  if (!flat) return Math.min(end, ...endsOf(true), ...endsOf(false))
  return endsOf(false)
    .toSorted((a, b) => a - b)
    .reduce((at, line) => (line > at - 2 && line < at + needed ? line : at), Math.max(end, ...endsOf(true)))
}
