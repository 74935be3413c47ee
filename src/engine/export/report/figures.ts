import type { Figure, Grid } from '../../../contract/figure.ts'
import type { Run } from '../../../contract/run.ts'
import { isRun, type SavedRecord } from '../../../contract/saved-record.ts'
import { markedText } from '../../../figures/marks.ts'
import { captionOf } from '../../../figures/caption.ts'
import { figureSvg } from '../figure/figure-svg.ts'
import { hasStates, statePatterns } from '../card/state-lanes.ts'
import { toSvg } from '../card/svg.ts'
import { timeline, timelineHeights } from '../card/timeline.ts'
import { PALETTE } from '../../../contract/palette.ts'
import { measurementsHtml } from './measurements.ts'
import { escapeHtml, tableHtml } from './html.ts'

const THEME = 'light'
const SIZE = { width: 500, height: 300 }
const WIDE = { width: 1020, height: 320 }

/** Two of the other figures share a line. */
const WHOLE_LINES: ReadonlySet<Figure['kind']> = new Set(['lanes', 'grid'])

/** Figures that answer the question, and their numbers as tables. */
export function figuresHtml({ figures, measurements }: Run): string {
  const halves = figures.filter(({ kind }) => !WHOLE_LINES.has(kind))
  const lonely = halves.length % 2 === 1 ? halves.at(-1) : undefined
  const drawn = figures.map((figure) => {
    const wide = figure === lonely || WHOLE_LINES.has(figure.kind)
    const content = figure.kind === 'grid' ? gridHtml(figure) : chartHtml(figure, measurements, wide ? WIDE : SIZE)
    return `<figure${wide ? ' class="wide"' : ''}><figcaption>${escapeHtml(captionOf(figure, measurements))}</figcaption>${content}</figure>`
  })
  if (drawn.length === 0) return ''
  return `<div class="figures">${drawn.join('\n')}</div>\n<details><summary>The numbers in the figures</summary>${measurementsHtml(measurements)}</details>`
}

function chartHtml(figure: Figure, measurements: Run['measurements'], size: typeof SIZE): string {
  const svg = figureSvg(figure, measurements, { theme: THEME, ...size }) ?? ''
  const sources =
    figure.kind === 'chart'
      ? figure.references.flatMap(({ source, conditions }) =>
          source === undefined ? [] : [[source, conditions].filter(Boolean).join(': ')],
        )
      : []
  const notes = [...new Set(sources)].map((text) => `<small>Published: ${escapeHtml(text)}</small><br>`)
  const words = figure.kind === 'graph' ? `<p>${escapeHtml(figure.text)}</p>` : ''
  return svg + words + notes.join('')
}

function gridHtml({ columns, rows }: Grid): string {
  return tableHtml(
    columns,
    rows.map(({ label, cells }) => [
      { text: label },
      ...cells.map(({ text, tone, title }) => ({
        text: markedText({ text, tone }) + (title === undefined ? '' : ` (${title})`),
        bad: tone === 'bad',
      })),
    ]),
  )
}

/** Cores, and workers or tasks, over time. */
export function timelineHtml(run: SavedRecord): string {
  const { good, most } = timelineHeights(run)
  if (good === 0) return ''
  const title = `Cores and ${isRun(run) ? 'workers' : 'threads'} over time`
  const [width, height] = [1600, Math.min(most, Math.max(good, 420))]
  const picture = {
    width,
    height,
    title,
    description: '',
    background: PALETTE[THEME].panel,
    patterns: hasStates(run) ? statePatterns(THEME) : [],
    items: timeline(run, { x: 0, y: 0, width: width - 20, height }, THEME),
  }
  return `<figure><figcaption>${title}</figcaption>${toSvg(picture)}</figure>`
}
