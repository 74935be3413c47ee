import type { Run, TrialResult, WorkerResult } from '../../contract/run.ts'
import { spansOf } from '../experiments/spans.ts'
import { toSealedCsv, type CsvCell } from './csv.ts'

interface Row {
  readonly run: Run
  readonly trial: TrialResult
  readonly worker: WorkerResult
  readonly startNs: number
  readonly endNs: number
}

// Documented in docs/exports.md.
const COLUMNS: Readonly<Record<string, (row: Row) => CsvCell>> = {
  run_id: ({ run }) => run.id,
  run_sha256: ({ run }) => run.sha256,
  variant: ({ trial }) => trial.variant,
  model: ({ trial }) => trial.model,
  repeat: ({ trial }) => trial.repeat,
  worker_index: ({ worker }) => worker.index,
  worker_name: ({ worker }) => worker.name,
  worker_pid: ({ worker }) => worker.pid,
  worker_tid: ({ worker }) => worker.tid,
  interpreter: ({ worker }) => worker.interpreter,
  gil: ({ worker }) => worker.gil,
  start_ns: ({ startNs }) => startNs,
  end_ns: ({ endNs }) => endNs,
}

/** A row for each time that a worker was on its interpreter, by its own stamps of the clock. */
export function csvSpans(runs: readonly Run[]): string {
  return toSealedCsv(COLUMNS, rowsOf(runs))
}

function* rowsOf(runs: readonly Run[]): Generator<Row> {
  for (const run of runs) {
    for (const trial of run.results) {
      for (const worker of trial.workers) yield* spanRows({ run, trial, worker })
    }
  }
}

function* spanRows(of: Omit<Row, 'startNs' | 'endNs'>): Generator<Row> {
  for (const span of spansOf(of.worker)) yield { ...of, ...span }
}
