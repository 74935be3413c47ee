import * as v from 'valibot'

/** Kinds of models: how their workers are run. */
export const MODEL_KINDS = [
  'sequential', // one worker after the other, in the main thread
  'thread',
  'thread-pool',
  'interpreter', // a thread each, in a sub-interpreter of its own
  'process',
  'process-pool',
  'coroutine', // tasks of one event loop, in one thread
  'cluster', // tasks that a scheduler hands to processes, on this machine or on others
] as const
export const ModelKindSchema = v.picklist(MODEL_KINDS)
export type ModelKind = v.InferOutput<typeof ModelKindSchema>

/** Traits of a model, repeated in its variants, so that a run can be read without the runtime. */
export const modelTraits = {
  kind: ModelKindSchema,
  /** All workers run in one interpreter (or JavaScript engine); if it has a GIL, they take turns. */
  sharesInterpreter: v.boolean(),
  /** Name of a lock of the model's own that its workers take turns with, as a sentence would call it: "lock". */
  lock: v.optional(v.string()),
  /** The other models are compared with this one. */
  baseline: v.optional(v.boolean()),
}
const TraitsSchema = v.object(modelTraits)
export type ModelTraits = v.InferOutput<typeof TraitsSchema>

/** Names of kinds, used if no single model is meant. */
export const KIND_LABELS: Readonly<Record<ModelKind, string>> = {
  sequential: 'sequential',
  thread: 'threads',
  'thread-pool': 'thread pool',
  interpreter: 'sub-interpreters',
  process: 'processes',
  'process-pool': 'process pool',
  coroutine: 'coroutines',
  cluster: 'cluster',
}

/** The part of a verdict's stable name that stands for a kind: "threads" in "threads-scale". */
export function kindSlug(kind: ModelKind): string {
  return KIND_LABELS[kind].replaceAll(' ', '-')
}

/** The lock without which no worker of the model computes, "GIL" or the model's own; undefined where all may compute at the same time. */
export function lockOf(
  { lock, sharesInterpreter }: Pick<ModelTraits, 'lock' | 'sharesInterpreter'>,
  { gilEnabled }: { readonly gilEnabled: boolean },
): string | undefined {
  return lock ?? (sharesInterpreter && gilEnabled ? 'GIL' : undefined)
}

/** Models that an experiment is for, as a rule over their traits. */
export const ModelRuleSchema = v.object({
  /** Kinds whose models run by default, in this order. A model with a lock of its own is left out, unless `locked` is "default". */
  default: v.array(ModelKindSchema),
  /** Of the models that can run the work, those that are offered: of some kinds, or of all but some. All where both are missing. */
  offered: v.object({
    kinds: v.optional(v.array(ModelKindSchema)),
    except: v.optional(v.array(ModelKindSchema)),
  }),
  /** Models with a lock of their own: run by default, or not offered at all; only offered where it is missing. */
  locked: v.optional(v.picklist(['default', 'never'])),
  /** The experiment compares ways of one model: exactly one can be chosen. */
  single: v.optional(v.boolean()),
})
