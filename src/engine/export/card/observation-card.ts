import { loadRows } from '../../../contract/load.ts'
import type { ProgramRecord } from '../../../contract/program.ts'
import { PALETTE, type ThemeName } from '../../../contract/palette.ts'
import { programText } from '../../../contract/saved-record.ts'
import { formatSeconds } from '../../../contract/text.ts'
import { fit, textWidth, wrap } from '../../../figures/measure.ts'
import { watchedTasks } from '../core-owners.ts'
import { observationSentence, TASK_HEADS, taskTable } from '../observation-text.ts'
import { footer, innerWidth, mark, MARK_WIDTH, patternsFor } from './card.ts'
import { LAYOUTS, type CardShape, type Layout } from './layout.ts'
import type { Box, Item, Picture } from './svg.ts'
import { timeline, timelineHeights } from './timeline.ts'

const PADDING = 28
const GAP = 24
const SENTENCE = { size: 26, line: 36, lines: 3 }
const ROW = { size: 20, height: 32 }
/** Part of the body that the table may take; the timeline has the rest. Chosen by eye. */
const TABLE_PART = 0.45
/** Room between two columns, em. */
const COLUMN_GAP = 1.2

/** A program that was watched: what it used, its tasks, and the cores over time. */
export function observationCard(observation: ProgramRecord, theme: ThemeName, shape: CardShape): Picture {
  const layout = LAYOUTS[shape]
  const { width, height, margin, body } = layout
  const panel = { x: margin, y: body.y, width: innerWidth(layout), height: body.height }
  const sentence = observationSentence(observation)
  return {
    width,
    height,
    title: `Coreglow: ${observation.title}`,
    description: sentence,
    background: PALETTE[theme].background,
    patterns: patternsFor(watchedTasks(observation.recording).length, theme),
    items: [
      ...header(observation, layout, theme),
      { kind: 'rect', ...panel, fill: PALETTE[theme].panel, stroke: PALETTE[theme].line, radius: 16 },
      ...content(observation, sentence, inset(panel), theme),
      ...footer([observation], layout, theme),
    ],
  }
}

function inset({ x, y, width, height }: Box): Box {
  return { x: x + PADDING, y: y + PADDING, width: width - 2 * PADDING, height: height - 2 * PADDING }
}

function header(observation: ProgramRecord, layout: Layout, theme: ThemeName): readonly Item[] {
  const { text, dim } = PALETTE[theme]
  const { margin: x, title, question } = layout
  const inner = innerWidth(layout)
  const watched = `Watched: ${programText(observation)}, for ${formatSeconds(observation.wallSeconds)}`
  const heading = fit(observation.title, title.size, inner - MARK_WIDTH)
  return [
    { kind: 'text', x, ...title, weight: 600, fill: text, text: heading },
    { kind: 'text', x, ...question, fill: dim, text: fit(watched, question.size, inner) },
    ...mark(x + inner, theme),
  ]
}

function content(observation: ProgramRecord, sentence: string, area: Box, theme: ThemeName): readonly Item[] {
  const { text, dim } = PALETTE[theme]
  const words = [...wrap(sentence, SENTENCE.size, area.width, SENTENCE.lines)]
  const said = words.map((line, index): Item => {
    return {
      kind: 'text',
      x: area.x,
      y: area.y + (index + 0.75) * SENTENCE.line,
      size: SENTENCE.size,
      fill: text,
      text: line,
    }
  })
  const loadY = area.y + words.length * SENTENCE.line + ROW.height
  const load = fit(loadText(observation), ROW.size, area.width)
  const tableTop = loadY + GAP
  const rows = shownRows(observation, area.height * TABLE_PART)
  const timelineTop = tableTop + rows.length * ROW.height + GAP
  const room = area.y + area.height - timelineTop
  const { least, most } = timelineHeights(observation)
  const below = { ...area, y: timelineTop, height: Math.min(room, most) }
  return [
    ...said,
    { kind: 'text', x: area.x, y: loadY, size: ROW.size, fill: dim, text: load },
    ...tableItems(rows, { ...area, y: tableTop }, theme),
    ...(least > 0 && room >= least ? timeline(observation, below, theme) : []),
  ]
}

/** Sentence on who used the cores, or on why that is not known. */
function loadText({ environments: [{ load }] }: ProgramRecord): string {
  if ('missing' in load) return `Who used the cores: ${load.missing}`
  const parts = loadRows(load).filter(({ cores }) => cores !== '0.00')
  return `Cores used: ${parts.map(({ label, cores }) => `${label} ${cores}`).join(' · ')}`
}

/** The head and as many rows as have room; the last one says how many are left out. */
function shownRows(observation: ProgramRecord, height: number): readonly (readonly string[])[] {
  const rows = taskTable(observation)
  const room = Math.max(2, Math.floor(height / ROW.height) - 1)
  const shown = rows.length > room ? rows.slice(0, room - 1) : rows
  const more = rows.length - shown.length
  return [TASK_HEADS, ...shown, ...(more > 0 ? [[`and ${more} more`]] : [])]
}

/** Columns as wide as what they hold; the last has the rest of the line. */
function tableItems(rows: readonly (readonly string[])[], area: Box, theme: ThemeName): readonly Item[] {
  const { text, dim, line } = PALETTE[theme]
  const widths = TASK_HEADS.map((_, column) => {
    const widest = Math.max(...rows.map((cells) => textWidth(cells[column] ?? '', ROW.size)))
    return Math.min(widest, area.width / 3) + COLUMN_GAP * ROW.size
  })
  const left = (column: number) => widths.slice(0, column).reduce((sum, width) => sum + width, 0)
  const rule = area.y + ROW.height * 0.9
  return [
    { kind: 'line', from: { x: area.x, y: rule }, to: { x: area.x + area.width, y: rule }, stroke: line, width: 2 },
    ...rows.flatMap((cells, row) =>
      cells.map((cell, column): Item => {
        const isLast = column === TASK_HEADS.length - 1
        const room = isLast ? area.width - left(column) : widths[column]! - (COLUMN_GAP / 2) * ROW.size
        const y = area.y + (row + 0.66) * ROW.height
        const fill = row === 0 || isLast ? dim : text
        return { kind: 'text', x: area.x + left(column), y, size: ROW.size, fill, text: fit(cell, ROW.size, room) }
      }),
    ),
  ]
}
