import type { Experiment, Model, Runtime, Settings } from '../../contract/experiment.ts'
import type { Picture } from '../../contract/figure.ts'
import type { ModelSummary, RunPlan, TrialResult, Variant } from '../../contract/run.ts'
import type { RunOptions } from '../runtimes/workload.ts'

/** An experiment: the part that hosts show, and the functions that run and judge it. */
export interface ExperimentModule {
  readonly experiment: Experiment
  readonly work: Work
  /** Variants of each round; by default each chosen model once. @throws CoreglowError if the settings allow none */
  readonly variants?: (resolved: ResolvedRequest) => readonly VariantSpec[]
  /** Picture of the results so far, which are none before the run. By default wall times. */
  readonly picture?: (evidence: Evidence) => Picture
  /** Reads the numbers of one run. The lab has checked that equal work was equal, and adds the noise of the machine. */
  readonly judge: (evidence: Evidence) => Judgement
  /** The verdict compares wall times: the lab then checks their spread, and slow starts. */
  readonly comparesWallTimes?: boolean
  /** What makes a run shorter that would take too long, where it is not workers, size and repeats: "fewer inputs". */
  readonly shorter?: string
}

/** Work of every worker: a file of `workloads/<runtime>/work/`. */
export interface Work {
  readonly id: string
  /** Unit of `workUnits`, such as "steps". */
  readonly unit: string
  /** `io`: waits, its amount is in seconds; `cpu`: computes, its amount is calibrated to seconds. */
  readonly bound: 'io' | 'cpu'
  /** Amount per worker, if it follows from a setting and not from the size. */
  readonly workUnits?: (resolved: Pick<RunPlan, 'seconds' | 'params'>) => number
  /** Settings that change the time of one unit, by default all. Variants that differ in other settings only do the same amount. */
  readonly calibratedBy?: readonly string[]
  /** Requirement that not every interpreter meets: "CPython, which includes SQLite". */
  readonly needs?: string
  /** A dead worker, even with all the others, is a result, not a failure. */
  readonly mayLoseWorkers?: boolean
}

/** A request with all settings resolved; only the variants are still to be made. */
export interface ResolvedRequest extends Pick<RunPlan, 'workers' | 'seconds' | 'repeat' | 'params'> {
  /** Chosen models. */
  readonly models: readonly Model[]
  readonly runtime: Runtime
  /** All interpreters found on this machine. */
  readonly runtimes: readonly Runtime[]
  /** Number of usable logical CPUs. */
  readonly cores: number
}

/** A variant, with what the lab needs to run it. */
export interface VariantSpec extends Variant {
  /** Work, if other than the experiment's. */
  readonly work?: Work
  /** Share of the work's amount: 0.5 for half of it. */
  readonly share?: number
  /** Parameters for the work, in addition to the run's. */
  readonly params?: Settings
  readonly options?: RunOptions
  /** Interpreter and arguments, if other than the plan's. */
  readonly interpreter?: { readonly runtime: Runtime; readonly args: readonly string[] }
}

export interface Evidence {
  readonly experiment: Experiment
  readonly plan: RunPlan
  readonly runtime: Runtime
  /** Usable CPU time in cores, after affinity and quota. */
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
  /** Why the experiment's own metric is noisy, a sentence each. */
  readonly reasons?: readonly string[]
}
