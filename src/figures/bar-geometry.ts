import type { Rect, Spot } from './paint.ts'
import type { PlotFrame } from './plot.ts'
import { categoriesOf, type ChartData } from './series.ts'

/** How the bars of a chart lie: along the axis of numbers, across that of the categories. */
export interface BarLayout {
  /** They lie on their side. */
  readonly flat: boolean
  readonly log: boolean
  readonly categories: readonly (string | number)[]
}

export function barLayout(data: ChartData): BarLayout {
  return { flat: data.chart.x.scale === 'category', log: data.chart.y.scale === 'log', categories: categoriesOf(data) }
}

/** Share of a category's band that its bars fill, and how thick all of them may be: a bar is no block. Chosen by eye. */
const FILL = 0.62
const MAX_THICKNESS = 44

/** Thickness of all bars of a category together. */
export function thicknessOfAll(band: number, count: number): number {
  return Math.min(band * FILL, MAX_THICKNESS + 8 * (count - 1))
}

/** Room for letters beside a bar, across. A single one has all of its band. */
export function letterRoom(band: number, count: number): number {
  return count === 1 ? band : thicknessOfAll(band, count) / count
}

/** The slot of a series' bar in its category, across; the whole category for a name that none of its series has. */
export function slotOf({ series }: ChartData, { band, middle }: BarGeometry, name: string | undefined) {
  const position = series.findIndex((other) => other.name === name)
  const all = thicknessOfAll(band, series.length)
  if (position < 0) return { across: middle, thick: all, room: band }
  const thick = all / series.length
  const across = middle + (position - (series.length - 1) / 2) * thick
  return { across, thick, room: letterRoom(band, series.length) }
}

/** Pixels along and across the bars of one category. */
export interface BarGeometry {
  /** Position of a value, along. */
  readonly along: (value: number) => number
  /** The beginning of all bars, along. */
  readonly zero: number
  /** Middle of the category and its breadth, across. */
  readonly middle: number
  readonly band: number
  readonly spot: (along: number, across: number) => Spot
  readonly box: (from: number, to: number, across: number, thick: number) => Rect
}

export function barGeometry({ flat, log, categories }: BarLayout, index: number, frame: PlotFrame): BarGeometry {
  const { area } = frame
  const [along, middle] = flat ? [frame.x, frame.y(index)] : [frame.y, frame.x(index)]
  const spot = (alongPx: number, acrossPx: number): Spot => (flat ? [alongPx, acrossPx] : [acrossPx, alongPx])
  return {
    along,
    zero: log ? (flat ? area.x : area.y + area.height) : along(0),
    middle,
    band: (flat ? area.height : area.width) / categories.length,
    spot,
    box(from, to, across, thick) {
      const [x, y] = spot(Math.min(from, to), across - thick / 2)
      const length = Math.max(Math.abs(to - from), 1)
      return flat ? { x, y, width: length, height: thick } : { x, y, width: thick, height: length }
    },
  }
}
