import { summariseCalls, type CallSummary } from './call-summary.ts'
import { shareRange } from './function-text.ts'
import type { ModelSummary, Run } from './run.ts'
import { formatBytes, formatSeconds, formatShare, formatTenths, NO_NUMBER } from './text.ts'

/** A row of a table of calls: a variant that has a result. */
export interface CallRow {
  readonly summary: ModelSummary
  readonly calls: CallSummary
}

export interface CallColumn {
  readonly title: string
  /** Columns with the highest number are left out first where there is no room. */
  readonly rank: number
  readonly cell: (row: CallRow) => string
}

/** What the calls of a variant were like. */
export const CALL_COLUMNS: readonly CallColumn[] = [
  { title: 'per item', rank: 0, cell: ({ calls }) => formatSeconds(calls.item?.median) },
  { title: 'p95', rank: 5, cell: ({ calls }) => formatSeconds(calls.item?.p95) },
  { title: 'max', rank: 6, cell: ({ calls }) => formatSeconds(calls.item?.max) },
  { title: 'pickled in', rank: 4, cell: ({ calls }) => formatBytes(calls.pickledBytes?.in) },
  { title: 'out', rank: 4, cell: ({ calls }) => formatBytes(calls.pickledBytes?.out) },
  { title: 'pickling', rank: 4, cell: ({ calls }) => formatSeconds(calls.serialiseSeconds) },
  {
    title: 'idle',
    rank: 1,
    cell: ({ calls: { idleShare } }) => (idleShare === undefined ? NO_NUMBER : shareRange(idleShare)),
  },
  { title: 'GIL held', rank: 2, cell: ({ calls }) => formatShare(calls.gil?.held) },
  { title: 'waiting', rank: 2, cell: ({ calls }) => formatTenths(calls.gil?.waiting) },
]

/** A row for each variant that has a result. */
export function callRows({ summary, results }: Pick<Run, 'summary' | 'results'>): readonly CallRow[] {
  return summary
    .filter(({ missing, trials }) => missing === undefined && trials > 0)
    .map((row) => ({ summary: row, calls: summariseCalls(results, row.variant) }))
}

/** Cells that say nothing where all rows have them: bytes and seconds of pickles, where no model pickles. */
const NOTHING: ReadonlySet<string> = new Set([NO_NUMBER, formatBytes(0), formatSeconds(0)])

/** Columns in which at least one row has a number that says something. */
export function knownColumns<C extends CallColumn>(columns: readonly C[], rows: readonly CallRow[]): readonly C[] {
  return columns.filter(({ cell }) => rows.some((row) => !NOTHING.has(cell(row))))
}

/** Why numbers of some variants are not known, each reason once: "thread pool: nothing is pickled." */
export function missingReasons(rows: readonly CallRow[]): readonly string[] {
  const labels = new Map<string, string[]>()
  for (const { summary, calls } of rows) {
    for (const reason of new Set(Object.values(calls.missing))) {
      if (reason !== undefined) labels.set(reason, [...(labels.get(reason) ?? []), summary.label])
    }
  }
  return [...labels].map(([reason, of]) => `${of.length === rows.length ? 'all models' : of.join(', ')}: ${reason}`)
}
