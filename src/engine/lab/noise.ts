import type { Environment, ModelSummary, RunPlan } from '../../contract/run.ts'
import { formatSeconds, formatShare } from '../../contract/text.ts'
import type { Work } from '../experiments/experiment.ts'
import { startsSlowly, variesWidely } from '../experiments/judging.ts'

/** Cores' worth of CPU time that others may use before it is worth a mark. */
const OTHER_LOAD_CORES = 0.2
const STEAL_CORES = 0.05

export interface NoiseInput {
  readonly plan: Pick<RunPlan, 'workers'>
  /** It compares wall times, of work that computes or waits; missing where it has a measure of its own. */
  readonly work: Pick<Work, 'bound'> | undefined
  readonly environment: Pick<Environment, 'usableCores' | 'cpuQuota' | 'otherLoad' | 'steal'>
  readonly summary: readonly ModelSummary[]
}

/** Why the numbers of a run may say less than they seem to: a sentence each, with the number. */
export function noiseReasons({ plan, work, environment, summary }: NoiseInput): string[] {
  return [
    ...machineReasons(environment),
    ...(work?.bound === 'cpu' ? coreReasons(plan.workers, environment) : []),
    ...(work === undefined ? [] : summary.flatMap(modelReasons)),
  ]
}

function machineReasons({ otherLoad, steal }: NoiseInput['environment']): string[] {
  return [
    ...when(
      typeof otherLoad === 'number' && otherLoad > OTHER_LOAD_CORES,
      () => `Other programs used ${cores(otherLoad)} of CPU time during the run.`,
    ),
    ...when(
      typeof steal === 'number' && steal > STEAL_CORES,
      () => `The hypervisor took ${cores(steal)} of CPU time from this machine during the run.`,
    ),
  ]
}

function coreReasons(workers: number, { usableCores, cpuQuota }: NoiseInput['environment']): string[] {
  return [
    ...when(
      usableCores < workers,
      () => `${workers} workers share ${usableCores} usable ${usableCores === 1 ? 'core' : 'cores'}.`,
    ),
    ...when(
      typeof cpuQuota === 'number' && cpuQuota < workers,
      () => `A CPU quota allows ${cores(cpuQuota)}, fewer than the ${workers} workers could use.`,
    ),
  ]
}

function modelReasons(summary: ModelSummary): string[] {
  const { label, spread, workerStartMedian, median } = summary
  return [
    ...when(variesWidely(summary), () => `The repeats of ${label} vary by ${formatShare(spread)} of their median.`),
    ...when(
      startsSlowly(summary),
      () =>
        `Starting the workers of ${label} took ${formatSeconds(workerStartMedian)}, ${formatShare(workerStartMedian / median)} of the wall time; use a larger size.`,
    ),
  ]
}

function when(condition: boolean, sentence: () => string): string[] {
  return condition ? [sentence()] : []
}

/** "0.45 of a core", "1.5 cores". */
function cores(value: unknown): string {
  const number = Number(value)
  return number < 1 ? `${number.toFixed(2)} of a core` : `${number.toFixed(1)} cores`
}
