import type { Experiment, Published } from '../../../contract/experiment.ts'
import { PALETTE, type ThemeName } from '../../../contract/palette.ts'
import type { Run } from '../../../contract/run.ts'
import { sum } from '../../../contract/statistics.ts'
import { figureItems } from './figures.ts'
import { functionNotes } from './function-notes.ts'
import { textWidth, wrap, wrapEvenly } from '../../../figures/measure.ts'
import type { Layout } from './layout.ts'
import type { Box, Item, Point } from './svg.ts'
import { rowsOf, table, tableHeight } from './table.ts'
import { timeline, timelineHeights } from './timeline.ts'

const PADDING = { side: 28, top: 22, bottom: 12 }
const REMARK_HEIGHT = 42
const REMARK_LINE = 28
const REMARK_GAP = 16
const GAP = 16
const GAP_MOST = 48

/** One run on a card, before its place is known. */
export interface Section {
  readonly run: Run
  readonly published: Published | undefined
  /** Its own heading, where the card's is another. */
  readonly title: string | undefined
  /** Width of the content, pixels. */
  readonly width: number
  readonly layout: Layout
  readonly verdict: { readonly lines: readonly string[]; readonly size: number }
  /** How published figures compare, in lines, none where they would have to be cut; what belongs to the advice on a function. */
  readonly comparison: readonly string[]
}

export interface Placed {
  readonly section: Section
  readonly area: Box
  readonly rowHeight: number
  readonly maxRows: number
  /** 0 where it has no room. */
  readonly timelineHeight: number
  /** Between words, table and timeline. */
  readonly gap: number
}

const VERDICT_INDENT = 24
const COMPARISON = { size: 20, line: 28 }

const wordsOf = (layout: Layout, title: string | undefined) => (title === undefined ? layout.alone : layout.together)

/** A run with its words broken into lines. */
export function section(
  run: Run,
  title: string | undefined,
  experiment: Experiment | undefined,
  layout: Layout,
): Section {
  const width = layout.width - 2 * (layout.margin + PADDING.side)
  const room = width - VERDICT_INDENT
  const { sizes, lines: most, comparisonLines: mostCompared } = wordsOf(layout, title)
  const size =
    sizes.find((candidate) => wrap(run.verdict.text, candidate, room, most + 1).length <= most) ?? sizes.at(-1)!
  const lines = wrapEvenly(run.verdict.text, size, room, most + 1)
  const comparison = [
    ...comparisonLines(run.verdict.published, room, mostCompared),
    ...functionNotes(run).flatMap((note) => wrap(note, COMPARISON.size, room, mostCompared)),
  ]
  return { run, title, width, layout, published: experiment?.published[0], verdict: { lines, size }, comparison }
}

function comparisonLines(text: string | undefined, room: number, most: number): readonly string[] {
  const lines = text === undefined ? [] : wrapEvenly(text, COMPARISON.size, room, most + 1)
  return lines.length > most ? [] : lines
}

const lineHeight = (size: number) => Math.round(size * 1.36)

interface Remark {
  readonly mark: string
  readonly lines: readonly string[]
}

const markWidth = (mark: string) => textWidth(mark, 20) + 24

/** Remarks that the run was cut short and that it is noisy, each with its reasons. */
function remarks({ run: { status, failure, verdict }, title, width, layout }: Section): readonly Remark[] {
  const remark = (mark: string, text: string): Remark => {
    const room = width - markWidth(mark) - REMARK_GAP
    return { mark, lines: wrap(text, 20, room, wordsOf(layout, title).remarkLines) }
  }
  return [
    ...(status === 'finished' ? [] : [remark(status, failure?.message ?? '')]),
    ...(verdict.noisy ? [remark('noisy', verdict.reasons.join(' '))] : []),
  ]
}

const remarkHeight = ({ lines }: Remark) => REMARK_HEIGHT + Math.max(0, lines.length - 1) * REMARK_LINE

function wordsHeight(content: Section): number {
  return verdictHeight(content) + sum(remarks(content).map(remarkHeight))
}

function verdictHeight({ verdict: { lines, size }, comparison }: Section): number {
  return lines.length * lineHeight(size) + comparison.length * COMPARISON.line
}

/** Height of all but the rows of the table and the timeline. */
function fixedHeight(content: Section): number {
  return PADDING.top + wordsHeight(content) + GAP + tableHeight(content.run, 0, content) + PADDING.bottom
}

/** Shares a column between the sections. What rows and timelines leave goes to the rows, then to the gaps. */
export function placeSections(sections: readonly Section[], area: Box, between: number): readonly Placed[] {
  const room = area.height - between * (sections.length - 1) - sum(sections.map(fixedHeight))
  const { rowHeight, shownRows, timelines } = fill(sections, room)
  const rows = sum(shownRows)
  const left = Math.max(0, room - rowHeight * rows - sum(timelines.map(withGap)))
  const taller = Math.min(sections[0]!.layout.rows.most - rowHeight, left / rows)
  const wider = Math.min(GAP_MOST - GAP, (left - taller * rows) / sum(timelines.map(gapsOf)))
  let y = area.y
  return sections.map((content, index) => {
    const [timelineHeight, maxRows] = [timelines[index]!, shownRows[index]!]
    const figures = (rowHeight + taller) * maxRows + withGap(timelineHeight)
    const box = { ...area, y, height: fixedHeight(content) + figures + wider * gapsOf(timelineHeight) }
    y += box.height + between
    return { section: content, area: box, rowHeight: rowHeight + taller, maxRows, timelineHeight, gap: GAP + wider }
  })
}

/** The tallest rows with which every timeline is good to read, else has its least, else is left out; else fewer rows. */
function fill(sections: readonly Section[], room: number) {
  const { heights } = sections[0]!.layout.rows
  const rows = sections.map(({ run }) => Math.max(1, rowsOf(run).length))
  const timelines = sections.map(({ run }) => timelineHeights(run))
  const fits = (timelinesHeight: number) => (rowHeight: number) => timelinesHeight + rowHeight * sum(rows) <= room
  const withTimelines =
    heights.find(fits(sum(timelines.map((height) => withGap(height.good))))) ??
    heights.find(fits(sum(timelines.map((height) => withGap(height.least)))))
  if (withTimelines) {
    return { rowHeight: withTimelines, shownRows: rows, timelines: share(timelines, room - withTimelines * sum(rows)) }
  }
  const none = sections.map(() => 0)
  const rowHeight = heights.find(fits(0))
  if (rowHeight) return { rowHeight, shownRows: rows, timelines: none }
  const least = heights.at(-1)!
  const most = Math.max(1, Math.floor(room / sections.length / least))
  return { rowHeight: least, shownRows: rows.map((count) => Math.min(count, most)), timelines: none }
}

/** Every timeline gets its least, and an equal part of what is left up to its most. */
function share(
  timelines: readonly { readonly least: number; readonly most: number }[],
  room: number,
): readonly number[] {
  const shown = timelines.filter((timelineSize) => timelineSize.least > 0)
  const spare = room - sum(shown.map((timelineSize) => timelineSize.least + GAP))
  return timelines.map(
    (timelineSize) => timelineSize.least && Math.min(timelineSize.most, timelineSize.least + spare / shown.length),
  )
}

/** A timeline has a gap above it, as the table has. */
const gapsOf = (timelineHeight: number) => (timelineHeight > 0 ? 2 : 1)
const withGap = (height: number) => (height > 0 ? height + GAP : 0)

/** Alone, a run begins with what it says; together with others, with its table, whose heading is the run's. */
export function drawSection(
  { section: content, area, rowHeight, maxRows, timelineHeight, gap }: Placed,
  theme: ThemeName,
): readonly Item[] {
  const { run, title, published, layout } = content
  const inner = { ...area, x: area.x + PADDING.side, y: area.y + PADDING.top, width: area.width - 2 * PADDING.side }
  const rows = Math.min(maxRows, rowsOf(run).length) * rowHeight
  const heights = { words: wordsHeight(content), table: tableHeight(run, rows, content) }
  const first = title === undefined ? 'words' : 'table'
  const second = { ...inner, y: inner.y + heights[first] + gap }
  const [words, figures] = title === undefined ? [inner, second] : [second, inner]
  const below = { ...inner, y: inner.y + heights.words + heights.table + 2 * gap, height: timelineHeight }
  return [
    panelItem(area, theme),
    ...verdictItems(content, words, theme),
    ...table(run, figures, { theme, title, rowHeight, maxRows, published, layout }),
    ...(timelineHeight > 0 ? timeline(run, below, theme) : []),
  ]
}

/** A run whose figures say more than a table: its words, and below them its figures. */
export function drawFigures(content: Section, area: Box, theme: ThemeName): readonly Item[] {
  const inner = { ...area, x: area.x + PADDING.side, y: area.y + PADDING.top, width: content.width }
  const top = inner.y + wordsHeight(content) + GAP
  const below = { ...inner, y: top, height: area.y + area.height - PADDING.bottom - top }
  return [panelItem(area, theme), ...verdictItems(content, inner, theme), ...figureItems(content.run, below, theme)]
}

function panelItem(area: Box, theme: ThemeName): Item {
  const { panel, line } = PALETTE[theme]
  return { kind: 'rect', ...area, fill: panel, stroke: line, radius: 16 }
}

function verdictItems(content: Section, area: Box, theme: ThemeName): readonly Item[] {
  const { text, dim, accent } = PALETTE[theme]
  const { lines, size } = content.verdict
  const height = lineHeight(size)
  const said = { kind: 'text', x: area.x + VERDICT_INDENT } as const
  let below = area.y + verdictHeight(content)
  return [
    { kind: 'rect', x: area.x, y: area.y, width: 6, height: below - area.y, fill: accent, radius: 3 },
    ...lines.map((line, index): Item => {
      return { ...said, y: area.y + index * height + height * 0.5 + size * 0.36, size, fill: text, text: line }
    }),
    ...content.comparison.map((line, index): Item => {
      const y = area.y + lines.length * height + (index + 0.5) * COMPARISON.line + COMPARISON.size * 0.36
      return { ...said, y, size: COMPARISON.size, fill: dim, text: line }
    }),
    ...remarks(content).flatMap((remark) => {
      const items = remarkItems(remark, { x: area.x, y: below }, theme)
      below += remarkHeight(remark)
      return items
    }),
  ]
}

/** A word on the accent colour, and the reasons behind it. */
function remarkItems({ mark, lines }: Remark, { x, y }: Point, theme: ThemeName): readonly Item[] {
  const { accent, onAccent, dim } = PALETTE[theme]
  const width = markWidth(mark)
  const text = { kind: 'text', size: 20 } as const
  return [
    { kind: 'rect', x, y: y + 9, width, height: 30, fill: accent, radius: 8 },
    { ...text, x: x + width / 2, y: y + 31, weight: 600, anchor: 'middle', fill: onAccent, text: mark },
    ...lines.map((line, index) => ({
      ...text,
      x: x + width + REMARK_GAP,
      y: y + 31 + index * REMARK_LINE,
      fill: dim,
      text: line,
    })),
  ]
}
