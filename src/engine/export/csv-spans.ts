import type { TrialResult, WorkerResult } from '../../contract/run.ts'
import { resultsOf, type SavedRecord } from '../../contract/saved-record.ts'
import { spansOf, type Span } from '../experiments/spans.ts'
import { toDigestedCsv, type CsvCell } from './csv.ts'

interface Row {
  readonly run: SavedRecord
  /** Undefined in the one row of a run without spans. */
  readonly trial?: TrialResult
  readonly worker?: WorkerResult
  readonly span?: Span
}

// Documented in docs/exports.md.
const COLUMNS: Readonly<Record<string, (row: Row) => CsvCell>> = {
  run_id: ({ run }) => run.id,
  run_sha256: ({ run }) => run.sha256,
  variant: ({ trial }) => trial?.variant,
  model: ({ trial }) => trial?.model,
  repeat: ({ trial }) => trial?.repeat,
  worker_index: ({ worker }) => worker?.index,
  worker_name: ({ worker }) => worker?.name,
  worker_pid: ({ worker }) => worker?.pid,
  worker_tid: ({ worker }) => worker?.tid,
  interpreter: ({ worker }) => worker?.interpreter,
  gil: ({ worker }) => worker?.gil,
  start_ns: ({ span }) => span?.startNs,
  end_ns: ({ span }) => span?.endNs,
}

/** A row for each time that a worker was on its interpreter, by its own stamps of the clock; a run without stamps, and an observation without a plan, has one row. */
export function csvSpans(runs: readonly SavedRecord[]): string {
  const rows = runs.flatMap((run): readonly Row[] => {
    const spans = spanRows(run)
    return spans.length === 0 ? [{ run }] : spans
  })
  return toDigestedCsv(COLUMNS, rows)
}

function spanRows(run: SavedRecord): readonly Row[] {
  return resultsOf(run).flatMap((trial) =>
    trial.workers.flatMap((worker) => spansOf(worker).map((span) => ({ run, trial, worker, span }))),
  )
}
