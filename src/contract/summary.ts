import type { ModelSummary, TrialResult, Variant } from './run.ts'
import { median } from './statistics.ts'

/**
 * A row for every variant that has a result, in the plan's order: while a run is on, and for its record. Failed trials are left out;
 * where there are no others, the row is theirs, and says why.
 */
export function summarise(variants: readonly Variant[], results: readonly TrialResult[]): ModelSummary[] {
  const whole = results.filter(({ failed }) => failed === undefined)
  const trialsOf = (variant: string) => whole.filter((result) => result.variant === variant)
  const baseline = variants.find((variant) => variant.baseline)
  const base = baseline === undefined ? [] : trialsOf(baseline.id)
  const baseSeconds = base.length > 0 ? medianWall(base) : undefined
  return variants.flatMap((variant) => {
    const trials = trialsOf(variant.id)
    if (trials.length > 0) return [summariseVariant(variant, trials, baseSeconds)]
    const failed = results.filter((result) => result.variant === variant.id)
    if (failed.length === 0) return []
    return [{ ...summariseVariant(variant, failed, undefined), trials: 0, missing: failed[0]!.failed }]
  })
}

function medianWall(trials: readonly TrialResult[]): number {
  return median(trials.map((trial) => trial.wallSeconds))
}

function summariseVariant(
  { id, label, model, kind, kindIndex, baseline }: Variant,
  trials: readonly TrialResult[],
  baseSeconds: number | undefined,
): ModelSummary {
  const walls = trials.map((trial) => trial.wallSeconds)
  const [middle, min, max] = [medianWall(trials), Math.min(...walls), Math.max(...walls)]
  return {
    variant: id,
    model,
    kind,
    kindIndex,
    baseline,
    label,
    trials: trials.length,
    median: middle,
    min,
    max,
    spread: (max - min) / middle,
    workerStartMedian: median(trials.map((trial) => trial.workerStartSeconds)),
    cpuMedian: median(trials.map((trial) => trial.cpuSeconds)),
    effectiveParallelism: median(trials.map((trial) => trial.effectiveParallelism)),
    speedup: baseSeconds === undefined ? undefined : baseSeconds / middle,
  }
}
