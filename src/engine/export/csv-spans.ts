import type { Run, TrialResult, WorkerResult } from '../../contract/run.ts'
import { isRun, type SavedRecord } from '../../contract/saved-record.ts'
import { spansOf, type Span } from '../experiments/spans.ts'
import { stateRows, type StateRow } from './state-rows.ts'
import { toDigestedCsv, type CsvCell } from './csv.ts'

interface Row {
  readonly run: SavedRecord
  /** Undefined in the one row of a run without spans. */
  readonly trial?: TrialResult
  readonly worker?: WorkerResult
  readonly span?: Span
  /** What a thread did in a window of time, or the use of a GIL, read from outside. */
  readonly state?: StateRow
}

// Documented in docs/exports.md.
const COLUMNS: Readonly<Record<string, (row: Row) => CsvCell>> = {
  run_id: ({ run }) => run.id,
  run_sha256: ({ run }) => run.sha256,
  variant: ({ trial }) => trial?.variant,
  model: ({ trial }) => trial?.model,
  repeat: ({ trial }) => trial?.repeat,
  worker_index: ({ worker }) => worker?.index,
  worker_name: ({ worker, state }) => (worker ?? state?.thread)?.name,
  worker_pid: ({ worker, state }) => (worker ?? state?.thread)?.pid,
  worker_tid: ({ worker, state }) => (worker ?? state?.thread)?.tid,
  interpreter: ({ worker }) => worker?.interpreter,
  gil: ({ worker, state }) => worker?.gil ?? state?.gil,
  start_ns: ({ span, state }) => (span ?? state)?.startNs,
  end_ns: ({ span, state }) => (span ?? state)?.endNs,
  state: ({ state }) => state?.state,
  state_ns: ({ state }) => state?.ns,
}

/**
 * A row for each time that a worker was on its interpreter, by its own stamps of the clock; then a row for each window of
 * time, thread and state, read from outside. What has none of them has one row.
 */
export function csvSpans(runs: readonly SavedRecord[]): string {
  const rows = runs.flatMap((run): readonly Row[] => {
    const states = run.activity === undefined ? [] : stateRows(run.activity).map((state) => ({ run, state }))
    const spans = [...(isRun(run) ? spanRows(run) : []), ...states]
    return spans.length === 0 ? [{ run }] : spans
  })
  return toDigestedCsv(COLUMNS, rows)
}

function spanRows(run: Run): readonly Row[] {
  return run.results.flatMap((trial) =>
    trial.workers.flatMap((worker) => spansOf(worker).map((span) => ({ run, trial, worker, span }))),
  )
}
