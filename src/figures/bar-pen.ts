import type { Api, RenderItem } from './echarts.ts'
import { categoriesOf, type ChartData } from './series.ts'
import { areaOf, type Rect } from './shapes.ts'

/** Where the bars of a chart are: along the axis of numbers, across that of the categories. */
export interface Place {
  /** They lie on their side. */
  readonly flat: boolean
  readonly log: boolean
  readonly categories: readonly (string | number)[]
}

export function placeOf(data: ChartData): Place {
  return { flat: data.chart.x.scale === 'category', log: data.chart.y.scale === 'log', categories: categoriesOf(data) }
}

/** Which dimensions of a row the axes must show: the category is the first one. */
export function encode({ flat }: Place, values: number[]) {
  return flat ? { x: values, y: 0 } : { x: 0, y: values }
}

/** Share of a category's band that its bars fill, and how thick all of them may be: a bar is no block. */
const FILL = 0.62
const MOST = 44

/** Across, the place of one series' bar in its category; of all of them where it is of none. */
export function slotOf({ series }: ChartData, pen: Pen, name: string | undefined) {
  const position = series.findIndex((each) => each.name === name)
  const all = thicknessOfAll(pen.band, series.length)
  if (position < 0) return { across: pen.middle, thick: all, room: pen.band }
  const thick = all / series.length
  const across = pen.middle + (position - (series.length - 1) / 2) * thick
  return { across, thick, room: letterRoom(pen.band, series.length) }
}

/** Across, for what is written beside a bar: a single one has all of its band. */
export function letterRoom(band: number, count: number): number {
  return count === 1 ? band : thicknessOfAll(band, count) / count
}

function thicknessOfAll(band: number, count: number): number {
  return Math.min(band * FILL, MOST + 8 * (count - 1))
}

/** Turns positions along and across the bars of one category into pixels. */
export interface Pen {
  /** Of a value, along. */
  readonly at: (value: number) => number
  /** Where bars begin, along. */
  readonly zero: number
  /** Of the category, across. */
  readonly middle: number
  readonly band: number
  readonly point: (along: number, across: number) => [number, number]
  readonly box: (from: number, to: number, across: number, thick: number) => Rect
}

export function penOf(
  { flat, log, categories }: Place,
  index: number,
  api: Api,
  params: Parameters<RenderItem>[0],
): Pen {
  const area = areaOf(params)
  const pixels = (value: number) => api.coord(flat ? [value, index] : [index, value])
  const at = (value: number) => pixels(value)[flat ? 0 : 1]!
  const point = (along: number, across: number): [number, number] => (flat ? [along, across] : [across, along])
  return {
    at,
    zero: log ? (flat ? area.x : area.y + area.height) : at(0),
    middle: pixels(1)[flat ? 1 : 0]!,
    band: (flat ? area.height : area.width) / categories.length,
    point,
    box(from, to, across, thick) {
      const [x, y] = point(Math.min(from, to), across - thick / 2)
      const long = Math.max(Math.abs(to - from), 1)
      return flat ? { x, y, width: long, height: thick } : { x, y, width: thick, height: long }
    },
  }
}
