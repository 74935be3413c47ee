import type { Chart, Figure, Graph, Lanes, Measurement, Point } from '../contract/figure.ts'
import { formatIn, formatShare, NO_NUMBER } from '../contract/text.ts'
import { categoriesOf } from './series.ts'
import { referenceName, xWords } from './words.ts'

/** A figure's numbers as rows of text, for those who cannot see it. The first cell of a row is its head. */
export interface FigureTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Undefined for a grid, which is a table by itself. */
export function figureTable(figure: Figure, measurements: readonly Measurement[]): FigureTable | undefined {
  switch (figure.kind) {
    case 'chart':
      return chartTable(figure, measurements)
    case 'lanes':
      return lanesTable(figure)
    case 'graph':
      return graphTable(figure)
    case 'grid':
      return undefined
  }
  return figure satisfies never
}

/** A row for each x and series, also where there is a reference only. */
function chartTable(chart: Chart, measurements: readonly Measurement[]): FigureTable {
  const measurement = measurements.find(({ id }) => id === chart.measurement)
  if (measurement === undefined) return { columns: [chart.x.label], rows: [] }
  const { unit, points } = measurement
  const several = new Set(points.map(({ series }) => series)).size > 1
  const rows = categoriesOf({ chart, measurement }).flatMap((x) => {
    const here = points.filter((point) => point.x === x)
    const others = chart.references.map((reference) => reference.points.find((point) => point.x === x)?.value)
    const nothing: Point = { series: '', x }
    return (here.length === 0 ? [nothing] : here).map((point) => {
      const head = several ? [xWords(x, chart.x.unit), point.series] : [xWords(x, chart.x.unit)]
      const value = point.value === undefined ? (point.missing ?? NO_NUMBER) : formatIn(unit, point.value)
      return head.concat(
        value,
        [point.low, point.high, ...others].map((number) => formatIn(unit, number)),
      )
    })
  })
  const series = several ? ['series'] : []
  const references = chart.references.map((reference) => referenceName(reference, chart.references))
  return { columns: [chart.x.label, ...series, measurement.label, 'lowest', 'highest', ...references], rows }
}

function lanesTable({ lanes, windowMs }: Lanes): FigureTable {
  const rows = lanes.map(({ group, label, spans, missing }) => {
    const onMs = spans.reduce((sum, ms, i) => sum + (i % 2 === 0 ? -ms : ms), 0)
    const share = missing ?? `${formatShare(onMs / windowMs)} of ${formatIn('ms', windowMs)}`
    return [label, group, share, String(spans.length / 2), spanWords(spans)]
  })
  return { columns: ['lane', 'group', 'on', 'spans', 'milliseconds'], rows }
}

/** "0.0–5.1, 10.2–15.2". */
function spanWords(spans: readonly number[]): string {
  const texts = spans.map((ms) => ms.toFixed(1))
  return texts.flatMap((start, i) => (i % 2 === 0 ? `${start}–${texts[i + 1]}` : [])).join(', ')
}

function graphTable({ nodes, edges }: Graph): FigureTable {
  const name = (id: string) => nodes.find((node) => node.id === id)?.label ?? id
  const rows = edges.map(({ from, to, label, cycle }) => [name(from), label, name(to), cycle ? 'yes' : 'no'])
  return { columns: ['who', 'what', 'whom', 'part of a cycle'], rows }
}
