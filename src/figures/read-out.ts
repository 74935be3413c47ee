import type { Chart, Figure, Lanes, Measurement, Point } from '../contract/figure.ts'
import { formatIn } from '../contract/text.ts'
import { categoriesOf } from './series.ts'
import { pointWords, referenceWords, xWords } from './words.ts'

/** Text about what is under the pointer. */
export interface ReadOut {
  readonly title: string
  readonly lines: readonly string[]
  /** Its position on the x axis: the nearest value that has numbers. */
  readonly x: number
}

/** Reads out what is at a position, which is x and y in the units of the figure's axes; a category counts as its index. */
export function readOut(
  figure: Figure,
  measurements: readonly Measurement[],
  position: readonly [x: number, y: number],
): ReadOut | undefined {
  if (figure.kind === 'lanes') return laneReadOut(figure, position)
  const measurement = measurements.find(({ id }) => figure.kind === 'chart' && id === figure.measurement)
  if (figure.kind !== 'chart' || measurement === undefined) return undefined
  const lies = figure.mark === 'bars' && figure.x.scale === 'category'
  return chartReadOut(figure, measurement, lies ? position[1] : position[0])
}

function chartReadOut(chart: Chart, measurement: Measurement, position: number): ReadOut | undefined {
  const categories = categoriesOf({ chart, measurement })
  const counts = chart.x.scale === 'category' || chart.mark === 'bars'
  const x = counts ? categories[Math.round(position)] : nearest(chart, measurement, categories.map(Number), position)
  if (x === undefined) return undefined
  const { unit, points, label } = measurement
  const here = points.filter((point) => point.x === x)
  const line = (point: Point) => `${point.series === '' ? label : point.series}: ${pointWords(point, measurement)}`
  const repeats = here[0]?.repeats
  const noted =
    repeats === undefined ? [] : [repeats === 1 ? 'measured once' : `median of ${repeats}, lowest to highest`]
  return {
    title: titleOf(chart, x, categories),
    lines: [...here.map(line), ...referenceWords(chart.references, x, unit), ...(here.length > 0 ? noted : [])],
    x: counts ? categories.indexOf(x) : Number(x),
  }
}

/** A bin is named by its edges. */
function titleOf({ x: { label, unit }, mark }: Chart, x: Point['x'], all: readonly Point['x'][]): string {
  if (typeof x === 'string') return x
  const next = mark === 'histogram' ? all[all.indexOf(x) + 1] : undefined
  return `${label} ${xWords(x, unit)}${next === undefined ? '' : ` to ${xWords(next, unit)}`}`
}

/** On a log scale by ratio; of a histogram the bin that it is in. */
function nearest(
  { mark, x: { scale } }: Chart,
  { points }: Measurement,
  values: readonly number[],
  position: number,
): number | undefined {
  if (mark === 'histogram')
    return points
      .map(({ x }) => Number(x))
      .toSorted((a, b) => b - a)
      .find((edge) => edge <= position)
  const place = (value: number) => (scale === 'log' ? Math.log(value) : value)
  const distance = (value: number) => Math.abs(place(value) - place(position))
  return values.toSorted((a, b) => distance(a) - distance(b))[0]
}

function laneReadOut({ lanes }: Lanes, [ms, row]: readonly [number, number]): ReadOut | undefined {
  const lane = lanes[Math.round(row)]
  if (lane === undefined) return undefined
  const { label, group, spans, owners, missing } = lane
  const title = group === '' ? label : `${label}, ${group}`
  if (missing !== undefined) return { title, lines: [missing], x: ms }
  const i = spans.findIndex((start, edge) => edge % 2 === 0 && ms >= start && ms < spans[edge + 1]!)
  if (i < 0) return { title, lines: [`off at ${formatIn('ms', ms)}`], x: ms }
  const owner = owners?.[i / 2]
  const length = `${formatIn('ms', spans[i + 1]! - spans[i]!)} from ${formatIn('ms', spans[i])}`
  return { title, lines: [owner === undefined ? `on for ${length}` : `worker ${owner + 1} for ${length}`], x: ms }
}
