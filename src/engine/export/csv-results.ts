import { numberIfKnown } from '../../contract/known.ts'
import type { ProgramRecord, ThreadSummary } from '../../contract/program.ts'
import type { Run, TrialResult, WorkerResult } from '../../contract/run.ts'
import { functionText } from '../../contract/function-text.ts'
import { isRun, programText, type SavedRecord } from '../../contract/saved-record.ts'
import { CALL_CELLS } from './csv-calls.ts'
import { toDigestedCsv, type CsvCell } from './csv.ts'

interface Row {
  readonly run: SavedRecord
  readonly trial: TrialResult | undefined
  readonly worker: WorkerResult | undefined
  /** Of a program that was watched. */
  readonly thread?: ThreadSummary | undefined
}

/** A cell that only a run with a plan has. */
const planned =
  (cell: (run: Run) => CsvCell) =>
  ({ run }: Row): CsvCell =>
    isRun(run) ? cell(run) : undefined

/** A cell that only a program has. */
const watched =
  (cell: (record: ProgramRecord) => CsvCell) =>
  ({ run }: Row): CsvCell =>
    isRun(run) ? undefined : cell(run)

const noiseOf = ({ run }: Row) => (isRun(run) ? run.verdict : run.diagnosis)

// Documented in docs/exports.md.
const COLUMNS: Readonly<Record<string, (row: Row) => CsvCell>> = {
  run_id: ({ run }) => run.id,
  run_sha256: ({ run }) => run.sha256,
  created_at: ({ run }) => run.createdAt,
  experiment: planned((run) => run.experiment),
  status: ({ run }) => run.status,
  noisy: (row) => noiseOf(row).noisy,
  noise: (row) => noiseOf(row).reasons.join(' '),
  program: watched(programText),
  finding: ({ run }) => run.diagnosis?.findings[0]?.id,
  function: planned((run) => run.function && functionText(run.function)),
  inputs: planned((run) => run.inputs?.count),
  exit_code: watched(({ program }) => program.exitCode),
  signal: watched(({ program }) => program.signal),
  runtime: planned((run) => run.runtime.id),
  runtime_version: planned((run) => run.runtime.version),
  gil_enabled: planned((run) => (run.runtime.kind === 'cpython' ? run.runtime.gilEnabled : undefined)),
  cpu_model: ({ run }) => run.environments[0].cpuModel,
  cores: ({ run }) => run.environments[0].cores,
  usable_cores: ({ run }) => run.environments[0].usableCores,
  os: ({ run }) => run.environments[0].os,
  app_version: ({ run }) => run.environments[0].app.version,
  workers: planned((run) => run.plan.workers),
  size_seconds: planned((run) => run.plan.seconds),
  variant: ({ trial }) => trial?.variant,
  model: ({ trial }) => trial?.model,
  repeat: ({ trial }) => trial?.repeat,
  wall_seconds: ({ run, trial }) => (isRun(run) ? trial?.wallSeconds : run.wallSeconds),
  cpu_seconds: ({ run, trial }) => (isRun(run) ? trial?.cpuSeconds : numberIfKnown(run.cpuSeconds)),
  startup_seconds: ({ trial }) => trial?.workerStartSeconds,
  boot_seconds: ({ trial }) => trial?.interpreterStartSeconds,
  effective_parallelism: ({ run, trial }) =>
    isRun(run) ? trial?.effectiveParallelism : numberIfKnown(run.effectiveParallelism),
  checksum: ({ trial }) => trial?.checksum,
  trial_start_ns: ({ trial }) => trial?.startNs,
  trial_end_ns: ({ trial }) => trial?.endNs,
  main_pid: ({ trial }) => trial?.pid,
  worker_index: ({ worker }) => worker?.index,
  worker_name: ({ worker, thread }) => (worker ?? thread)?.name,
  worker_pid: ({ worker, thread }) => (worker ?? thread)?.pid,
  worker_tid: ({ worker, thread }) => (worker ?? thread)?.tid,
  worker_host: ({ worker }) => worker?.host,
  worker_launch_ns: ({ worker }) => worker?.requestedNs,
  worker_start_ns: ({ worker, thread }) => (worker ?? thread)?.startNs,
  worker_end_ns: ({ worker, thread }) => (worker ?? thread)?.endNs,
  worker_cpu_seconds: ({ worker, thread }) => (worker ?? thread)?.cpuSeconds,
  worker_cores: ({ worker }) => worker?.cores.join(' '),
  worker_checksum: ({ worker }) => worker?.checksum,
  worker_lost: ({ worker }) => worker?.lost,
  ...CALL_CELLS,
}

/** A row for each worker of each trial, or each thread of a program, at least one a trial and a run; what belongs to the trial or the run is repeated in each of its rows. */
export function csvResults(runs: readonly SavedRecord[]): string {
  const rows = runs.flatMap((run): readonly Row[] => {
    if (!isRun(run)) return orNone(run.threads).map((thread) => ({ run, trial: undefined, worker: undefined, thread }))
    return orNone(run.results).flatMap((trial) => orNone(trial?.workers).map((worker): Row => ({ run, trial, worker })))
  })
  return toDigestedCsv(COLUMNS, rows)
}

function orNone<T>(items: readonly T[] = []): readonly (T | undefined)[] {
  return items.length === 0 ? [undefined] : items
}
