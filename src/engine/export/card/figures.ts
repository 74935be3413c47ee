import type { Figure, Grid } from '../../../contract/figure.ts'
import { PALETTE, type ThemeName } from '../../../contract/palette.ts'
import type { Run } from '../../../contract/run.ts'
import { markedText } from '../../../figures/marks.ts'
import { captionOf } from '../../../figures/caption.ts'
import { figureSvg } from '../figure/figure-svg.ts'
import { fit, textWidth } from '../../../figures/measure.ts'
import type { Box, Item } from './svg.ts'

const TITLE = { size: 22, height: 40 }
const GAP = 28
/** Width of a figure by its height. */
const GOOD_SHAPE = 1.6
/** Least height of a figure with its title, the gap below it and a legend of some rows, in pixels. Chosen by eye. */
const MIN_HEIGHT = 270
const NOTE = { size: 20, height: 36 }
/** Size of the text in a chart, in pixels: a card is seen from afar. */
const FONT_SIZE = 18
const ROW = { most: 96, size: 28, least: 14 }
/** Between two columns, em. */
const COLUMN_GAP = 0.6

/** The figures that answer the question, where they are more than the wall times of the table. */
export function ownFigures({ figures }: Pick<Run, 'figures'>): readonly Figure[] {
  return figures.length === 1 && figures[0]!.id === 'wall-time' ? [] : figures
}

/** Figures side by side, each below its title; those for which there is no room are named. */
export function figureItems(run: Run, whole: Box, theme: ThemeName): readonly Item[] {
  const figures = ownFigures(run)
  const { shown, columns, area } = arrange(figures.length, whole)
  const rows = Math.ceil(shown / columns)
  const width = (area.width - (columns - 1) * GAP) / columns
  const height = (area.height - (rows - 1) * GAP) / rows
  const hidden = figures.slice(shown).map(({ title }) => title)
  return [
    ...figures.slice(0, shown).flatMap((figure, index) => {
      const x = area.x + (index % columns) * (width + GAP)
      const y = area.y + Math.floor(index / columns) * (height + GAP)
      // The last one has what is left of its line.
      const room = index === shown - 1 ? area.x + area.width - x : width
      return figureItem(figure, run, { x, y, width: room, height }, theme)
    }),
    ...(hidden.length === 0 ? [] : [noteItem(`Not shown here: ${hidden.join(' · ')}`, whole, theme)]),
  ]
}

function noteItem(text: string, { x, y, width, height }: Box, theme: ThemeName): Item {
  const { size } = NOTE
  return { kind: 'text', x, y: y + height - 8, size, fill: PALETTE[theme].dim, text: fit(text, size, width) }
}

/** How many figures have room to be read, the first ones, and in how many columns. */
function arrange(figures: number, whole: Box) {
  for (let shown = figures; ; shown--) {
    const area = shown < figures ? { ...whole, height: whole.height - NOTE.height } : whole
    const columns = columnsFor(shown, area)
    if (shown <= 1 || area.height / Math.ceil(shown / columns) >= MIN_HEIGHT) return { shown, columns, area }
  }
}

/** The number of columns that brings the figures nearest to a good shape and leaves few places empty. */
function columnsFor(figures: number, { width, height }: Box): number {
  const strain = (columns: number) => {
    const rows = Math.ceil(figures / columns)
    const shape = width / columns / (height / rows)
    return Math.abs(Math.log(shape / GOOD_SHAPE)) + Math.log((columns * rows) / figures) / 2
  }
  return [1, 2, 3].toSorted((a, b) => strain(a) - strain(b))[0]!
}

function figureItem(figure: Figure, run: Run, box: Box, theme: ThemeName): readonly Item[] {
  const { text } = PALETTE[theme]
  const title: Item = {
    kind: 'text',
    x: box.x,
    y: box.y + TITLE.size,
    size: TITLE.size,
    weight: 500,
    fill: text,
    text: fit(captionOf(figure, run.measurements), TITLE.size, box.width),
  }
  const below = { ...box, y: box.y + TITLE.height, height: box.height - TITLE.height }
  if (figure.kind === 'grid') return [title, ...gridItems(figure, below, theme)]
  const { width, height } = below
  const content = figureSvg(figure, run.measurements, { theme, width, height, fontSize: FONT_SIZE })
  return content === undefined ? [title] : [title, { kind: 'svg', ...below, content }]
}

/** A table as text, its columns as wide as what they hold; its last rows are left out where there is no room. */
function gridItems({ columns, rows }: Grid, box: Box, theme: ThemeName): readonly Item[] {
  const { dim, line, text: plain } = PALETTE[theme]
  const lines = [
    columns.map((text) => ({ text, fill: dim })),
    ...rows.map(({ label, cells }) => [
      { text: label, fill: plain },
      ...cells.map((cell) => ({ text: markedText(cell), fill: toneColor(cell.tone, theme) })),
    ]),
  ]
  const ems = columns.map(
    (_, column) => COLUMN_GAP + Math.max(...lines.map((cells) => textWidth(cells[column]?.text ?? '', 1))),
  )
  const width = ems.reduce((sum, em) => sum + em, 0)
  const height = Math.min(ROW.most, box.height / lines.length)
  const size = Math.max(Math.min(ROW.size, height * 0.6, box.width / width), ROW.least)
  const left = (column: number) => (ems.slice(0, column).reduce((sum, em) => sum + em, 0) / width) * box.width
  const rule: Item = {
    kind: 'line',
    from: { x: box.x, y: box.y + height },
    to: { x: box.x + box.width, y: box.y + height },
    stroke: line,
    width: 2,
  }
  const cellItem = (text: string, fill: string, column: number, row: number): Item => {
    const place = { x: box.x + left(column), y: box.y + (row + 0.65) * height }
    return { kind: 'text', ...place, size, fill, text: fit(text, size, left(column + 1) - left(column)) }
  }
  return [
    rule,
    ...lines.flatMap((cells, row) => cells.map(({ text, fill }, column) => cellItem(text, fill, column, row))),
  ]
}

function toneColor(tone: Grid['rows'][number]['cells'][number]['tone'], theme: ThemeName): string {
  const { text, dim, danger } = PALETTE[theme]
  return { plain: text, good: text, bad: danger, dim }[tone]
}
