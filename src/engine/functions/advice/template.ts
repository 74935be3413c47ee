import type { Settings } from '../../../contract/experiment.ts'
import type { ModelKind } from '../../../contract/model.ts'
import { START_METHOD } from '../../experiments/parameters.ts'
import type { FunctionEvidence } from '../evidence.ts'
import type { Way } from '../ways.ts'

/** A call of the user's function over its inputs, as code needs it. */
export interface Call {
  /** The function's name in its module. */
  readonly name: string
  /** Module name for Python ("shop.report"), file name for Node ("report.mjs"). */
  readonly module: string
  readonly isAsync: boolean
  readonly inputs: CallInputs
  readonly workers: number
  /** Items that a worker gets at once. */
  readonly chunk: number
  readonly startMethod?: string | undefined
  /** Settings of the run by id, those of models among them. */
  readonly settings: Settings
}

export type CallInputs =
  | { readonly from: 'module'; readonly name: string; readonly count: number }
  | { readonly from: 'values'; /** A list. */ readonly json: string; readonly count: number }
  | { readonly from: 'range'; readonly count: number }

/** Code for the models of some kinds in one runtime: lines that run when they are pasted into a file beside the function's. */
export interface Template {
  readonly runtime: 'cpython' | 'node'
  readonly kinds: readonly ModelKind[]
  /** Whether the interpreter can run the code; it can where this is missing. */
  readonly runsIn?: (runtime: Pick<FunctionEvidence['runtime'], 'version'>) => boolean
  readonly code: (call: Call) => string
}

/** Coroutines that are pending at the same time: as many as the models of kind `coroutine` run together (docs/workloads.md). */
export const MAX_IN_FLIGHT = 1000

/** The call that a way was measured with. */
export function callOf({ variant, trials }: Way, { plan, inspection, runtime }: FunctionEvidence): Call {
  const { name, module, isAsync, file } = inspection.function
  const startMethod = plan.params[START_METHOD.id]
  return {
    name,
    module: runtime.kind === 'node' ? file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1) : module,
    isAsync,
    inputs: inputsOf(plan, inspection.inputs.count),
    workers: variant.workers,
    chunk: trials[0]?.chunk ?? 1,
    settings: plan.params,
    startMethod: startMethod === START_METHOD.default ? undefined : startMethod?.toString(),
  }
}

function inputsOf({ function: planned }: FunctionEvidence['plan'], count: number): CallInputs {
  const { items = 'ITEMS', inputs, count: range } = planned?.request ?? {}
  if (inputs !== undefined) return { from: 'values', json: inputs, count }
  return range !== undefined ? { from: 'range', count } : { from: 'module', name: items, count }
}
