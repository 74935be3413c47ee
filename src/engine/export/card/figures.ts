import type { Figure, Grid } from '../../../contract/figure.ts'
import { PALETTE, type ThemeName } from '../../../contract/palette.ts'
import type { Run } from '../../../contract/run.ts'
import { figureSvg } from '../../../figures/svg.ts'
import { fit } from './measure.ts'
import type { Box, Item } from './svg.ts'

const TITLE = { size: 22, height: 40 }
const GAP = 28
/** Of the text in a chart, on a card that is seen from afar. */
const FONT_SIZE = 18
const ROW = { most: 72, size: 26 }

/** The figures that answer the question, where they are more than the wall times of the table. */
export function ownFigures({ figures }: Pick<Run, 'figures'>): readonly Figure[] {
  return figures.length === 1 && figures[0]!.id === 'wall-time' ? [] : figures
}

/** Figures side by side, each below its title. */
export function figureItems(run: Run, area: Box, theme: ThemeName): readonly Item[] {
  const figures = ownFigures(run)
  const columns = figures.length <= 1 ? 1 : figures.length <= 4 ? 2 : 3
  const rows = Math.ceil(figures.length / columns)
  const width = (area.width - (columns - 1) * GAP) / columns
  const height = (area.height - (rows - 1) * GAP) / rows
  return figures.flatMap((figure, at) => {
    const x = area.x + (at % columns) * (width + GAP)
    const y = area.y + Math.floor(at / columns) * (height + GAP)
    return figureItem(figure, run, { x, y, width, height }, theme)
  })
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
    text: fit(figure.title, TITLE.size, box.width),
  }
  const below = { ...box, y: box.y + TITLE.height, height: box.height - TITLE.height }
  if (figure.kind === 'grid') return [title, ...gridItems(figure, below, theme)]
  const { width, height } = below
  const content = figureSvg(figure, run.measurements, { theme, width, height, fontSize: FONT_SIZE })
  return content === undefined ? [title] : [title, { kind: 'svg', ...below, content }]
}

const MARKS = { good: '✓ ', bad: '✗ ', plain: '', dim: '' }

/** A table as text, its last rows left out where there is no room. */
function gridItems({ columns, rows }: Grid, box: Box, theme: ThemeName): readonly Item[] {
  const { dim, line } = PALETTE[theme]
  const height = Math.min(ROW.most, box.height / (rows.length + 1))
  const size = Math.min(ROW.size, height * 0.6)
  const width = box.width / Math.max(columns.length, 1)
  const cell = (at: number, row: number, text: string, fill: string): Item => {
    const place = { x: box.x + at * width, y: box.y + (row + 0.65) * height }
    return { kind: 'text', ...place, size, fill, text: fit(text, size, width - 12) }
  }
  const rule: Item = {
    kind: 'line',
    from: { x: box.x, y: box.y + height },
    to: { x: box.x + box.width, y: box.y + height },
    stroke: line,
    width: 2,
  }
  return [
    ...columns.map((text, at) => cell(at, 0, text, dim)),
    rule,
    ...rows.flatMap(({ label, cells }, row) => [
      cell(0, row + 1, label, PALETTE[theme].text),
      ...cells.map(({ text, tone }, at) => cell(at + 1, row + 1, MARKS[tone] + text, toneColor(tone, theme))),
    ]),
  ]
}

function toneColor(tone: Grid['rows'][number]['cells'][number]['tone'], theme: ThemeName): string {
  const { text, dim, danger } = PALETTE[theme]
  return { plain: text, good: text, bad: danger, dim }[tone]
}
