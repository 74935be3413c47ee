import type { Experiment, Runtime } from '../../contract/experiment.ts'
import type { ModelSummary, RunPlan } from '../../contract/run.ts'

/** An experiment: what the hosts show of it, and what the lab needs to run and judge it. */
export interface ExperimentModule {
  readonly experiment: Experiment
  readonly work: Work
  /** Reads the numbers of one run. The lab has checked that all models did the same work, and adds the noise. */
  readonly judge: (evidence: Evidence) => Judgement
}

/** What every worker does: a program of `workloads/<runtime>/work/`. */
export interface Work {
  readonly id: string
  /** Of the order's amount. */
  readonly unit: string
  /** Work that waits takes seconds as its amount; work that computes is calibrated to them, and needs cores. */
  readonly bound: 'waiting' | 'computing'
}

export interface Evidence {
  readonly experiment: Experiment
  readonly plan: RunPlan
  readonly runtime: Runtime
  /** Cores' worth of CPU time that the run could use, after affinity and quota. */
  readonly cores: number
  /** Models with at least one result, in the order of the plan. */
  readonly summary: readonly ModelSummary[]
}

export interface Judgement {
  readonly kind: string
  readonly text: string
  /** A further sentence: how published figures compare. */
  readonly published?: string
  /** The bet's choice that came true, where the numbers decide it. */
  readonly outcome?: string
}
