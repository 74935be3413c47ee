import { ifKnown } from '../../contract/known.ts'
import type { TrialResult, WorkerResult } from '../../contract/run.ts'
import type { CsvCell } from './csv.ts'

interface Row {
  readonly trial: TrialResult | undefined
  readonly worker: WorkerResult | undefined
}

/** Columns of results that only a trial that called the user's function has. Documented in docs/exports.md. */
export const CALL_CELLS: Readonly<Record<string, (row: Row) => CsvCell>> = {
  trial_failed: ({ trial }) => trial?.failed,
  failed_item: ({ trial }) => trial?.failedItem,
  chunk: ({ trial }) => trial?.chunk,
  import_seconds: ({ trial }) => trial?.importSeconds,
  item_median_seconds: ({ trial }) => trial?.perItemSeconds?.median,
  item_p95_seconds: ({ trial }) => trial?.perItemSeconds?.p95,
  item_max_seconds: ({ trial }) => trial?.perItemSeconds?.max,
  item_total_seconds: ({ trial }) => trial?.perItemSeconds?.total,
  pickled_in_bytes: ({ trial }) => ifKnown(trial?.pickledBytes)?.in,
  pickled_out_bytes: ({ trial }) => ifKnown(trial?.pickledBytes)?.out,
  serialise_seconds: ({ trial }) => ifKnown(trial?.serialiseSeconds),
  gil_held_share: ({ trial }) => ifKnown(trial?.gil)?.held,
  gil_waiting_threads: ({ trial }) => ifKnown(trial?.gil)?.waiting,
  worker_idle_share: ({ trial, worker }) => (worker === undefined ? undefined : trial?.idleShare?.[worker.index]),
}
