import { summariseCalls, type CallSummary } from '../contract/call-summary.ts'
import { shareRange } from '../contract/function-text.ts'
import type { ModelSummary, Run } from '../contract/run.ts'
import { formatBytes, formatFactor, formatSeconds, formatShare, formatTenths, NO_NUMBER } from '../contract/text.ts'
import { table } from './io.ts'
import { clipped, indented } from './wrap.ts'
import type { Style } from './style.ts'

/** Longer labels of models are cut. Chosen: "sub-interpreters, chunks of 1,024" fits. */
const MAX_LABEL = 34

interface Row {
  readonly summary: ModelSummary
  readonly calls: CallSummary
}

interface Column {
  readonly title: string
  /** Columns with the highest number are left out first where the terminal is too narrow. */
  readonly rank: number
  readonly cell: (row: Row) => string
}

const seconds = (title: string, rank: number, value: (row: Row) => number | undefined): Column => ({
  title,
  rank,
  cell: (row) => formatSeconds(value(row)),
})

const TIMES: readonly Column[] = [
  seconds('WALL', 0, ({ summary }) => summary.median),
  { title: 'SPREAD', rank: 2, cell: ({ summary: { trials, spread } }) => formatShare(trials > 1 ? spread : undefined) },
  { title: 'SPEED-UP', rank: 1, cell: ({ summary }) => formatFactor(summary.speedup) },
  seconds('CPU', 4, ({ summary }) => summary.cpuMedian),
  { title: 'CORES BUSY', rank: 3, cell: ({ summary }) => formatTenths(summary.effectiveParallelism) },
  seconds('START-UP', 5, ({ summary }) => summary.workerStartMedian),
  seconds('IMPORT', 6, ({ calls }) => calls.importSeconds),
]

const CALLS: readonly Column[] = [
  seconds('PER ITEM', 0, ({ calls }) => calls.item?.median),
  seconds('P95', 3, ({ calls }) => calls.item?.p95),
  seconds('MAX', 5, ({ calls }) => calls.item?.max),
  { title: 'PICKLED IN', rank: 4, cell: ({ calls }) => formatBytes(calls.pickledBytes?.in) },
  { title: 'OUT', rank: 4, cell: ({ calls }) => formatBytes(calls.pickledBytes?.out) },
  seconds('TOOK', 6, ({ calls }) => calls.serialiseSeconds),
  {
    title: 'IDLE',
    rank: 1,
    cell: ({ calls: { idleShare } }) => (idleShare === undefined ? NO_NUMBER : shareRange(idleShare)),
  },
  { title: 'GIL HELD', rank: 2, cell: ({ calls }) => formatShare(calls.gil?.held) },
  { title: 'WAITING', rank: 2, cell: ({ calls }) => formatTenths(calls.gil?.waiting) },
]

/** Two tables of the models: what each took, and what its calls were like. A column that no model has is left out, and so are the less important ones where they do not fit. */
export function functionTables(run: Run, style: Style, width: number): string {
  const rows = run.summary
    .filter(({ missing, trials }) => missing === undefined && trials > 0)
    .map((summary) => ({ summary, calls: summariseCalls(run.results, summary.variant) }))
  if (rows.length === 0) return ''
  const parts = [tableOf(TIMES, rows, style, width), tableOf(CALLS, rows, style, width)]
  return `${parts.filter((part) => part !== '').join('\n')}${reasons(rows, style, width)}`
}

function tableOf(columns: readonly Column[], rows: readonly Row[], style: Style, width: number): string {
  let shown = columns.filter(({ cell }) => rows.some((row) => cell(row) !== NO_NUMBER))
  if (shown.length === 0) return ''
  const cells = () => [
    ['MODEL', ...shown.map(({ title }) => title)],
    ...rows.map((row) => [clipped(row.summary.label, MAX_LABEL), ...shown.map(({ cell }) => cell(row))]),
  ]
  const draw = () =>
    table(
      cells(),
      shown.map((_, index) => index + 1),
    )
  while (shown.length > 1 && widthOf(draw()) > width) {
    const last = Math.max(...shown.map(({ rank }) => rank))
    shown = shown.filter(({ rank }) => rank !== last)
  }
  const [head = '', ...lines] = draw().split('\n')
  return [style.dim(head), ...lines].join('\n')
}

const widthOf = (text: string) => Math.max(...text.split('\n').map((line) => line.length))

/** Why numbers of some models are not known, each reason once. */
function reasons(rows: readonly Row[], style: Style, width: number): string {
  const labels = new Map<string, string[]>()
  for (const { summary, calls } of rows) {
    for (const reason of new Set(Object.values(calls.missing))) {
      if (reason !== undefined) labels.set(reason, [...(labels.get(reason) ?? []), summary.label])
    }
  }
  return [...labels]
    .map(([reason, of]) => style.dim(indented(`${NO_NUMBER} ${of.join(', ')}: ${reason}`, width, '')))
    .join('')
}
