import type { Model, Runtime } from './experiment.ts'
import { offeredModels } from './model-rule.ts'
import type { ModelKind } from './model.ts'

/** Id, in `work` of models and runtimes, of the work that calls the user's function. */
export const FUNCTION_WORK = 'function'

/** Ways of running a function that are compared by default, each by the first of these kinds that the runtime has: a pool where there is one. */
const WAYS: readonly (readonly ModelKind[])[] = [
  ['sequential'],
  ['thread-pool', 'thread'],
  ['interpreter'],
  ['process-pool', 'process'],
]
/** An `async` function has one way more; any other would block the event loop. */
const ASYNC_WAYS = [...WAYS, ['coroutine']] as const satisfies typeof WAYS

type Models = Pick<Runtime, 'models'>

interface Options {
  readonly isAsync: boolean
}

/** The runtime's models that can call a function, in the runtime's order, also those that are not available here. */
export function functionModels(runtime: Models, { isAsync }: Options): readonly Model[] {
  const offered = isAsync ? {} : { except: ['coroutine' as const] }
  return offeredModels({ work: FUNCTION_WORK, models: { default: [], offered, locked: 'never' } }, runtime)
}

/** Models that a function is compared in unless others are chosen: one for each way, the baseline first. */
export function defaultFunctionModels(runtime: Models, options: Options): readonly Model[] {
  const usable = functionModels(runtime, options).filter(({ available }) => available)
  return (options.isAsync ? ASYNC_WAYS : WAYS).flatMap((kinds) => {
    const found = kinds.flatMap((kind) => usable.find((model) => model.kind === kind) ?? [])
    return found.slice(0, 1)
  })
}
