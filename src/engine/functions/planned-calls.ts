import type { Inspection } from '../../contract/function.ts'
import type { CallTarget } from '../runtimes/workload.ts'
import type { ControlSpec } from './controls.ts'

/** What a run of the user's function has beside the plan that every run has. */
export interface PlannedCalls {
  readonly inspection: Inspection
  readonly target: CallTarget
  readonly controls: readonly ControlSpec[]
  /** Whether the best models are also run with other numbers of workers. */
  readonly sweep: boolean
}
