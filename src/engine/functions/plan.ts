import type { FunctionRequest } from '../../contract/function.ts'
import { defaultFunctionModels } from '../../contract/function-models.ts'
import type { RunRequest } from '../../contract/run.ts'
import { checkSettings, planRun, type PlannedRun, type Site } from '../lab/plan.ts'
import type { Runtimes } from '../runtimes/workload.ts'
import { controlsOf } from './controls.ts'
import { inspect } from './inspect.ts'
import { chooseInterpreter } from './interpreter.ts'
import { functionModule } from './module.ts'
import { findFile, toTarget } from './request.ts'

/** Inputs of the planning besides the request. */
export interface PlanningContext {
  readonly runtimes: Pick<Runtimes, 'list' | 'preferred' | 'resolve' | 'start'>
  /** Usable logical CPUs. */
  readonly cores: () => Promise<number>
  /** Aborted when the run is not wanted any more. */
  readonly signal: AbortSignal
}

/**
 * Finds the user's function and its interpreter, looks at it in a fresh one, and plans its run.
 * @throws CoreglowError that says what is wrong with file, function, inputs or settings
 */
export async function planFunction(
  request: RunRequest,
  asked: FunctionRequest,
  { runtimes, cores, signal }: PlanningContext,
): Promise<PlannedRun> {
  const user = await findFile(asked)
  const target = toTarget(asked, user)
  const { runtime, reason } = await chooseInterpreter(user, request.runtime, runtimes)
  const site: Site = { runtimes: await runtimes.list(), cores: await cores() }
  const inspection = await inspect({ runtimes, runtime, user, signal }, target)
  const { function: found, inputs, itemSeconds } = inspection
  const subject = { ...found, inputs, request: asked, itemSeconds, runtime, cores: site.cores }
  const models = request.models ?? defaultFunctionModels(runtime, found).map(({ id }) => id)
  const planned = planRun(functionModule(subject), { ...request, models, seconds: undefined }, runtime, site)
  checkSettings(request, [planned], runtime)
  return {
    ...planned,
    plan: { ...planned.plan, function: { ...found, inputs, request: asked, runtimeReason: reason } },
    calls: {
      inspection,
      target,
      controls: controlsOf(runtime, planned.plan.workers),
      sweep: asked.sweep ?? false,
    },
  }
}
