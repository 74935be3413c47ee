import type { Experiment, Published } from '../../../contract/experiment.ts'
import { PALETTE, type ThemeName } from '../../../contract/palette.ts'
import type { Run } from '../../../contract/run.ts'
import { fit, textWidth, wrap, wrapEvenly } from './measure.ts'
import type { Box, Item } from './svg.ts'
import { rowsOf, table, tableHeight } from './table.ts'
import { timeline, timelineHeights } from './timeline.ts'

const PADDING = { side: 28, top: 22, bottom: 12 }
const REMARK_HEIGHT = 42
const GAP = 16
const GAP_MOST = 48
const ROW_HEIGHTS = [56, 52, 48, 44, 40, 36, 33, 30]
const ROW_MOST = 88

/** One run on a card, before its place is known. */
export interface Section {
  readonly run: Run
  readonly published: Published | undefined
  /** Its own heading, where the card's is another. */
  readonly title: string | undefined
  readonly verdict: { readonly lines: readonly string[]; readonly size: number }
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

const VERDICT_SIZES = { alone: [32, 28, 24], together: [24, 22] }
const VERDICT_LINES = { alone: 3, together: 2 }

export function section(
  run: Run,
  title: string | undefined,
  experiment: Experiment | undefined,
  width: number,
): Section {
  const place = title === undefined ? 'alone' : 'together'
  const room = width - 2 * PADDING.side - 24
  const most = VERDICT_LINES[place]
  const sizes = VERDICT_SIZES[place]
  const size = sizes.find((each) => wrap(run.verdict.text, each, room, 99).length <= most) ?? sizes.at(-1)!
  const lines = wrapEvenly(run.verdict.text, size, room, most + 1)
  return { run, title, published: experiment?.published[0], verdict: { lines, size } }
}

const lineHeight = (size: number) => Math.round(size * 1.36)

function remarks({ status, failure, verdict }: Run): readonly { readonly mark: string; readonly text: string }[] {
  const stopped = status === 'finished' ? [] : [{ mark: status, text: failure?.message ?? '' }]
  return verdict.noisy ? [...stopped, { mark: 'noisy', text: verdict.reasons.join(' ') }] : stopped
}

function wordsHeight({ run, verdict }: Section): number {
  return verdict.lines.length * lineHeight(verdict.size) + remarks(run).length * REMARK_HEIGHT
}

/** Height of all but the rows of the table and the timeline. */
function fixedHeight(own: Section): number {
  return PADDING.top + wordsHeight(own) + GAP + tableHeight(own.run, 0, own) + PADDING.bottom
}

/** Shares a column between the sections: the tallest rows that leave every timeline its least, then taller timelines. */
export function placeSections(sections: readonly Section[], area: Box, between: number): readonly Placed[] {
  const room = area.height - between * (sections.length - 1)
  const rows = sections.map(({ run }) => rowsOf(run).length)
  const timelines = sections.map(({ run }) => timelineHeights(run))
  const fixed = sum(sections.map(fixedHeight))
  const least = sum(timelines.map((each) => withGap(each.least)))
  const good = sum(timelines.map((each) => withGap(each.good)))
  const fits = (timelinesHeight: number) => (height: number) => fixed + timelinesHeight + height * sum(rows) <= room
  const withTimeline = ROW_HEIGHTS.find(fits(good)) ?? ROW_HEIGHTS.findLast(fits(least))
  const rowHeight = withTimeline ?? ROW_HEIGHTS.find(fits(0)) ?? ROW_HEIGHTS.at(-1)!
  const maxRows = Math.floor((room - fixed) / sections.length / rowHeight)
  const shownRows = rows.map((count) => Math.min(count, Math.max(1, maxRows)))
  const heights = withTimeline ? share(timelines, room - fixed - rowHeight * sum(rows)) : sections.map(() => 0)
  const left = room - fixed - rowHeight * sum(shownRows) - sum(heights.map(withGap))
  const taller = Math.min(ROW_MOST, rowHeight + Math.max(0, left / sum(shownRows)))
  const gaps = sum(heights.map((height) => (height > 0 ? 2 : 1)))
  const wider = Math.max(0, Math.min(GAP_MOST - GAP, (left - (taller - rowHeight) * sum(shownRows)) / gaps))
  let y = area.y
  return sections.map((each, at) => {
    const timelineHeight = heights[at]!
    const spread = wider * (timelineHeight > 0 ? 2 : 1)
    const height = fixedHeight(each) + taller * shownRows[at]! + withGap(timelineHeight) + spread
    const box = { ...area, y, height }
    y += height + between
    return { section: each, area: box, rowHeight: taller, maxRows: shownRows[at]!, timelineHeight, gap: GAP + wider }
  })
}

/** Every timeline gets its least, and an equal part of what is left up to its most. */
function share(
  timelines: readonly { readonly least: number; readonly most: number }[],
  room: number,
): readonly number[] {
  const shown = timelines.filter((each) => each.least > 0)
  const spare = room - sum(shown.map((each) => each.least + GAP))
  return timelines.map((each) => each.least && Math.min(each.most, each.least + spare / shown.length))
}

const withGap = (height: number) => (height > 0 ? height + GAP : 0)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** Alone, a run begins with what it says; together with others, with its table, whose heading is the run's. */
export function drawSection(
  { section: own, area, rowHeight, maxRows, timelineHeight, gap }: Placed,
  theme: ThemeName,
): readonly Item[] {
  const { run, title, published } = own
  const { panel, line } = PALETTE[theme]
  const inner = { ...area, x: area.x + PADDING.side, y: area.y + PADDING.top, width: area.width - 2 * PADDING.side }
  const rows = Math.min(maxRows, rowsOf(run).length) * rowHeight
  const heights = { words: wordsHeight(own), table: tableHeight(run, rows, own) }
  const first = title === undefined ? 'words' : 'table'
  const second = { ...inner, y: inner.y + heights[first] + gap }
  const [words, figures] = title === undefined ? [inner, second] : [second, inner]
  const below = { ...inner, y: inner.y + heights.words + heights.table + 2 * gap, height: timelineHeight }
  return [
    { kind: 'rect', ...area, fill: panel, stroke: line, radius: 16 },
    ...verdictItems(own, words, theme),
    ...table(run, figures, { theme, title, rowHeight, maxRows, published }),
    ...(timelineHeight > 0 ? timeline(run, below, theme) : []),
  ]
}

function verdictItems({ run, verdict }: Section, area: Box, theme: ThemeName): readonly Item[] {
  const { text, accent } = PALETTE[theme]
  const height = lineHeight(verdict.size)
  const below = area.y + verdict.lines.length * height
  return [
    { kind: 'rect', x: area.x, y: area.y, width: 6, height: below - area.y, fill: accent, radius: 3 },
    ...verdict.lines.map((line, at): Item => {
      const y = area.y + at * height + height * 0.5 + verdict.size * 0.36
      return { kind: 'text', x: area.x + 24, y, size: verdict.size, fill: text, text: line }
    }),
    ...remarks(run).flatMap((remark, at) => remarkItems(remark, { ...area, y: below + at * REMARK_HEIGHT }, theme)),
  ]
}

/** A word on the accent colour, and the reason behind it. */
function remarkItems({ mark, text }: { mark: string; text: string }, area: Box, theme: ThemeName): readonly Item[] {
  const { accent, onAccent, dim } = PALETTE[theme]
  const width = textWidth(mark, 20) + 24
  const y = area.y + 31
  return [
    { kind: 'rect', x: area.x, y: area.y + 9, width, height: 30, fill: accent, radius: 8 },
    { kind: 'text', x: area.x + width / 2, y, size: 20, weight: 600, anchor: 'middle', fill: onAccent, text: mark },
    { kind: 'text', x: area.x + width + 16, y, size: 20, fill: dim, text: fit(text, 20, area.width - width - 16) },
  ]
}
