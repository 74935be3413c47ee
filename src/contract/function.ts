import * as v from 'valibot'
import { IdSchema } from './experiment.ts'
import { known } from './known.ts'
import { ITEM_TIMEOUT, MAX_ITEMS } from './limits.ts'

/** The plan's experiment where a run is one of the user's function. */
export const FUNCTION_EXPERIMENT = 'your-function'

/** The user's function and its inputs. At most one of `items`, `inputs` and `count` is given; without them, the inputs are the module's ITEMS. */
export const FunctionRequestSchema = v.object({
  /** Path of a .py, .mjs or .js file, relative to `folder`. */
  file: v.string(),
  /** `work` where it is left out. */
  name: v.optional(v.string()),
  /** Working folder of the trials; the engine's own where it is left out. */
  folder: v.optional(v.string()),
  /** Name of the inputs in the module: a list, a range, any iterable. */
  items: v.optional(v.string()),
  /** The inputs themselves, as JSON: a list. */
  inputs: v.optional(v.string()),
  /** The numbers from 0 to `count` - 1. */
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_ITEMS))),
  /** Items that a pool hands over at once; `auto` tries some sizes where an item takes less than a millisecond. */
  chunk: v.optional(
    v.union([v.literal('auto'), v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_ITEMS))]),
  ),
  /** Seconds that one item may take. */
  timeout: v.optional(v.pipe(v.number(), v.minValue(ITEM_TIMEOUT.min), v.maxValue(ITEM_TIMEOUT.max))),
  /** Runs the two best models also with 1, 2, ... up to the workers. */
  sweep: v.optional(v.boolean()),
})
export type FunctionRequest = v.InferInput<typeof FunctionRequestSchema>

/** The function as it was found in its file. */
export const FunctionSchema = v.object({
  /** Absolute path. */
  file: v.string(),
  name: v.string(),
  /** Of its first line; missing where the runtime does not know it. */
  line: v.optional(v.number()),
  /** Of the file, hexadecimal. */
  sha256: v.string(),
  isAsync: v.boolean(),
  /** Working folder of the trials. */
  folder: v.string(),
  /** Name under which workers import its module: "shop.report". */
  module: v.string(),
})
export type UserFunction = v.InferOutput<typeof FunctionSchema>

export const InputsSchema = v.object({
  count: v.number(),
  /** Where they come from, as a sentence would call it: "ITEMS of report.py", "--count 1000". */
  source: v.string(),
})
export type Inputs = v.InferOutput<typeof InputsSchema>

/** What one look at the function found before the run: from a fresh interpreter that imports it and calls it with the first inputs. */
export const InspectionSchema = v.object({
  function: FunctionSchema,
  inputs: InputsSchema,
  /** Seconds to import the user's file. */
  importSeconds: v.number(),
  /** Median seconds of the first items, called one after the other. */
  itemSeconds: v.number(),
  /** How many of them were called. */
  called: v.number(),
  /** Calling the first item a second time returned something else; `second` is what. Values are cut to 200 characters. */
  repeated: v.object({ equal: v.boolean(), first: v.string(), second: v.string() }),
  /** Why function, inputs or results cannot be sent to another process: a sentence that says which; missing where they can. */
  notPicklable: v.optional(v.string()),
  /** Remarks, a sentence each: it started work when it was imported, printed something, changed the folder. */
  remarks: v.array(v.string()),
})
export type Inspection = v.InferOutput<typeof InspectionSchema>

/** Functions and lists of a file, for whoever chooses among them. Found without running the file, where the runtime allows that. */
export const OutlineSchema = v.object({
  file: v.string(),
  functions: v.array(v.object({ name: v.string(), line: v.number(), isAsync: v.boolean() })),
  /** Names at the top of the module that may be inputs, ITEMS first. */
  items: v.array(v.string()),
  /** Id of the interpreter of the file's own project, and why it was chosen: "the project's .venv". */
  runtime: v.optional(v.object({ id: v.string(), label: v.string(), reason: v.string() })),
  /** Why nothing can be chosen: a sentence. */
  problem: v.optional(v.string()),
})
export type Outline = v.InferOutput<typeof OutlineSchema>

/** Of a trial's result that called the user's function; absent for other work. Seconds are wall seconds. */
export const CALL_ENTRIES = {
  /** Why the trial failed: a sentence, with the item's number where it is one item's fault. Other numbers are then of the part before it. */
  failed: v.optional(v.string()),
  /** Number of that item, from 0. */
  failedItem: v.optional(v.number()),
  /** Items handed over at once. */
  chunk: v.optional(v.number()),
  /** Importing the user's file in the main process, before the clock starts. */
  importSeconds: v.optional(v.number()),
  /** Of the calls themselves. Items are timed in groups of `group`, where there are very many. */
  perItemSeconds: v.optional(
    v.object({ median: v.number(), p95: v.number(), max: v.number(), total: v.number(), group: v.number() }),
  ),
  /** Bytes of the pickles (of Node's structured clones) that went to the workers and came back, measured on the same objects after the clock has stopped. */
  pickledBytes: v.optional(known(v.object({ in: v.number(), out: v.number() }))),
  /** Seconds that making and reading those pickles takes. */
  serialiseSeconds: v.optional(known(v.number())),
  /** Share of the trial in which each worker called no item. */
  idleShare: v.optional(v.array(v.number())),
  /** Calls under way at the same time: a mean for each step. */
  inFlight: v.optional(v.object({ stepSeconds: v.number(), counts: v.array(v.number()) })),
  /** Read from outside: seconds of all threads together in each activity (ActivitySchema), and the GIL. */
  stateSeconds: v.optional(known(v.record(v.string(), v.number()))),
  /** Share of the trial in which a thread held the GIL, and mean number of threads that waited for it. */
  gil: v.optional(known(v.object({ held: v.number(), waiting: v.number() }))),
  /** What the function changed that belongs to the whole process: "the working folder". */
  changes: v.optional(v.array(v.string())),
} as const

/** What this machine gives today, measured beside the function with work that is known. */
export const ControlSchema = v.object({
  id: v.picklist(['waiting', 'counting']),
  /** "pure waiting". */
  label: v.string(),
  /** The model whose workers did it together. */
  model: IdSchema,
  workers: v.number(),
  /** Median wall seconds of one worker alone, and of all together, each doing the same amount. */
  aloneSeconds: v.number(),
  togetherSeconds: v.number(),
  /** How many times the work of one got done at the same time: workers * alone / together. */
  parallel: v.number(),
  trials: v.number(),
})
export type Control = v.InferOutput<typeof ControlSchema>

/** How the models' results agree with the loop's, item by item. */
export const AgreementSchema = v.object({
  equal: v.boolean(),
  /** Items compared in each model. */
  compared: v.number(),
  /** Relative tolerance within which floats that are not equal count as equal; missing where none was needed. */
  tolerance: v.optional(v.number()),
  differs: v.array(
    v.object({
      variant: IdSchema,
      /** How many items differ. */
      items: v.number(),
      /** `order`: same content in another order, which counts as equal. */
      how: v.picklist(['value', 'order', 'tolerance']),
      /** The first of them; values are cut to 200 characters. */
      first: v.object({ item: v.number(), expected: v.string(), got: v.string() }),
    }),
  ),
  /** What cannot be compared, and why: a sentence. */
  notCompared: v.optional(v.string()),
  /** The loop's own repeats differ from each other: a sentence. No model can then be judged. */
  unstable: v.optional(v.string()),
})
export type Agreement = v.InferOutput<typeof AgreementSchema>

export const AdviceSchema = v.object({
  /** The model to use: the baseline's for "keep the loop". */
  model: IdSchema,
  workers: v.number(),
  chunk: v.optional(v.number()),
  /** Median of the loop / median of the advised way, as measured; 1 for "keep the loop". */
  speedup: v.number(),
  /** A sentence or two with the numbers: what is gained and what it costs. */
  text: v.string(),
  /** Lines that run when pasted into the file's folder. */
  code: v.string(),
})
export type Advice = v.InferOutput<typeof AdviceSchema>

/** Speed-up over workers, with Amdahl's serial part fitted: an estimate. */
export const SweepSchema = v.object({
  model: IdSchema,
  points: v.array(v.object({ workers: v.number(), median: v.number(), min: v.number(), max: v.number() })),
  /** Share of the work that does not become faster with workers, and the range of fits through the repeats. */
  serialShare: known(v.object({ value: v.number(), min: v.number(), max: v.number() })),
})
export type Sweep = v.InferOutput<typeof SweepSchema>
