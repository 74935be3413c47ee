import { loadRows } from '../../../contract/load.ts'
import { placeText } from '../../../contract/finding.ts'
import { PALETTE, type ThemeName } from '../../../contract/palette.ts'
import type { ProgramRecord } from '../../../contract/program.ts'
import { programText } from '../../../contract/saved-record.ts'
import { formatSeconds } from '../../../contract/text.ts'
import { fit, textWidth, wrap } from '../../../figures/measure.ts'
import { watchedTasks } from '../core-owners.ts'
import { programSentence, THREAD_HEADS, threadTable } from '../program-text.ts'
import { footer, innerWidth, mark, MARK_WIDTH, patternsFor } from './card.ts'
import { LAYOUTS, type CardShape, type Layout } from './layout.ts'
import { hasStates, statePatterns } from './state-lanes.ts'
import type { Box, Item, Picture } from './svg.ts'
import { timeline, timelineHeights } from './timeline.ts'

const PADDING = 28
const GAP = 20
/** Other findings than the strongest that have a line. */
const MORE_FINDINGS = 2
const ROW = { size: 20, height: 30 }
/** Part of the body that the table may take. Chosen by eye: lanes say more. */
const TABLE_PART = 0.3
/** Room between two columns, em. */
const COLUMN_GAP = 1.2

/** A program that was watched: what holds it up, with the line and what to do, its threads, and the cores and threads over time. */
export function programCard(record: ProgramRecord, theme: ThemeName, shape: CardShape): Picture {
  const layout = LAYOUTS[shape]
  const { width, height, margin, body } = layout
  const panel = { x: margin, y: body.y, width: innerWidth(layout), height: body.height }
  const states: boolean = hasStates(record)
  return {
    width,
    height,
    title: `Coreglow: ${record.title}`,
    description: [...record.diagnosis.findings.map(({ text }) => text), programSentence(record)].join(' '),
    background: PALETTE[theme].background,
    patterns: states ? statePatterns(theme) : patternsFor(watchedTasks(record.recording).length, theme),
    items: [
      ...header(record, layout, theme),
      { kind: 'rect', ...panel, fill: PALETTE[theme].panel, stroke: PALETTE[theme].line, radius: 16 },
      ...content(record, inset(panel), layout, theme),
      ...footer([record], layout, theme),
    ],
  }
}

function inset({ x, y, width, height }: Box): Box {
  return { x: x + PADDING, y: y + PADDING, width: width - 2 * PADDING, height: height - 2 * PADDING }
}

function header(record: ProgramRecord, layout: Layout, theme: ThemeName): readonly Item[] {
  const { text, dim } = PALETTE[theme]
  const { margin: x, title, question } = layout
  const inner = innerWidth(layout)
  const how = record.program.attached ? 'Attached to' : 'Started'
  const watched = `${how}: ${programText(record)}, for ${formatSeconds(record.wallSeconds)}`
  const heading = fit(record.title, title.size, inner - MARK_WIDTH)
  return [
    { kind: 'text', x, ...title, weight: 600, fill: text, text: heading },
    { kind: 'text', x, ...question, fill: dim, text: fit(watched, question.size, inner) },
    ...mark(x + inner, theme),
  ]
}

function content(record: ProgramRecord, area: Box, layout: Layout, theme: ThemeName): readonly Item[] {
  const words = diagnosisLines(record, area.width, layout, theme)
  const wordsHeight = words.reduce((sum, { size }) => sum + size * LINE, 0)
  const rows = shownRows(record, area.height * TABLE_PART)
  const tableTop = area.y + wordsHeight + GAP
  const timelineTop = tableTop + rows.length * ROW.height + GAP
  const { least, most } = timelineHeights(record)
  const room = area.y + area.height - timelineTop
  const below = { ...area, y: timelineTop, height: Math.min(room, most) }
  return [
    ...placed(words, area),
    ...tableItems(rows, { ...area, y: tableTop }, theme),
    ...(least > 0 && room >= least ? timeline(record, below, theme) : []),
  ]
}

/** Height of a line, em. */
const LINE = 1.38

interface TextLine {
  readonly text: string
  readonly size: number
  readonly fill: string
  readonly weight?: 600
}

/** The strongest finding large, with its line and what to do; then the others, the noise, and what was measured. */
function diagnosisLines(record: ProgramRecord, width: number, layout: Layout, theme: ThemeName): readonly TextLine[] {
  const { text, dim, danger } = PALETTE[theme]
  const { findings, noisy, reasons } = record.diagnosis
  const [first, ...others] = findings
  const { sizes, lines: most } = layout.alone
  const large = sizes.find((size) => wrap(first?.text ?? '', size, width, most + 1).length <= most) ?? sizes.at(-1)!
  const lines = (words: string, size: number, count: number, fill: string, weight?: 600): TextLine[] =>
    wrap(words, size, width, count).map((line) => ({ text: line, size, fill, weight }))
  const place = first?.where[0]
  return [
    ...(first === undefined ? [] : lines(first.text, large, layout.alone.lines, text, 600)),
    ...(place === undefined ? [] : lines(`at ${placeText(place, record.program.folder)}`, ROW.size, 1, text)),
    ...(first?.suggestion === undefined ? [] : lines(`What to do: ${first.suggestion}`, ROW.size + 2, 2, text)),
    ...others.slice(0, MORE_FINDINGS).flatMap((finding) => lines(`Also: ${finding.text}`, ROW.size, 1, dim)),
    ...(noisy ? lines(`Noisy: ${reasons.join(' ')}`, ROW.size, 1, danger) : []),
    ...lines(`${programSentence(record)} ${loadText(record)}`, ROW.size, 2, dim),
  ]
}

function placed(lines: readonly TextLine[], { x, y }: Box): readonly Item[] {
  let top = y
  return lines.map(({ size, ...line }): Item => {
    const baseline = top + size
    top += size * LINE
    return { kind: 'text', x, y: baseline, size, ...line }
  })
}

/** Sentence on which programs used the cores, or on why that is not known. */
function loadText({ environments: [{ load }] }: ProgramRecord): string {
  if ('missing' in load) return `Cores used by other programs: ${load.missing}.`
  const parts = loadRows(load).filter(({ cores }) => cores !== '0.00')
  return `Cores used: ${parts.map(({ label, cores }) => `${label} ${cores}`).join(' · ')}.`
}

/** The head and as many threads as have room; the last row says how many are left out. */
function shownRows(record: ProgramRecord, height: number): readonly (readonly string[])[] {
  const rows = threadTable(record)
  if (rows.length === 0) return []
  const room = Math.max(2, Math.floor(height / ROW.height) - 1)
  const shown = rows.length > room ? rows.slice(0, room - 1) : rows
  const more = rows.length - shown.length
  return [THREAD_HEADS, ...shown, ...(more > 0 ? [[`and ${more} more`]] : [])]
}

/** Columns as wide as what they hold; the last has the rest of the line. */
function tableItems(rows: readonly (readonly string[])[], area: Box, theme: ThemeName): readonly Item[] {
  if (rows.length === 0) return []
  const { text, dim, line } = PALETTE[theme]
  const widths = THREAD_HEADS.map((_, column) => {
    const widest = Math.max(...rows.map((cells) => textWidth(cells[column] ?? '', ROW.size)))
    return Math.min(widest, area.width * 0.4) + COLUMN_GAP * ROW.size
  })
  const left = (column: number) => widths.slice(0, column).reduce((sum, width) => sum + width, 0)
  const rule = area.y + ROW.height * 0.9
  return [
    { kind: 'line', from: { x: area.x, y: rule }, to: { x: area.x + area.width, y: rule }, stroke: line, width: 2 },
    ...rows.flatMap((cells, row) =>
      cells.flatMap((cell, column): readonly Item[] => {
        const isLast = column === THREAD_HEADS.length - 1
        const room = isLast ? area.width - left(column) : widths[column]! - (COLUMN_GAP / 2) * ROW.size
        if (room < ROW.size * 3) return []
        const y = area.y + (row + 0.66) * ROW.height
        const fill = row === 0 || isLast ? dim : text
        return [{ kind: 'text', x: area.x + left(column), y, size: ROW.size, fill, text: fit(cell, ROW.size, room) }]
      }),
    ),
  ]
}
