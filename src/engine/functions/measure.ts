import { CoreglowError } from '../../contract/procedures.ts'
import { labelOf } from '../experiments/orders.ts'
import { note } from '../lab/run-log.ts'
import {
  addResult,
  beginTrial,
  sendProgress,
  withInterpreter,
  type RunContext,
  type RunState,
} from '../lab/run-state.ts'
import { measureControl } from './controls.ts'
import type { FunctionState } from './function-state.ts'
import { measureSweep } from './sweep-trials.ts'
import { measureCalls } from './trial.ts'

/** Longest measurement of the controls, seconds. Chosen: far above the seconds that they take on a busy machine. */
const CONTROLS_DEADLINE_SECONDS = 120

/**
 * Runs all trials of the user's function, between two measurements of the controls. A model that fails is not run again.
 * @throws CoreglowError run-failed where every model failed
 */
export async function measureFunction(context: RunContext, state: RunState, own: FunctionState): Promise<void> {
  await measureControls(context, state, own)
  for (let [trial] = state.left; trial !== undefined; [trial] = state.left) {
    beginTrial(context, state, trial)
    const result = await measureCalls(context, state, own, trial)
    addResult(context, state, result)
    if (result.failed === undefined) continue
    state.left = state.left.filter(({ spec }) => spec.id !== result.variant)
  }
  if (state.results.every(({ failed }) => failed !== undefined)) throw allFailed(state)
  if (own.planned.sweep) await measureSweep(context, state, own)
  await measureControls(context, state, own)
}

async function measureControls(context: RunContext, state: RunState, own: FunctionState): Promise<void> {
  const { controls } = own.planned
  if (controls.length === 0) return
  sendProgress(context, state, { phase: 'calibrating', variant: undefined, repeat: undefined })
  await withInterpreter(context, state, { deadlineSeconds: CONTROLS_DEADLINE_SECONDS }, async (workload) => {
    for (const spec of controls) {
      const times = await measureControl(workload, spec, own.amounts)
      own.controls.push(times)
      note(context.log, { type: 'control', times })
    }
  })
}

function allFailed({ results, planned }: RunState): CoreglowError {
  const sentences = new Set(results.map(({ failed }) => failed!))
  if (sentences.size === 1) return new CoreglowError('run-failed', `Every model failed. ${[...sentences][0]}`)
  const told = results.map((result) => `${labelOf(planned.plan, result)}: ${result.failed}`)
  return new CoreglowError('run-failed', `Every model failed. ${told.join(' ')}`)
}
