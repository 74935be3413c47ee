import { summariseCalls, type CallSummary } from '../../contract/call-summary.ts'
import type { Experiment, Runtime } from '../../contract/experiment.ts'
import type { ModelSummary, Variant, WorkerResult } from '../../contract/run.ts'
import { summarise } from '../../contract/summary.ts'
import type { ShownRun } from './runs.ts'
import { modelChoices, type Settings } from './store.ts'

/** A row of the result table: one variant of one experiment. Numbers are missing until there is a trial. */
export interface ResultRow {
  readonly key: string
  readonly experiment: Named
  /** Id of the variant, or of the model if the row stands for one. */
  readonly variant: string
  readonly label: string
  readonly status: 'pending' | 'running' | 'done' | 'missing'
  /** Why there is no result: a sentence. */
  readonly missing?: string
  readonly trials: number
  readonly planned: number
  /** Wall seconds. */
  readonly median?: number
  readonly min?: number
  readonly max?: number
  readonly speedup?: number
  readonly cpuSeconds?: number
  readonly effectiveParallelism?: number
  readonly workerStartSeconds?: number
  /** Workers of the latest trial. */
  readonly workers: readonly WorkerResult[]
  /** Of the user's function. */
  readonly calls?: CallSummary
}

/** An experiment, or what has the place of one. */
type Named = Pick<Experiment, 'id' | 'name'>

/** Rows that exist before, during and after a run, so that numbers fill in and nothing moves. Before a run there is one row per model, as variants are not known. */
export function resultRows(
  experiment: Experiment,
  run: ShownRun | undefined,
  runtime: Runtime | undefined,
  settings: Settings,
): ResultRow[] {
  if (run !== undefined) return runRows(experiment, run)
  return modelChoices(experiment, runtime, settings)
    .filter(({ chosen }) => chosen)
    .map(({ model }) => emptyRow(experiment, model, 0))
}

/** Rows of a run: one per variant. */
export function runRows(experiment: Named, run: ShownRun): ResultRow[] {
  const summary = summaryOf(run)
  return run.plan.variants.map((variant) => rowOf(experiment, run, summary, variant))
}

/** A replay has the record, and results up to its moment. */
function isOver({ record, results }: ShownRun): boolean {
  return record?.results.length === results.length
}

/** Summary of the results that are shown: the record's own where it is of just these. */
function summaryOf(run: ShownRun): readonly ModelSummary[] {
  return isOver(run) && run.record !== undefined ? run.record.summary : summarise(run.plan.variants, run.results)
}

function rowOf(experiment: Named, run: ShownRun, summaries: readonly ModelSummary[], variant: Variant): ResultRow {
  const trials = run.results.filter((result) => result.variant === variant.id)
  const base = emptyRow(experiment, variant, run.plan.repeat)
  const calls = run.plan.function && summariseCalls(run.results, variant.id)
  const missing = trials.findLast(({ failed }) => failed !== undefined)?.failed ?? missingReason(run, variant.id)
  if (missing !== undefined) return { ...base, status: 'missing', missing }
  const summary = summaries.find((row) => row.variant === variant.id)
  const isOn = !isOver(run) && run.progress.variant === variant.id
  if (summary === undefined) return { ...base, status: isOn ? 'running' : 'pending' }
  const { median, min, max, speedup, effectiveParallelism } = summary
  return {
    ...base,
    status: isOn ? 'running' : 'done',
    trials: trials.length,
    median,
    min,
    max,
    speedup,
    cpuSeconds: summary.cpuMedian,
    effectiveParallelism,
    workerStartSeconds: summary.workerStartMedian,
    workers: trials.at(-1)?.workers ?? [],
    ...(calls && { calls }),
  }
}

function missingReason({ record }: ShownRun, variant: string): string | undefined {
  const reason = record?.summary.find((row) => row.variant === variant)?.missing
  if (reason !== undefined || record === undefined) return reason
  return record.results.some((result) => result.variant === variant)
    ? undefined
    : 'The run ended before this variant started.'
}

function emptyRow(
  experiment: Named,
  { id, label }: { readonly id: string; readonly label: string },
  planned: number,
): ResultRow {
  const key = `${experiment.id}/${id}`
  return { key, experiment, variant: id, label, status: 'pending', trials: 0, planned, workers: [] }
}

/** The best speed-up of a run, for the list of experiments. */
export function bestSpeedup(run: ShownRun): number | undefined {
  const speedups = run.record?.summary.flatMap(({ baseline, speedup }) => (baseline ? [] : (speedup ?? [])))
  return speedups === undefined || speedups.length === 0 ? undefined : Math.max(...speedups)
}
