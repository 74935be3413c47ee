import { formatIn } from '../contract/text.ts'
import { shortIn } from './axis.ts'
import { type BarGeometry, type BarLayout, letterRoom } from './bar-geometry.ts'
import { type FigureStyle, palette, roomFor } from './figure-style.ts'
import { type Context2d, text } from './paint.ts'
import type { ChartData } from './series.ts'

/** With less room, in pixels, there is no value beside a bar: it could not be read. */
export const MIN_LABELLED = 8

/** The largest share of the width that is left for them. */
const MAX_ROOM = 0.4

/**
 * What stands at the ends of bars that lie on their side, and the room that it needs there. Several series are named there
 * too, so that they need no colour, if there is room for the longest.
 */
function wording(
  data: ChartData,
  style: FigureStyle,
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
      style,
    )
  const named = series.length > 1 && room(long) <= style.width * MAX_ROOM
  return { words: named ? long : short, room: room(named ? long : short) }
}

/** A bar that gets its value. Across and along are in pixels. */
interface LabelledBar {
  readonly x: string | number
  readonly value: number
  readonly name: string
  /** End of the bar or of its whisker, whichever is farther. */
  readonly end: number
  readonly across: number
  readonly thick: number
  /** For letters, across. */
  readonly room: number
}

export interface BarLabels {
  /** Pixels to leave free at the right of bars that lie on their side. */
  readonly free: number
  readonly paint: (context: Context2d, geometry: BarGeometry, bar: LabelledBar) => void
}

export function barLabels(data: ChartData, layout: BarLayout, style: FigureStyle): BarLabels {
  const { words, room: needed } = wording(data, style)
  const band = (style.height - 2 * style.fontSize) / layout.categories.length
  const isLabelled = data.references.length > 0 || letterRoom(band, data.series.length) >= MIN_LABELLED
  return {
    free: isLabelled ? Math.min(needed, style.width * MAX_ROOM) + 10 : 10,
    paint(context, geometry, bar) {
      const { value, name, across, thick, room } = bar
      if (room < MIN_LABELLED) return
      const end = labelEnd(data, layout, geometry, bar, needed + 12)
      const paint = { fill: palette(style).text, weight: 500 as const, size: Math.min(style.fontSize, room) }
      if (layout.flat) {
        text(context, geometry.spot(end + 6, across), words(value, name), paint, style)
        return
      }
      const short = shortIn(data.measurement.unit, value)
      // Two of neighbours must not lie over each other.
      if (roomFor([short], style) > thick * (data.series.length > 1 ? 1.15 : 1.5)) return
      text(context, geometry.spot(end - 3, across), short, { ...paint, align: 'center', baseline: 'bottom' }, style)
    },
  }
}

/** The place of a bar's value, along: outside outlines, and beside lines that it would lie on, `needed` pixels long. */
function labelEnd(
  { references }: ChartData,
  { flat, log }: BarLayout,
  { along }: BarGeometry,
  { x, name, end }: LabelledBar,
  needed: number,
): number {
  const mine = references.filter(({ series }) => series === undefined || series === name)
  const endsOf = (published: boolean) =>
    mine
      .filter(({ kind }) => (kind === 'published') === published)
      .flatMap(({ points }) =>
        points.flatMap((point) => (point.x === x && !(log && point.value <= 0) ? along(point.value) : [])),
      )
  if (!flat) return Math.min(end, ...endsOf(true), ...endsOf(false))
  return endsOf(false)
    .toSorted((a, b) => a - b)
    .reduce((start, line) => (line > start - 2 && line < start + needed ? line : start), Math.max(end, ...endsOf(true)))
}
