import * as v from 'valibot'
import { ModelKindSchema, ModelRuleSchema, modelTraits } from './model.ts'

/** A short name that can be typed on a command line: lower-case letters, digits and hyphens. */
export const IdSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be a short name of a-z, 0-9 and -'),
)

const settingEntries = {
  id: IdSchema,
  label: v.string(),
  /** Effect of the setting, a sentence. */ hint: v.optional(v.string()),
}

/** A numeric setting of an experiment, with unit and limits. One whose limits are equal is fixed and not offered. */
export const NumberParameterSchema = v.object({
  ...settingEntries,
  kind: v.picklist(['integer', 'number']),
  /** "s", "ms", "x", or "" for a plain count. */
  unit: v.string(),
  default: v.number(),
  min: v.number(),
  max: v.number(),
  /** Values worth offering in a menu, each with an optional remark such as "as published". */
  presets: v.optional(v.array(v.object({ value: v.number(), note: v.optional(v.string()) }))),
})
export type NumberParameter = v.InferOutput<typeof NumberParameterSchema>

/** A setting with a few named choices. */
export const ChoiceParameterSchema = v.object({
  ...settingEntries,
  kind: v.literal('choice'),
  default: v.string(),
  choices: v.array(v.object({ id: v.string(), label: v.string() })),
})
export type ChoiceParameter = v.InferOutput<typeof ChoiceParameterSchema>

/** A setting that is typed, such as an address. */
export const TextParameterSchema = v.object({
  ...settingEntries,
  kind: v.literal('text'),
  default: v.string(),
})
export type TextParameter = v.InferOutput<typeof TextParameterSchema>

export const ParameterSchema = v.variant('kind', [NumberParameterSchema, ChoiceParameterSchema, TextParameterSchema])
export type Parameter = v.InferOutput<typeof ParameterSchema>

/** Values of an experiment's own parameters, by id. */
export const SettingsSchema = v.record(v.string(), v.union([v.number(), v.string()]))
export type Settings = v.InferOutput<typeof SettingsSchema>

/** A published measurement, drawn as a reference next to ours. */
export const PublishedSchema = v.object({
  /** The source's name, as a reader would cite it. */
  source: v.string(),
  /** Interpreter, machine and size under which it was measured. */
  conditions: v.string(),
  /** Wall seconds by a model's kind. */
  wallSeconds: v.record(ModelKindSchema, v.number()),
})
export type Published = v.InferOutput<typeof PublishedSchema>

export const BetChoiceSchema = v.object({ id: IdSchema, label: v.string() })

/** An experiment as hosts show it. The engine holds its functions. */
export const ExperimentSchema = v.object({
  id: IdSchema,
  /** Heading under which the screen lists it, such as "The six runs". */
  group: v.string(),
  /** Label of its button, two words at most. */
  name: v.string(),
  /** Headline while the experiment is open. */
  title: v.string(),
  /** Completes the sentence "each worker ...". */
  task: v.string(),
  question: v.string(),
  /** Question asked before the run; it can be skipped. */
  bet: v.object({ question: v.string(), choices: v.array(BetChoiceSchema) }),
  /** Id of the work program that every worker runs. */
  work: IdSchema,
  models: ModelRuleSchema,
  /** Settings: always `seconds`, `workers` and `repeat`; further ones are specific to the experiment. */
  parameters: v.array(ParameterSchema),
  published: v.array(PublishedSchema),
  lesson: v.object({
    /** Explanation of the result in two or three sentences, true on every build; the verdict speaks of this run. */
    why: v.string(),
    /** What to try next. */
    next: v.string(),
    /** Source of the idea. */
    source: v.string(),
  }),
})
export type Experiment = v.InferOutput<typeof ExperimentSchema>

/** Several experiments behind one button, run one after the other. */
export const SuiteSchema = v.object({
  id: IdSchema,
  name: v.string(),
  title: v.string(),
  experiments: v.array(IdSchema),
})
export type Suite = v.InferOutput<typeof SuiteSchema>

/** A way to run N workers in a runtime, or what the runtime lacks for it. */
export const ModelSchema = v.object({
  id: IdSchema,
  /** Label for tables: "threads". */
  label: v.string(),
  /** One sentence: what it does. */
  description: v.string(),
  ...modelTraits,
  available: v.boolean(),
  /** Requirement that is not met, such as "CPython 3.14 or newer". */
  needs: v.optional(v.string()),
  /** Settings of its own, for every experiment that runs it. */
  settings: v.optional(v.array(ParameterSchema)),
  /** Ids of the work that it can run here; all of the runtime's work where missing. */
  work: v.optional(v.array(IdSchema)),
})
export type Model = v.InferOutput<typeof ModelSchema>

/** An interpreter on this machine. */
export const RuntimeSchema = v.object({
  /** Stable on one machine, such as "cpython-3.11.7" or "node"; two of one version get a suffix. */
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,79}$/)),
  kind: v.picklist(['cpython', 'node']),
  /** Label: "CPython 3.13.0 · free-threaded". */
  label: v.string(),
  path: v.string(),
  /** Commands that lead to this interpreter, such as python3. */
  foundAs: v.array(v.string()),
  version: v.string(),
  /** `broken`: did not answer as an interpreter; `unsupported`: too old, or another implementation. */
  status: v.picklist(['ok', 'broken', 'unsupported']),
  /** Reason for being broken or unsupported, a sentence. */
  reason: v.optional(v.string()),
  /** Whether the GIL is on at run time: a build without the GIL can still enable it (-X gil=1). */
  gilEnabled: v.boolean(),
  freeThreadedBuild: v.boolean(),
  /** Seconds; CPython with a GIL only. */
  switchIntervalSeconds: v.optional(v.number()),
  /** multiprocessing's start methods, the default first. CPython only. */
  startMethods: v.optional(v.array(v.string())),
  /** Whether workers can be pinned to a core. */
  affinity: v.optional(v.boolean()),
  models: v.array(ModelSchema),
  /** Ids of the work programs that it has. */
  work: v.array(IdSchema),
})
export type Runtime = v.InferOutput<typeof RuntimeSchema>

/** A term that is explained where it occurs. */
export const TermSchema = v.object({
  id: IdSchema,
  /** Spelling in texts: "GIL", "I/O-bound". */
  term: v.string(),
  /** Other spellings. */
  also: v.array(v.string()),
  /** One or two sentences. */
  definition: v.string(),
})
export type Term = v.InferOutput<typeof TermSchema>
