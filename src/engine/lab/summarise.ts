import type { Model } from '../../contract/experiment.ts'
import type { ModelSummary, RunPlan, TrialResult } from '../../contract/run.ts'
import { median } from './statistics.ts'

/** A row for every model of the plan that has a result, in the plan's order. */
export function summarise(
  plan: Pick<RunPlan, 'models'>,
  models: readonly Pick<Model, 'id' | 'label'>[],
  results: readonly TrialResult[],
): ModelSummary[] {
  const trialsOf = (model: string) => results.filter((one) => one.model === model)
  const base = trialsOf('sequential')
  const baseSeconds = base.length > 0 ? medianWall(base) : undefined
  return plan.models.flatMap((id) => {
    const trials = trialsOf(id)
    const label = models.find((one) => one.id === id)?.label ?? id
    return trials.length > 0 ? [summariseModel(id, label, trials, baseSeconds)] : []
  })
}

function medianWall(trials: readonly TrialResult[]): number {
  return median(trials.map((one) => one.wallSeconds))
}

function summariseModel(
  model: string,
  label: string,
  trials: readonly TrialResult[],
  baseSeconds?: number,
): ModelSummary {
  const walls = trials.map((one) => one.wallSeconds)
  const [middle, min, max] = [medianWall(trials), Math.min(...walls), Math.max(...walls)]
  return {
    model,
    label,
    trials: trials.length,
    median: middle,
    min,
    max,
    spread: (max - min) / middle,
    startupMedian: median(trials.map((one) => one.startupSeconds)),
    cpuMedian: median(trials.map((one) => one.cpuSeconds)),
    effectiveParallelism: median(trials.map((one) => one.effectiveParallelism)),
    speedup: baseSeconds === undefined ? undefined : baseSeconds / middle,
  }
}
