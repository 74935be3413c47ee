import type { ModelTraits } from '../../contract/model.ts'
import { isObject, list, type Json } from './json.ts'

const sequential = { kind: 'sequential', sharesInterpreter: true } as const
const coroutine = { kind: 'coroutine', sharesInterpreter: true } as const
const thread = { kind: 'thread', sharesInterpreter: true } as const
/** Threads of Node, each with a JavaScript engine of its own. */
const isolate = { kind: 'thread', sharesInterpreter: false } as const
const process = { kind: 'process', sharesInterpreter: false } as const

/**
 * What formats 1 and 2 left to the reader to know of the models of that time, by id. Models have described themselves since;
 * this table is closed, and no other file may know an id.
 */
const MODELS: Readonly<Record<string, ModelTraits>> = {
  sequential: { ...sequential, baseline: true },
  threads: thread,
  'thread-pool': { kind: 'thread-pool', sharesInterpreter: true },
  gil: { ...isolate, lock: 'lock' },
  interpreters: { kind: 'interpreter', sharesInterpreter: false },
  processes: process,
  'process-pool': { kind: 'process-pool', sharesInterpreter: false },
  asyncio: coroutine,
  'one-at-a-time': sequential,
  'thread-per-client': thread,
  'process-per-client': process,
  'server-asyncio': coroutine,
  'event-loop': coroutine,
  'same-thread': sequential,
  'other-thread': thread,
  'other-process': process,
  variable: thread,
  queue: thread,
  'process-queue': process,
  pipe: process,
  'shared-memory': process,
  transfer: thread,
  message: thread,
  'process-message': process,
}
/** The same ids where Node ran them: every thread has an engine of its own there, and shared memory is that of threads. */
const OF_NODE: Readonly<Record<string, ModelTraits>> = {
  threads: isolate,
  'other-thread': isolate,
  'shared-memory': isolate,
  transfer: isolate,
  message: isolate,
}

/** A run of format 2 whose models, variants, summary and measured points say what models say of themselves since format 3. */
export function describeLegacyModels(run: Json): Json {
  const { runtime, plan, measurements } = run
  if (!isObject(runtime) || !isObject(plan)) return run
  const traits = (id: unknown) => traitsOf(id, runtime['kind'])
  const variants = list(plan['variants'])
  const indices = kindIndices(variants, traits)
  const point = (data: Json) => {
    const { model } = data
    return model === undefined ? data : { ...data, kind: traits(model).kind, kindIndex: indices.get(model) }
  }
  return {
    ...run,
    runtime: {
      ...runtime,
      models: list(runtime['models']).map((model) => Object.assign(traits(model['id']), model)),
    },
    plan: {
      ...plan,
      variants: variants.map((variant) => {
        const { model } = variant
        return Object.assign(traits(model), baselineOf(variant['id']), { kindIndex: indices.get(model) }, variant)
      }),
    },
    summary: list(run['summary']).map((row) => {
      const { model } = row
      return Object.assign({ kind: traits(model).kind, kindIndex: indices.get(model) }, baselineOf(row['variant']), row)
    }),
    measurements: list(measurements).map((data) =>
      Object.assign({}, data, { points: list(data['points']).map(point) }),
    ),
  }
}

/** Of a model that somebody had added no more is known than that it ran: that its workers shared what they ran in is a guess. */
function traitsOf(id: unknown, runtime: unknown): ModelTraits {
  const known = (runtime === 'node' ? OF_NODE[String(id)] : undefined) ?? MODELS[String(id)]
  return { ...(known ?? thread) }
}

/** Others were compared with the one variant of the sequential model, and only where it had no more than one. */
function baselineOf(variant: unknown): { readonly baseline: boolean | undefined } {
  return { baseline: variant === 'sequential' ? true : undefined }
}

/** Index of each model among those of its kind, where it is not 0. */
function kindIndices(variants: readonly Json[], traits: (id: unknown) => ModelTraits): ReadonlyMap<unknown, number> {
  const models = [...new Set(variants.map(({ model }) => model))]
  return new Map(
    models.flatMap((model, i): [unknown, number][] => {
      const before = models.slice(0, i).filter((other) => traits(other).kind === traits(model).kind).length
      return before === 0 ? [] : [[model, before]]
    }),
  )
}
