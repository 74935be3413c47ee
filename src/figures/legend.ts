import type { Chart, Figure, Measurement, Reference } from '../contract/figure.ts'
import type { FigureStyle } from './figure-style.ts'
import { dashOf, referenceColor, referenceDash, seriesOf, symbolOf, type Series } from './series.ts'

/** The legend entry of a series or a reference, and how it is drawn. */
export interface LegendEntry {
  /** The series' name or the reference's label, by which `FigureStyle.hidden` names it. */
  readonly key: string
  readonly label: string
  readonly color: string
  /** `outline`: a dashed outline; `line`: a line, dashed and with a symbol where it has them. */
  readonly mark: 'bar' | 'line' | 'outline'
  readonly dash: readonly number[]
  readonly symbol?: 'circle' | 'rect' | 'triangle' | 'diamond'
  /** Every second bar of a group is lighter, and every fifth symbol. */
  readonly hollow: boolean
  /** Its source and conditions, if it was published. */
  readonly title?: string
}

/** Entries of a chart: its series where there are several, and its references. Other figures explain themselves. */
export function legendOf(
  figure: Figure,
  measurements: readonly Measurement[],
  style: Pick<FigureStyle, 'theme'>,
): LegendEntry[] {
  if (figure.kind !== 'chart') return []
  const measurement = measurements.find(({ id }) => id === figure.measurement)
  return [...seriesEntries(figure, measurement, style), ...referenceEntries(figure, style)]
}

function seriesEntries(
  chart: Chart,
  measurement: Measurement | undefined,
  style: Pick<FigureStyle, 'theme'>,
): LegendEntry[] {
  const series = measurement === undefined ? [] : seriesOf(measurement, style)
  if (series.length < 2) return []
  return series.map((shown) => seriesEntry(shown, chart))
}

function seriesEntry({ name, color, index }: Series, { mark }: Chart): LegendEntry {
  const entry = { key: name, label: name, color }
  if (mark !== 'lines') return { ...entry, mark: 'bar', dash: [], hollow: index % 2 === 1 }
  return { ...entry, mark: 'line', dash: dashOf(index), ...symbolOf(index) }
}

/** References of one label are one entry: they go together. */
function referenceEntries(chart: Chart, style: Pick<FigureStyle, 'theme'>): LegendEntry[] {
  const first = chart.references.filter(({ label }, i, all) => all.findIndex((other) => other.label === label) === i)
  return first.map((reference) => ({
    key: reference.label,
    label: reference.label,
    color: referenceColor(reference, style),
    mark: chart.mark === 'bars' && reference.kind === 'published' ? 'outline' : 'line',
    dash: referenceDash(chart, reference),
    symbol: chart.mark === 'lines' && reference.kind === 'published' ? 'diamond' : undefined,
    hollow: true,
    title: sourcesOf(chart.references.filter(({ label }) => label === reference.label)),
  }))
}

function sourcesOf(references: readonly Reference[]): string | undefined {
  const sources = references.map(({ source, conditions }) =>
    [source, conditions].flatMap((part) => part ?? []).join(': '),
  )
  return sources.filter((words) => words !== '').join('. ') || undefined
}

/** Entries that stand in more than one of several legends and look the same in all of them: they are shown once. */
export function sharedEntries(legends: readonly (readonly LegendEntry[])[]): readonly LegendEntry[] {
  const all = legends.flat()
  const same = (entry: LegendEntry) => all.filter(({ key }) => key === entry.key)
  const first = all.filter((entry, i) => all.findIndex(({ key }) => key === entry.key) === i)
  return first.filter((entry) => same(entry).length > 1 && same(entry).every((other) => looksLike(entry, other)))
}

function looksLike(a: LegendEntry, b: LegendEntry): boolean {
  const look = ({ color, mark, dash, symbol, hollow }: LegendEntry) =>
    JSON.stringify([color, mark, dash, symbol, hollow])
  return look(a) === look(b)
}
