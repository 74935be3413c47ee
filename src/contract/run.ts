import * as v from 'valibot'
import { ModelKindSchema, modelTraits } from './model.ts'
import { IdSchema, RuntimeSchema, SettingsSchema } from './experiment.ts'
import { PictureSchema } from './figure.ts'
import { DiagnosisSchema } from './finding.ts'
import {
  AdviceSchema,
  AgreementSchema,
  CALL_ENTRIES,
  ControlSchema,
  FunctionRequestSchema,
  FunctionSchema,
  InputsSchema,
  InspectionSchema,
  SweepSchema,
} from './function.ts'
import { HostSchema } from './host.ts'
import { known } from './known.ts'
import { OBSERVATION_ENTRIES } from './observation.ts'
import { ActivityRecordSchema } from './program.ts'
import { TaskRefSchema } from './task-ref.ts'

/** Request of a client; absent fields take the experiment's defaults. */
export const RunRequestSchema = v.object({
  /** An experiment or a suite ("six"). */
  experiment: v.string(),
  /** A runtime's id, or the path of an interpreter. */
  runtime: v.optional(v.string()),
  models: v.optional(v.array(v.string())),
  workers: v.optional(v.number()),
  seconds: v.optional(v.number()),
  repeat: v.optional(v.number()),
  /** Samples per second. */
  rate: v.optional(v.number()),
  /** Experiment-specific parameters; in a suite, each experiment takes those it has. */
  params: v.optional(SettingsSchema),
  /** The choice that the user bet on. */
  bet: v.optional(v.record(v.string(), v.string())),
  /** The user's function; `experiment` is then FUNCTION_EXPERIMENT. */
  function: v.optional(FunctionRequestSchema),
})
export type RunRequest = v.InferOutput<typeof RunRequestSchema>

/** A model under one set of conditions, measured in each round: a row of the result table. */
export const VariantSchema = v.object({
  /** Unique in its run; the model's id where a model has a single variant. */
  id: IdSchema,
  /** Label for tables: "threads", "threads × 3". */
  label: v.string(),
  model: IdSchema,
  ...modelTraits,
  /** Index among the models of its kind in this run, where it is not the first one: another shade and another fill. */
  kindIndex: v.optional(v.number()),
  workers: v.number(),
  /** Of the user's function: items that are handed over at once, where the model's own way is not meant. */
  chunk: v.optional(v.number()),
  /** Another interpreter than the plan's: its id and label, and arguments for it. */
  interpreterOverride: v.optional(v.object({ runtime: v.string(), label: v.string(), args: v.array(v.string()) })),
})
export type Variant = v.InferOutput<typeof VariantSchema>

/** A request with every blank filled in and every value checked. */
export const RunPlanSchema = v.object({
  experiment: IdSchema,
  runtime: v.string(),
  models: v.array(IdSchema),
  /** Variants in the order in which each round runs them. */
  variants: v.array(VariantSchema),
  workers: v.number(),
  /** The experiment's own parameters. */
  params: SettingsSchema,
  /** Seconds that one worker alone should take. */
  seconds: v.number(),
  repeat: v.number(),
  rate: v.number(),
  bet: v.optional(v.string()),
  /** The user's function and its inputs, and the request that named them, so that it can be run again. */
  function: v.optional(
    v.object({
      ...FunctionSchema.entries,
      inputs: InputsSchema,
      request: FunctionRequestSchema,
      /** Why its interpreter was chosen, as in "CPython 3.13.0, the project's .venv"; missing where the request names one. */
      runtimeReason: v.optional(v.string()),
    }),
  ),
})
export type RunPlan = v.InferOutput<typeof RunPlanSchema>

/** Values that work reports besides its checksum, by name. */
export const ValuesSchema = v.record(
  v.string(),
  v.union([v.number(), v.string(), v.boolean(), v.array(v.number()), v.array(v.string())]),
)
export type Values = v.InferOutput<typeof ValuesSchema>

/** One worker of one trial. Times are integer ns of the monotonic clock (see Frame). */
export const WorkerResultSchema = v.object({
  /** 0, 1, ... in the order in which they were launched; it decides the colour. */
  index: v.number(),
  /** Process and thread name: "MainProcess/Thread-1". */
  name: v.string(),
  pid: v.number(),
  /** The system's thread id where it has one that can be looked up, else `pid`. */
  tid: v.number(),
  /** Name of the machine that ran it, if another than the one that kept the record: its process and thread are that machine's. */
  host: v.optional(v.string()),
  /** Time at which the worker was requested. Models that create all workers at once report the same time for all. */
  requestedNs: v.number(),
  /** First line of work. */
  startNs: v.number(),
  endNs: v.number(),
  /** CPU time of the worker's own thread while it worked; where it could not be read, `cpuMissing` says why. */
  cpuSeconds: v.optional(v.number()),
  cpuMissing: v.optional(v.string()),
  /** The task that ran the worker, as the sampler saw it. */
  task: known(TaskRefSchema),
  /** Cores the worker was sampled on, most frequent first; if empty, `coresMissing` says why. */
  cores: v.array(v.number()),
  coresMissing: v.optional(v.string()),
  /** Checksum of the work; empty for a lost worker. */
  checksum: v.string(),
  values: ValuesSchema,
  /** How a lost worker ended: "signal SIGSEGV", "exit code 3", "MemoryError". */
  lost: v.optional(v.string()),
  /** The interpreter (or the JavaScript engine) that ran it, unique in the trial: "4121", "4121/2". */
  interpreter: v.string(),
  /** The lock that it needs to run: that of its interpreter, where there is one. Workers with the same one take turns. */
  gil: v.optional(v.string()),
  /**
   * When it was on the interpreter, from its own stamps of the clock: start and end of each span, flat, ns after `startNs`. Between two spans it was off it for
   * 2 ms or more. Missing where the work stamps nothing.
   */
  running: v.optional(v.array(v.number())),
})
export type WorkerResult = v.InferOutput<typeof WorkerResultSchema>

/** One model, run once. */
export const TrialResultSchema = v.object({
  /** The variant's id. */
  variant: IdSchema,
  model: IdSchema,
  /** 1, 2, ... */
  repeat: v.number(),
  /** Creating, working and joining the workers; the interpreter's own start is outside. */
  wallSeconds: v.number(),
  /** CPU time of the main process and all workers inside that. */
  cpuSeconds: v.number(),
  /** Longest time from requesting a worker to its first line of work. */
  workerStartSeconds: v.number(),
  /** The interpreter's own start, before the clock ran. */
  interpreterStartSeconds: v.number(),
  /** cpuSeconds / wallSeconds: cores kept busy on average. */
  effectiveParallelism: v.number(),
  /** Equal for all models that did the same work. */
  checksum: v.string(),
  startNs: v.number(),
  endNs: v.number(),
  /** The main process. */
  pid: v.number(),
  workers: v.array(WorkerResultSchema),
  /** What the trial as a whole reports. */
  values: ValuesSchema,
  /** How the main process died, if it took all workers with it. */
  died: v.optional(v.string()),
  /** Last 4,000 characters that the workload printed, if any. */
  output: v.optional(v.string()),
  ...CALL_ENTRIES,
})
export type TrialResult = v.InferOutput<typeof TrialResultSchema>

/** A variant, over its repeats. */
export const ModelSummarySchema = v.object({
  variant: IdSchema,
  model: IdSchema,
  kind: ModelKindSchema,
  kindIndex: v.optional(v.number()),
  baseline: v.optional(v.boolean()),
  label: v.string(),
  trials: v.number(),
  /** Wall seconds. */
  median: v.number(),
  min: v.number(),
  max: v.number(),
  /** (max - min) / median. */
  spread: v.number(),
  workerStartMedian: v.number(),
  cpuMedian: v.number(),
  effectiveParallelism: v.number(),
  /** Median of the baseline / this median; missing where there is none. */
  speedup: v.optional(v.number()),
  /** Why a planned model has no result, a sentence. */
  missing: v.optional(v.string()),
})
export type ModelSummary = v.InferOutput<typeof ModelSummarySchema>

export const VerdictSchema = v.object({
  /** One or two sentences made from the numbers, with the numbers in them. */
  text: v.string(),
  /** A further sentence: which published figures these agree with, and which not. */
  published: v.optional(v.string()),
  /** The outcome's stable name, such as "threads-overlap" or "too-noisy". */
  kind: IdSchema,
  /** True when the run carries the noisy mark. */
  noisy: v.boolean(),
  /** Reasons for the noisy mark, a sentence each. */
  reasons: v.array(v.string()),
  /** The bet's choice that came true, where the numbers decide it. */
  outcome: v.optional(v.string()),
})
export type Verdict = v.InferOutput<typeof VerdictSchema>

/** What a run of the user's function has besides. */
const FUNCTION_RUN_ENTRIES = {
  function: FunctionSchema,
  inputs: InputsSchema,
  inspection: InspectionSchema,
  controls: v.array(ControlSchema),
  agreement: AgreementSchema,
  diagnosis: DiagnosisSchema,
}

/** An observation of what a plan asked for, with its results and verdict. */
export const RunSchema = v.object({
  ...OBSERVATION_ENTRIES,
  /** `function`: the work is the user's function, all of FUNCTION_RUN_ENTRIES is there, and the verdict's text is the advice. */
  kind: v.picklist(['run', 'function']),
  experiment: IdSchema,
  plan: RunPlanSchema,
  runtime: RuntimeSchema,
  /** Calibration per kind of work: units per worker for the chosen size, and the CPU seconds of the probe they were scaled from. */
  calibrations: v.array(
    v.object({
      work: IdSchema,
      params: SettingsSchema,
      workUnits: v.number(),
      unit: v.string(),
      measuredSeconds: v.number(),
    }),
  ),
  results: v.array(TrialResultSchema),
  summary: v.array(ModelSummarySchema),
  measurements: PictureSchema.entries.measurements,
  figures: PictureSchema.entries.figures,
  verdict: VerdictSchema,
  /** Other machines on which workers ran; missing where there were none. */
  hosts: v.optional(v.array(HostSchema)),
  /** What the threads of the trials' processes did, read from outside; missing in runs of older versions. */
  activity: v.optional(ActivityRecordSchema),
  ...v.partial(v.object(FUNCTION_RUN_ENTRIES)).entries,
  /** Missing where nothing can be advised, such as after a failed run. */
  advice: v.optional(AdviceSchema),
  sweep: v.optional(v.array(SweepSchema)),
})
export type Run = v.InferOutput<typeof RunSchema>

/** A run of the user's function. */
export type FunctionRun = Run & Required<Pick<Run, keyof typeof FUNCTION_RUN_ENTRIES>>

export function isFunctionRun(run: Run): run is FunctionRun {
  return run.kind === 'function'
}
