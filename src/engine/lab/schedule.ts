import type { RunPlan } from '../../contract/run.ts'

export interface Trial {
  readonly model: string
  /** 1, 2, ... */
  readonly repeat: number
}

/** A B C A B C: what changes on the machine meanwhile meets every model alike. */
export function schedule({ models, repeat }: Pick<RunPlan, 'models' | 'repeat'>): Trial[] {
  return Array.from({ length: repeat }, (_, round) => models.map((model) => ({ model, repeat: round + 1 }))).flat()
}

/** After so long a trial is ended: it does not come back by itself. */
export function deadlineSeconds({ workers, seconds }: Pick<RunPlan, 'workers' | 'seconds'>): number {
  return 20 * workers * seconds + 30
}
