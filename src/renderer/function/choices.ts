import type { Runtime } from '../../contract/experiment.ts'
import { defaultFunctionModels, functionModels } from '../../contract/function-models.ts'
import type { Outline } from '../../contract/function.ts'
import type { AppState, ModelChoice } from '../state/store.ts'
import { chosenName, scriptKind, type FunctionForm } from './form.ts'

type Runtimes = AppState['runtimes']

/** Interpreters that can run the form's file: all of its kind that work. */
export function interpretersFor({ file }: Pick<FunctionForm, 'file'>, runtimes: Runtimes): readonly Runtime[] {
  const kind = scriptKind(file)
  return runtimes?.runtimes.filter((runtime) => runtime.status === 'ok' && runtime.kind === kind) ?? []
}

/** The interpreter that will run the file: the chosen one, the project's own, the preferred one, or the first of its kind. */
export function interpreterOf(
  form: FunctionForm,
  outline: Outline | undefined,
  runtimes: Runtimes,
): Runtime | undefined {
  const usable = interpretersFor(form, runtimes)
  const wanted = form.runtime === '' ? outline?.runtime?.id : form.runtime
  if (wanted !== undefined) return usable.find(({ id }) => id === wanted)
  return usable.find(({ id }) => id === runtimes?.preferred) ?? usable[0]
}

/** Models that the function can be run in. */
export function functionChoices(
  form: FunctionForm,
  outline: Outline | undefined,
  runtimes: Runtimes,
): readonly ModelChoice[] {
  const runtime = interpreterOf(form, outline, runtimes)
  if (runtime === undefined) return []
  const name = chosenName(form, outline)
  const isAsync = outline?.functions.find((found) => found.name === name)?.isAsync ?? false
  const wanted = form.models ?? defaultFunctionModels(runtime, { isAsync }).map(({ id }) => id)
  return functionModels(runtime, { isAsync }).map((model) => {
    const needs = model.available ? undefined : (model.needs ?? 'another interpreter')
    return { model, chosen: needs === undefined && wanted.includes(model.id), needs }
  })
}
