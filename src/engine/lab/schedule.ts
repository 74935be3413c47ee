import type { RunPlan } from '../../contract/run.ts'
import type { VariantSpec, Work } from '../experiments/experiment.ts'

export interface Trial {
  readonly spec: VariantSpec
  /** 1, 2, ... */
  readonly repeat: number
}

/** A B C A B C: what changes on the machine meanwhile meets every model alike. */
export function schedule(specs: readonly VariantSpec[], repeat: number): Trial[] {
  return Array.from({ length: repeat }, (_, round) => specs.map((spec) => ({ spec, repeat: round + 1 }))).flat()
}

/** Amount of a variant, from its share. Rounded for work that computes: a loop that counts in fractions is another loop. */
export function partOf(whole: number, { share = 1 }: VariantSpec, bound: Work['bound']): number {
  return bound === 'io' ? whole * share : Math.max(1, Math.round(whole * share))
}

/** Seconds that a variant takes with one worker after the other. */
export function worstSeconds({ workers, share = 1 }: VariantSpec, { seconds }: Pick<RunPlan, 'seconds'>): number {
  return workers * seconds * share
}

/** Seconds after which a trial is killed: it does not return by itself. */
export function deadlineSeconds(spec: VariantSpec, plan: Pick<RunPlan, 'seconds'>): number {
  const worst = worstSeconds(spec, plan)
  return Math.min(20 * worst, worst + 1800) + 30
}
