import type { Run, TrialResult, WorkerResult } from '../../contract/run.ts'
import { toDigestedCsv, type CsvCell } from './csv.ts'

interface Row {
  readonly run: Run
  readonly trial: TrialResult | undefined
  readonly worker: WorkerResult | undefined
}

// Documented in docs/exports.md.
const COLUMNS: Readonly<Record<string, (row: Row) => CsvCell>> = {
  run_id: ({ run }) => run.id,
  run_sha256: ({ run }) => run.sha256,
  created_at: ({ run }) => run.createdAt,
  experiment: ({ run }) => run.experiment,
  status: ({ run }) => run.status,
  noisy: ({ run }) => run.verdict.noisy,
  noise: ({ run }) => run.verdict.reasons.join(' '),
  runtime: ({ run }) => run.runtime.id,
  runtime_version: ({ run }) => run.runtime.version,
  gil_enabled: ({ run }) => (run.runtime.kind === 'cpython' ? run.runtime.gilEnabled : undefined),
  cpu_model: ({ run }) => run.environments[0].cpuModel,
  cores: ({ run }) => run.environments[0].cores,
  usable_cores: ({ run }) => run.environments[0].usableCores,
  os: ({ run }) => run.environments[0].os,
  app_version: ({ run }) => run.environments[0].app.version,
  workers: ({ run }) => run.plan.workers,
  size_seconds: ({ run }) => run.plan.seconds,
  variant: ({ trial }) => trial?.variant,
  model: ({ trial }) => trial?.model,
  repeat: ({ trial }) => trial?.repeat,
  wall_seconds: ({ trial }) => trial?.wallSeconds,
  cpu_seconds: ({ trial }) => trial?.cpuSeconds,
  startup_seconds: ({ trial }) => trial?.workerStartSeconds,
  boot_seconds: ({ trial }) => trial?.interpreterStartSeconds,
  effective_parallelism: ({ trial }) => trial?.effectiveParallelism,
  checksum: ({ trial }) => trial?.checksum,
  trial_start_ns: ({ trial }) => trial?.startNs,
  trial_end_ns: ({ trial }) => trial?.endNs,
  main_pid: ({ trial }) => trial?.pid,
  worker_index: ({ worker }) => worker?.index,
  worker_name: ({ worker }) => worker?.name,
  worker_pid: ({ worker }) => worker?.pid,
  worker_tid: ({ worker }) => worker?.tid,
  worker_launch_ns: ({ worker }) => worker?.requestedNs,
  worker_start_ns: ({ worker }) => worker?.startNs,
  worker_end_ns: ({ worker }) => worker?.endNs,
  worker_cpu_seconds: ({ worker }) => worker?.cpuSeconds,
  worker_cores: ({ worker }) => worker?.cores.join(' '),
  worker_checksum: ({ worker }) => worker?.checksum,
  worker_lost: ({ worker }) => worker?.lost,
}

/** A row for each worker of each trial, at least one a trial and a run; what belongs to the trial or the run is repeated in each of its rows. */
export function csvResults(runs: readonly Run[]): string {
  const rows = runs.flatMap((run) =>
    orNone(run.results).flatMap((trial) => orNone(trial?.workers).map((worker): Row => ({ run, trial, worker }))),
  )
  return toDigestedCsv(COLUMNS, rows)
}

function orNone<T>(items: readonly T[] = []): readonly (T | undefined)[] {
  return items.length === 0 ? [undefined] : items
}
