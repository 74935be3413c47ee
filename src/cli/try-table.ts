import {
  CALL_COLUMNS,
  callRows,
  knownColumns,
  missingReasons,
  type CallColumn,
  type CallRow,
} from '../contract/call-columns.ts'
import type { Run } from '../contract/run.ts'
import { formatFactor, formatSeconds, formatShare, formatTenths, NO_NUMBER } from '../contract/text.ts'
import { table } from './io.ts'
import type { Style } from './style.ts'
import { clipped, indented } from './wrap.ts'

/** Longer labels of models are cut. Chosen: "sub-interpreters, chunks of 1,024" fits. */
const MAX_LABEL = 34

const TIME_COLUMNS: readonly CallColumn[] = [
  { title: 'wall', rank: 0, cell: ({ summary }) => formatSeconds(summary.median) },
  { title: 'spread', rank: 2, cell: ({ summary: { trials, spread } }) => formatShare(trials > 1 ? spread : undefined) },
  { title: 'speed-up', rank: 1, cell: ({ summary }) => formatFactor(summary.speedup) },
  { title: 'CPU', rank: 4, cell: ({ summary }) => formatSeconds(summary.cpuMedian) },
  { title: 'cores busy', rank: 3, cell: ({ summary }) => formatTenths(summary.effectiveParallelism) },
  { title: 'start-up', rank: 5, cell: ({ summary }) => formatSeconds(summary.workerStartMedian) },
  { title: 'import', rank: 6, cell: ({ calls }) => formatSeconds(calls.importSeconds) },
]

/** Two tables of the models: what each took, and what its calls were like. A column that no model has is left out, and so are the less important ones where they do not fit. */
export function functionTables(run: Run, style: Style, width: number): string {
  const rows = callRows(run)
  if (rows.length === 0) return ''
  const tables = [TIME_COLUMNS, CALL_COLUMNS].map((columns) => tableOf(columns, rows, style, width))
  const reasons = missingReasons(rows).map((reason) => style.dim(indented(`${NO_NUMBER} ${reason}`, width, '')))
  return `${tables.filter((text) => text !== '').join('\n')}${reasons.join('')}`
}

function tableOf(columns: readonly CallColumn[], rows: readonly CallRow[], style: Style, width: number): string {
  let shown = knownColumns(columns, rows)
  if (shown.length === 0) return ''
  while (shown.length > 1 && widthOf(drawn(shown, rows)) > width) {
    const last = Math.max(...shown.map(({ rank }) => rank))
    shown = shown.filter(({ rank }) => rank !== last)
  }
  const [head = '', ...lines] = drawn(shown, rows).split('\n')
  return [style.dim(head), ...lines].join('\n')
}

function drawn(columns: readonly CallColumn[], rows: readonly CallRow[]): string {
  const cells = rows.map((row) => [clipped(row.summary.label, MAX_LABEL), ...columns.map(({ cell }) => cell(row))])
  const numbers = columns.map((_, index) => index + 1)
  return table([['MODEL', ...columns.map(({ title }) => title.toUpperCase())], ...cells], numbers)
}

const widthOf = (text: string) => Math.max(...text.split('\n').map((line) => line.length))
