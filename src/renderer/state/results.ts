import type { Experiment, Published, Runtime } from '../../contract/experiment.ts'
import type { TrialResult, WorkerResult } from '../../contract/run.ts'
import type { ShownRun } from './runs.ts'
import { modelChoices, modelLabel, type Settings } from './store.ts'

/** A row of the result table: one model of one experiment. Numbers are missing until there is a trial. */
export interface ResultRow {
  readonly key: string
  readonly experiment: Experiment
  readonly model: string
  readonly label: string
  readonly status: 'pending' | 'running' | 'done' | 'missing'
  /** Why there is no result: a sentence. */
  readonly missing?: string
  readonly trials: number
  readonly planned: number
  /** Wall seconds that the plan expects of one worker after the other. */
  readonly sequentialSeconds: number
  /** Wall seconds. */
  readonly median?: number
  readonly min?: number
  readonly max?: number
  readonly speedup?: number
  readonly cpuSeconds?: number
  readonly effectiveParallelism?: number
  readonly startupSeconds?: number
  /** Of the latest trial. */
  readonly workers: readonly WorkerResult[]
}

/** Rows that exist before, during and after a run, so that numbers fill in and nothing moves. */
export function resultRows(
  experiment: Experiment,
  run: ShownRun | undefined,
  runtime: Runtime | undefined,
  settings: Settings,
): ResultRow[] {
  if (run !== undefined) return run.plan.models.map((model) => rowOf(experiment, run, model))
  return modelChoices(experiment, runtime, settings)
    .filter(({ chosen }) => chosen)
    .map(({ model }) => emptyRow(experiment, model, 0, chosenSeconds(experiment, settings)))
}

function chosenSeconds({ parameters }: Experiment, settings: Settings): number {
  const value = (name: 'workers' | 'seconds') =>
    settings[name] ?? parameters.find(({ id }) => id === name)?.default ?? NaN
  return value('workers') * value('seconds')
}

function rowOf(experiment: Experiment, run: ShownRun, model: string): ResultRow {
  const trials = run.results.filter((result) => result.model === model)
  const summary = run.record?.summary.find((each) => each.model === model)
  const { repeat, workers, seconds } = run.plan
  const base = emptyRow(experiment, { id: model, label: modelLabel(model, run.runtime) }, repeat, workers * seconds)
  const missing = summary?.missing ?? (run.record && trials.length === 0 ? 'The run ended before it.' : undefined)
  if (missing !== undefined) return { ...base, status: 'missing', missing }
  const isOn = run.record === undefined && run.progress.model === model
  if (trials.length === 0) return { ...base, status: isOn ? 'running' : 'pending' }
  const walls = trials.map(({ wallSeconds }) => wallSeconds)
  const sequential = run.results.filter((result) => result.model === 'sequential').map(({ wallSeconds }) => wallSeconds)
  return {
    ...base,
    status: isOn ? 'running' : 'done',
    trials: trials.length,
    median: summary?.median ?? median(walls),
    min: summary?.min ?? Math.min(...walls),
    max: summary?.max ?? Math.max(...walls),
    speedup: summary ? summary.speedup : sequential.length > 0 ? median(sequential) / median(walls) : undefined,
    cpuSeconds: summary?.cpuMedian ?? medianOf(trials, ({ cpuSeconds }) => cpuSeconds),
    effectiveParallelism: summary?.effectiveParallelism ?? medianOf(trials, (trial) => trial.effectiveParallelism),
    startupSeconds: summary?.startupMedian ?? medianOf(trials, ({ startupSeconds }) => startupSeconds),
    workers: trials.at(-1)!.workers,
  }
}

function emptyRow(
  experiment: Experiment,
  { id, label }: { readonly id: string; readonly label: string },
  planned: number,
  sequentialSeconds: number,
): ResultRow {
  const key = `${experiment.id}/${id}`
  return { key, experiment, model: id, label, status: 'pending', trials: 0, planned, sequentialSeconds, workers: [] }
}

function medianOf(trials: readonly TrialResult[], pick: (trial: TrialResult) => number): number {
  return median(trials.map(pick))
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Published seconds, scaled so that the published sequential is as long as ours, or as ours is planned: a shape to compare with. */
export function scaledPublished(row: ResultRow, rows: readonly ResultRow[], published: Published): number | undefined {
  const own = rows.find(({ experiment, model }) => experiment.id === row.experiment.id && model === 'sequential')
  const { sequential } = published.wallSeconds
  const theirs = published.wallSeconds[row.model]
  const ours = own?.median ?? row.sequentialSeconds
  if (sequential === undefined || theirs === undefined || !(ours > 0)) return undefined
  return (theirs / sequential) * ours
}

/** The best speed-up of a run, for the list of experiments. */
export function bestSpeedup(run: ShownRun): number | undefined {
  const speedups = run.record?.summary.flatMap(({ model, speedup }) => (model === 'sequential' ? [] : (speedup ?? [])))
  return speedups === undefined || speedups.length === 0 ? undefined : Math.max(...speedups)
}
