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
  /** What it changes: a sentence. */ hint: v.optional(v.string()),
}

/** A numeric setting of an experiment, with the unit and the limits that the user sees. One whose limits meet is fixed, and not offered. */
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

/** A setting that is one of a few words. */
export const ChoiceParameterSchema = v.object({
  ...settingEntries,
  kind: v.literal('choice'),
  default: v.string(),
  choices: v.array(v.object({ id: v.string(), label: v.string() })),
})
export type ChoiceParameter = v.InferOutput<typeof ChoiceParameterSchema>

export const ParameterSchema = v.variant('kind', [NumberParameterSchema, ChoiceParameterSchema])
export type Parameter = v.InferOutput<typeof ParameterSchema>

/** Values of an experiment's own parameters, by id. */
export const SettingsSchema = v.record(v.string(), v.union([v.number(), v.string()]))
export type Settings = v.InferOutput<typeof SettingsSchema>

/** One figure that somebody published, to be drawn as a ghost beside ours. */
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

/** What the screen and the terminal need to offer an experiment. The engine holds the functions that go with it. */
export const ExperimentSchema = v.object({
  id: IdSchema,
  /** Heading under which the screen lists it, such as "The six runs". */
  group: v.string(),
  /** Two words at most: the button. */
  name: v.string(),
  /** The headline while it is open. */
  title: v.string(),
  /** What every worker does, in half a sentence. */
  task: v.string(),
  question: v.string(),
  /** Asked before the run, skippable. */
  bet: v.object({ question: v.string(), choices: v.array(BetChoiceSchema) }),
  /** Id of the work program that every worker runs. */
  work: IdSchema,
  models: ModelRuleSchema,
  /** Always holds the numbers `seconds`, `workers` and `repeat`; further ones are the experiment's own. */
  parameters: v.array(ParameterSchema),
  published: v.array(PublishedSchema),
  lesson: v.object({
    /** Two or three sentences: why it comes out as it does. True on every build; the verdict speaks of this run. */
    why: v.string(),
    /** What to try next. */
    next: v.string(),
    /** What it reproduces. */
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

/** A way to run N workers, as one runtime has it (or says what it would need to have it). */
export const ModelSchema = v.object({
  id: IdSchema,
  /** As in a table: "threads". */
  label: v.string(),
  /** One sentence: what it does. */
  description: v.string(),
  ...modelTraits,
  available: v.boolean(),
  /** Where it is not available: what it needs, such as "CPython 3.14 or newer". */
  needs: v.optional(v.string()),
  /** Ids of the work that it can run here; all of the runtime's work where missing. */
  work: v.optional(v.array(IdSchema)),
})
export type Model = v.InferOutput<typeof ModelSchema>

/** An interpreter on this machine. */
export const RuntimeSchema = v.object({
  /** Stable on one machine, such as "cpython-3.11.7" or "node"; two of one version get a suffix. */
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,79}$/)),
  kind: v.picklist(['cpython', 'node']),
  /** As shown: "CPython 3.13.0 · free-threaded". */
  label: v.string(),
  path: v.string(),
  /** Where the user's own name for it, such as python3, leads to another file: that name. */
  foundAs: v.array(v.string()),
  version: v.string(),
  /** `broken`: it did not answer as an interpreter; `unsupported`: it answered, and is too old or another implementation. */
  status: v.picklist(['ok', 'broken', 'unsupported']),
  /** Why it is broken or unsupported: a sentence. */
  reason: v.optional(v.string()),
  /** A build without the GIL may still run with it (-X gil=1): this is what is so when it runs. */
  gilEnabled: v.boolean(),
  freeThreadedBuild: v.boolean(),
  /** Seconds; CPython with a GIL only. */
  switchIntervalSeconds: v.optional(v.number()),
  /** multiprocessing's start methods, the default first. CPython only. */
  startMethods: v.optional(v.array(v.string())),
  /** Whether its workers can be bound to a core. */
  affinity: v.optional(v.boolean()),
  models: v.array(ModelSchema),
  /** Ids of the work programs that it has. */
  work: v.array(IdSchema),
})
export type Runtime = v.InferOutput<typeof RuntimeSchema>

/** A word that the screens explain where it occurs. */
export const TermSchema = v.object({
  id: IdSchema,
  /** As it is written in a text: "GIL", "I/O-bound". */
  term: v.string(),
  /** Other spellings that mean it. */
  also: v.array(v.string()),
  /** One or two sentences. */
  definition: v.string(),
})
export type Term = v.InferOutput<typeof TermSchema>
