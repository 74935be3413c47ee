import { MODEL_KINDS, type ModelKind } from '../../../contract/model.ts'
import { isHollow, modelColor, PALETTE, type ThemeName } from '../../../contract/palette.ts'
import type { Published } from '../../../contract/experiment.ts'
import type { ModelSummary, Run, Variant } from '../../../contract/run.ts'
import { formatFactor, formatSeconds, formatTenths, UNIT_SPACE } from '../../../contract/text.ts'
import { fit, textWidth, wrap } from '../../../figures/measure.ts'
import { LABEL_LINE, labelLines, TEXT_SIZES } from './label-lines.ts'
import type { Layout } from './layout.ts'
import type { Box, Item } from './svg.ts'

const HEAD = 20
const BAR_GAP = 24
const COLUMN_GAP = 14
/** Share of a row's height that its text takes when its bar is below its figures. */
const TEXT_SHARE = 0.55

interface Column {
  readonly title: string
  readonly width: number
  readonly strong?: boolean
  readonly text: (row: ModelSummary) => string
}

const COLUMNS: readonly Column[] = [
  { title: 'wall time', width: 130, strong: true, text: (row) => formatSeconds(row.median) },
  { title: 'min … max', width: 230, text: (row) => range(formatSeconds(row.min), formatSeconds(row.max)) },
  { title: 'speed-up', width: 130, strong: true, text: (row) => formatFactor(row.speedup) },
  { title: 'CPU time', width: 130, text: (row) => formatSeconds(row.cpuMedian) },
  { title: 'cores busy', width: 140, text: (row) => formatTenths(row.effectiveParallelism) },
  { title: 'start-up', width: 130, text: (row) => formatSeconds(row.workerStartMedian) },
]
/** "4.01 … 4.07 s": the unit once, where it is the same. */
function range(from: string, to: string): string {
  const [value, unit] = from.split(UNIT_SPACE)
  return to.endsWith(`${UNIT_SPACE}${unit}`) ? `${value} … ${to}` : `${from} … ${to}`
}

const widthOf = (columns: readonly Column[]) => columns.reduce((sum, column) => sum + column.width, 0)

/** With the bars below, the figures have what the labels leave; beside the bars, their own width. */
function columnsOf(area: Box, { labelWidth, barsBelow }: Layout): readonly Column[] {
  if (!barsBelow) return COLUMNS
  const scale = (area.width - labelWidth) / widthOf(COLUMNS)
  return COLUMNS.map((column) => Object.assign({}, column, { width: column.width * scale }))
}

/** Published wall seconds by kind, scaled so that the sequential one is ours; none without both. */
export function referenceBars(
  summary: readonly ModelSummary[],
  published: Published | undefined,
): ReadonlyMap<ModelKind, number> {
  const ours = summary.find((row) => row.baseline && row.missing === undefined)
  const theirs = published?.wallSeconds.sequential
  if (!ours || !theirs) return new Map()
  return new Map(
    MODEL_KINDS.flatMap((kind): [ModelKind, number][] => {
      const wall = published.wallSeconds[kind]
      return wall === undefined ? [] : [[kind, (wall / theirs) * ours.median]]
    }),
  )
}

/** The models that the run planned, in its order; those without a result say why. */
export function rowsOf(run: Run): readonly ModelSummary[] {
  return run.plan.variants.map(
    (variant) => run.summary.find((row) => row.variant === variant.id) ?? unmeasured(run, variant),
  )
}

/** At most so many rows; where there are more, the last says how many. */
function firstRows(rows: readonly ModelSummary[], most: number): readonly ModelSummary[] {
  if (rows.length <= most) return rows
  const hidden = rows.length - most + 1
  return [...rows.slice(0, most - 1), { ...rows[0]!, label: '…', trials: 0, missing: `and ${hidden} more models` }]
}

function unmeasured(run: Run, { id, model, kind, kindIndex, label }: Variant): ModelSummary {
  const failed = run.results.find((result) => result.variant === id)?.failed
  const missing = failed ?? (run.status === 'finished' ? 'not measured' : `not measured: the run was ${run.status}`)
  const none = Number.NaN
  const numbers = { median: none, min: none, max: none, spread: none, workerStartMedian: none, cpuMedian: none }
  return { variant: id, model, kind, kindIndex, label, trials: 0, ...numbers, effectiveParallelism: none, missing }
}

const HEAD_HEIGHT = 38
const TITLE_HEIGHT = 36
const NOTE_HEIGHT = 32
const NOTE_LINE = 26

interface Heading extends Pick<TableStyle, 'title' | 'published' | 'layout'> {
  readonly width: number
}

/** A title has a line of its own where the bars leave it none. */
function headHeight({ title, layout }: Pick<Heading, 'title' | 'layout'>): number {
  return title !== undefined && layout.barsBelow ? TITLE_HEIGHT + HEAD_HEIGHT : HEAD_HEIGHT
}

/** Height of the table around rows that take `rowsHeight` together. */
export function tableHeight(run: Run, rowsHeight: number, style: Heading): number {
  const lines = notes(run, style).length
  return headHeight(style) + rowsHeight + (lines > 0 ? NOTE_HEIGHT + (lines - 1) * NOTE_LINE : 0)
}

/** How to read the bars, where the head has no room to say it, and whose the dashed ones are; on a card of two the head says both. */
function notes(run: Run, { title, published, layout, width }: Heading): readonly string[] {
  if (title !== undefined) return []
  const dashed = published && referenceBars(run.summary, published).size > 0
  const words = [
    ...(layout.barsBelow ? [`bars: ${barsText(run)}`] : []),
    ...(dashed ? [`dashed, scaled to sequential = 1: ${published.source} (${published.conditions})`] : []),
  ]
  return wrap(words.join('; '), HEAD, width - notesIndent(layout), layout.barsBelow ? 3 : 1)
}

const notesIndent = ({ barsBelow, labelWidth }: Layout) => (barsBelow ? 0 : labelWidth)

function barsText(run: Run): string {
  return `wall time${run.summary.some((row) => row.trials > 1) ? `, ${medianText(run)}; whiskers: min … max` : ''}`
}

export interface TableStyle {
  readonly theme: ThemeName
  /** Heading of the table, with the source of the dashed bars; without one, a note below says it at length. */
  readonly title: string | undefined
  readonly rowHeight: number
  readonly maxRows: number
  readonly published: Published | undefined
  readonly layout: Layout
}

/** One row a model: its bar, with whiskers from the fastest to the slowest trial and the published one dashed; its figures. */
export function table(run: Run, area: Box, style: TableStyle): readonly Item[] {
  const rows = firstRows(rowsOf(run), style.maxRows)
  const { labelWidth, barsBelow } = style.layout
  const columns = columnsOf(area, style.layout)
  const shown = referenceBars(run.summary, style.published)
  const beside = { x: area.x + labelWidth, width: area.width - labelWidth - widthOf(columns) - BAR_GAP }
  const bars = barsBelow ? area : beside
  const longest = Math.max(1e-9, ...rows.flatMap((row) => [row.max || 0, shown.get(row.kind) ?? 0]))
  const top = area.y + headHeight(style)
  const scale = (seconds: number) => bars.x + (seconds / longest) * bars.width
  const lineHeight = style.rowHeight * (barsBelow ? TEXT_SHARE : 1)
  const size = textSize(rows, columns, lineHeight, barsBelow ? 0.62 : 0.56)
  const items = rows.flatMap((row, index) => {
    const box = { x: area.x, y: top + index * style.rowHeight, width: area.width, height: lineHeight }
    const below = { ...box, y: box.y + lineHeight, height: (style.rowHeight - lineHeight) * 0.8 }
    return [
      ...rowLabel(row, box, size, style),
      ...figures(row, columns, box, size, style),
      ...bar(row, barsBelow ? below : box, scale, shown.get(row.kind), style),
    ]
  })
  return [
    ...head(run, columns, area, style),
    ...items,
    ...noteItems(run, top + rows.length * style.rowHeight, area, style),
  ]
}

function right(columns: readonly Column[], area: Box, index: number): number {
  return area.x + area.width - widthOf(columns.slice(index + 1))
}

function head(run: Run, columns: readonly Column[], area: Box, style: TableStyle): readonly Item[] {
  const { dim, line } = PALETTE[style.theme]
  const below = area.y + headHeight(style) - 4
  const text = { kind: 'text', y: below - 12, size: HEAD, fill: dim } as const
  return [
    ...(style.title === undefined ? barsHead(run, area, style) : titleHead(run, style.title, columns, area, style)),
    ...columns.map((column, index) => ({
      ...text,
      x: right(columns, area, index),
      anchor: 'end' as const,
      text: column.title,
    })),
    { kind: 'line', from: { x: area.x, y: below }, to: { x: area.x + area.width, y: below }, stroke: line, width: 2 },
  ]
}

/** "2 workers" */
export const workersText = ({ plan }: Run) => `${plan.workers} ${plan.workers === 1 ? 'worker' : 'workers'}`

/** "median of 3"; a stopped run may have fewer trials of some models. */
export function medianText({ summary }: Run): string {
  const trials = summary.filter((row) => row.missing === undefined).map((row) => row.trials)
  if (trials.length === 0) return 'no trials'
  const [least, most] = [Math.min(...trials), Math.max(...trials)]
  return least === most ? `median of ${most}` : `median of ${least} to ${most}`
}

function barsHead(run: Run, area: Box, { theme, layout: { labelWidth, barsBelow } }: TableStyle): readonly Item[] {
  const text = { kind: 'text', y: area.y + 22, size: HEAD, fill: PALETTE[theme].dim } as const
  const workers: Item = { ...text, x: area.x, text: fit(workersText(run), HEAD, labelWidth - 20) }
  return barsBelow ? [workers] : [workers, { ...text, x: area.x + labelWidth, text: barsText(run) }]
}

/** The run's title, and whose the dashed bars are. */
function titleHead(
  run: Run,
  title: string,
  columns: readonly Column[],
  area: Box,
  { theme, published, layout }: TableStyle,
): readonly Item[] {
  const { text, dim, faint } = PALETTE[theme]
  const room = area.width - (layout.barsBelow ? 0 : widthOf(columns))
  const shown = fit(title, 24, room)
  const y = area.y + 22
  const heading: Item = { kind: 'text', x: area.x, y, size: 24, weight: 600, fill: text, text: shown }
  const x = area.x + textWidth(shown, 24) + 16
  const left = area.x + room - x - 38
  if (left < 120 || referenceBars(run.summary, published).size === 0) return [heading]
  const key = { kind: 'rect', x, y: y - 15, width: 28, height: 16, fill: 'none', stroke: faint, dashed: true } as const
  const source = fit(published!.source, HEAD, left)
  return [heading, { ...key, radius: 4 }, { kind: 'text', x: x + 38, y, size: HEAD, fill: dim, text: source }]
}

/** The largest that the rows are tall enough for and with which every figure fits its column; at least 20. */
function textSize(rows: readonly ModelSummary[], columns: readonly Column[], height: number, share: number): number {
  const fits = (size: number) =>
    rows.every((row) => columns.every((column) => textWidth(column.text(row), size) <= column.width - COLUMN_GAP))
  const tall = Math.min(27, Math.round(height * share))
  return TEXT_SIZES.slice(0, -1).find((size) => size <= tall && fits(size)) ?? 20
}

const baseline = (box: Box, size: number) => box.y + box.height / 2 + size * 0.36

/** Smaller where the label does not fit; in two lines where it has two parts, as "process pool, chunks of 64", or without the first. */
function rowLabel(row: ModelSummary, box: Box, size: number, { theme, layout }: TableStyle): readonly Item[] {
  const { text, dim } = PALETTE[theme]
  const room = layout.labelWidth - 20
  const { lines, size: labelSize } = labelLines(row.label, size, room, box.height)
  const top = baseline(box, labelSize) - ((lines.length - 1) * labelSize * LABEL_LINE) / 2
  const fill = row.missing === undefined ? text : dim
  return lines.map((line, index) => {
    const y = top + index * labelSize * LABEL_LINE
    return { kind: 'text', x: box.x, y, size: labelSize, weight: 500, fill, text: fit(line, labelSize, room) }
  })
}

function figures(
  row: ModelSummary,
  columns: readonly Column[],
  box: Box,
  size: number,
  { theme, layout: { labelWidth } }: TableStyle,
): readonly Item[] {
  const { text, dim } = PALETTE[theme]
  const y = baseline(box, size)
  if (row.missing !== undefined) {
    const sentence = fit(row.missing, size, box.width - labelWidth)
    return [{ kind: 'text', x: box.x + labelWidth, y, size, fill: dim, text: sentence }]
  }
  return columns.map((column, index) => ({
    kind: 'text',
    x: right(columns, box, index),
    y,
    size,
    weight: column.strong ? 600 : 400,
    anchor: 'end',
    fill: column.strong ? text : dim,
    text: column.text(row),
  }))
}

function bar(
  row: ModelSummary,
  box: Box,
  scale: (seconds: number) => number,
  referenceSeconds: number | undefined,
  { theme }: TableStyle,
): readonly Item[] {
  const { text, faint } = PALETTE[theme]
  const height = Math.min(28, box.height * 0.54)
  const middle = box.y + box.height / 2
  const rect = (seconds: number, extra: number) => ({
    kind: 'rect' as const,
    x: scale(0),
    y: middle - height / 2 - extra,
    width: Math.max(2, scale(seconds) - scale(0)),
    height: height + 2 * extra,
  })
  const items: Item[] = []
  if (row.missing === undefined) items.push(...measured(row, rect(row.median, 0), theme))
  if (row.missing === undefined && referenceSeconds !== undefined) {
    items.push({ ...rect(referenceSeconds, 4), fill: 'none', stroke: faint, dashed: true, radius: 4 })
  }
  if (row.trials > 1) items.push(...whisker(scale(row.min), scale(row.max), middle, text))
  return items
}

/** A second model of one kind has a pale bar with an edge, so that two of them differ by more than their shade. */
function measured(row: ModelSummary, box: Box & { readonly kind: 'rect' }, theme: ThemeName): readonly Item[] {
  const fill = modelColor(row, theme)
  if (!isHollow(row)) return [{ ...box, fill, radius: 3 }]
  return [
    { ...box, fill, opacity: 0.35, radius: 3 },
    { ...box, fill: 'none', stroke: fill, radius: 3 },
  ]
}

function whisker(from: number, to: number, y: number, stroke: string): readonly Item[] {
  const cap = (x: number): Item => ({ kind: 'line', from: { x, y: y - 7 }, to: { x, y: y + 7 }, stroke, width: 2.5 })
  return [{ kind: 'line', from: { x: from, y }, to: { x: to, y }, stroke, width: 2.5 }, cap(from), cap(to)]
}

function noteItems(run: Run, bottom: number, area: Box, style: TableStyle): readonly Item[] {
  const x = area.x + notesIndent(style.layout)
  const fill = PALETTE[style.theme].faint
  return notes(run, { ...style, width: area.width }).map((text, index) => {
    return { kind: 'text', x, y: bottom + 24 + index * NOTE_LINE, size: HEAD, fill, text }
  })
}
