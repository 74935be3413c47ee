import type { TrialResult } from '../../contract/run.ts'
import { median, sum } from '../../contract/statistics.ts'
import type { Trial } from './schedule.ts'

/**
 * Seconds until the trials that are left are done: each takes what its variant took so far, and one that has not run yet what `worst`
 * says of it. Undefined until there is a result.
 */
export function secondsLeft(
  left: readonly Trial[],
  results: readonly TrialResult[],
  worst: (trial: Trial) => number,
  inTrialSeconds: number,
): number | undefined {
  if (results.length === 0) return undefined
  const interpreterStartSeconds = median(results.map((result) => result.interpreterStartSeconds))
  const trialSeconds = left.map(
    (trial) => interpreterStartSeconds + (variantSeconds(trial.spec.id, results) ?? worst(trial)),
  )
  const total = sum(trialSeconds)
  return Math.max(0, total - Math.min(inTrialSeconds, trialSeconds[0] ?? 0))
}

function variantSeconds(variant: string, results: readonly TrialResult[]): number | undefined {
  const seconds = results.filter((result) => result.variant === variant).map((result) => result.wallSeconds)
  return seconds.length > 0 ? median(seconds) : undefined
}
