import type { Runtime } from '../../contract/experiment.ts'
import type { Agreement, Control, Inspection } from '../../contract/function.ts'
import type { ModelSummary, RunPlan, TrialResult } from '../../contract/run.ts'

/** All that was measured of the user's function, in the form in which rules and advice read it. */
export interface FunctionEvidence {
  readonly plan: Pick<RunPlan, 'variants' | 'workers' | 'params' | 'repeat' | 'function'>
  readonly runtime: Pick<Runtime, 'kind' | 'gilEnabled' | 'version'>
  /** Usable CPU time in cores, after affinity and quota. */
  readonly cores: number
  readonly inspection: Inspection
  /** Of all trials, the failed ones included. */
  readonly results: readonly TrialResult[]
  /** Rows of the variants; their numbers are of the trials that did not fail. */
  readonly summary: readonly ModelSummary[]
  readonly controls: readonly Control[]
  readonly agreement: Agreement
  /** Why the machine's numbers may be another program's: sentences. */
  readonly reasons: readonly string[]
  /** Highest resident memory of all processes of a variant's trials together, bytes, by the variant's id; missing where it was not sampled. */
  readonly memoryBytes?: Readonly<Record<string, number>>
}
