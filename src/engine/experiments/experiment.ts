import type { Experiment, Model, Runtime, Settings } from '../../contract/experiment.ts'
import type { Picture } from '../../contract/figure.ts'
import type { ModelSummary, RunPlan, TrialResult, Variant } from '../../contract/run.ts'
import type { RunOptions } from '../runtimes/workload.ts'

/** An experiment: what the hosts show of it, and what the lab needs to run and judge it. */
export interface ExperimentModule {
  readonly experiment: Experiment
  readonly work: Work
  /** What each round measures; each chosen model once where this is left out. @throws CoreglowError where the settings allow nothing */
  readonly variants?: (resolved: ResolvedRequest) => readonly VariantSpec[]
  /** What answers the question, from the results so far: none at all before the run. Wall times where this is left out. */
  readonly picture?: (evidence: Evidence) => Picture
  /** Reads the numbers of one run. The lab has checked that equal work was equal, and adds the noise of the machine. */
  readonly judge: (evidence: Evidence) => Judgement
  /** Its verdict compares wall times: the lab looks at how these spread, and at slow starts. */
  readonly comparesWallTimes?: boolean
}

/** What every worker does: a program of `workloads/<runtime>/work/`. */
export interface Work {
  readonly id: string
  /** Of the order's amount. */
  readonly unit: string
  /** Work that waits takes seconds as its amount; work that computes is calibrated to them, and needs cores. */
  readonly bound: 'io' | 'cpu'
  /** Amount of a worker where it is a setting's and not the size's. */
  readonly workUnits?: (resolved: Pick<RunPlan, 'seconds' | 'params'>) => number
  /** Settings on which the time of one unit depends, all where this is left out: variants that differ in others only do the same amount. */
  readonly calibratedBy?: readonly string[]
  /** What an interpreter must be or have that not all have: "CPython, which brings SQLite along". */
  readonly needs?: string
  /** A worker that dies, also with all the others, is a result and no failure. */
  readonly mayLoseWorkers?: boolean
}

/** A request of which all but the variants is decided. */
export interface ResolvedRequest extends Pick<RunPlan, 'workers' | 'seconds' | 'repeat' | 'params'> {
  /** Those that were chosen. */
  readonly models: readonly Model[]
  readonly runtime: Runtime
  /** All that were found here. */
  readonly runtimes: readonly Runtime[]
  /** Logical CPUs that may be used. */
  readonly cores: number
}

/** A variant, with what the lab needs to run it. */
export interface VariantSpec extends Variant {
  /** Where it is other work than the experiment's. */
  readonly work?: Work
  /** Of the amount that is found for the work: 0.5 for half of it. */
  readonly share?: number
  /** For the work: on top of the run's own parameters. */
  readonly params?: Settings
  readonly options?: RunOptions
  /** Where it does not run on the plan's interpreter as it is. */
  readonly interpreter?: { readonly runtime: Runtime; readonly args: readonly string[] }
}

export interface Evidence {
  readonly experiment: Experiment
  readonly plan: RunPlan
  readonly runtime: Runtime
  /** Cores' worth of CPU time that the run could use, after affinity and quota. */
  readonly cores: number
  readonly results: readonly TrialResult[]
  /** Variants with at least one result, in the order of the plan. */
  readonly summary: readonly ModelSummary[]
}

export interface Judgement {
  readonly kind: string
  readonly text: string
  /** A further sentence: how published figures compare. */
  readonly published?: string
  /** The bet's choice that came true, where the numbers decide it. */
  readonly outcome?: string
  /** Why its own measure is noisy: a sentence each. */
  readonly reasons?: readonly string[]
}
