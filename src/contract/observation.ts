import * as v from 'valibot'
import { ActivityReportSchema } from './activity.ts'
import { TaskInfoSchema } from './frame.ts'
import { known } from './known.ts'
import { LoadSchema } from './load.ts'

/** Of the files in which observations and runs are kept. */
export const SCHEMA_VERSION = 5

export const EnvironmentSchema = v.object({
  os: v.string(),
  architecture: v.string(),
  cpuModel: v.string(),
  /** Logical CPUs that the system shows, and those that this process may use. */
  cores: v.number(),
  usableCores: v.number(),
  /** CPU quota of the cgroup, in cores. */
  cpuQuota: known(v.union([v.number(), v.literal('unlimited')])),
  governor: known(v.string()),
  memoryBytes: v.number(),
  host: v.string(),
  app: v.object({
    version: v.string(),
    node: v.string(),
    host: v.picklist(['desktop', 'browser', 'terminal', 'test']),
  }),
  /** Who used the cores meanwhile. */
  load: known(LoadSchema),
  /** CPU time meanwhile in cores, used by other programs and taken by the hypervisor. */
  otherLoad: known(v.number()),
  steal: known(v.number()),
  /** What else disturbed the measurement, a sentence each: the system slept, another Coreglow measured too. */
  disturbances: v.optional(v.array(v.string())),
  startMethod: v.optional(v.string()),
})
export type Environment = v.InferOutput<typeof EnvironmentSchema>

export const MonitorReportSchema = v.object({
  rateAsked: v.number(),
  rateAchieved: v.number(),
  missedTicks: v.number(),
  /** Lateness of the ticks, milliseconds; missing where there was none. */
  latenessMs: known(v.object({ median: v.number(), p95: v.number(), max: v.number() })),
  /**
   * CPU seconds of Coreglow: of all its processes where each process of the system can be counted, else of the engine's
   * alone.
   */
  ownCpuSeconds: known(v.number()),
  /** The same by process of Coreglow, such as "engine", "page" and "gpu"; left out in records of older versions. */
  ownProcesses: v.optional(known(v.array(v.object({ name: v.string(), cpuSeconds: v.number() })))),
  /** CPU seconds of the sampler thread, which is a part of the engine. */
  samplerCpuSeconds: known(v.number()),
  /** The reader of thread states and GILs; missing where it was not on. */
  gil: v.optional(ActivityReportSchema),
})
export type MonitorReport = v.InferOutput<typeof MonitorReportSchema>

/** The clock of an interpreter, compared with Coreglow's own. */
export const ClockSchema = v.object({
  /** Name of the machine. */
  host: v.string(),
  /** Id of the interpreter. */
  runtime: v.string(),
  /** Added to its readings; 0 where both read one clock. */
  offsetNs: v.number(),
  /** The true offset lies within this of `offsetNs`: half the round trip of the quickest comparison. */
  uncertaintyNs: known(v.number()),
})
export type Clock = v.InferOutput<typeof ClockSchema>

/** How a process ended. */
export const ExitSchema = v.union([
  v.object({ code: v.number() }),
  /** `byCoreglow`: its time was over, or the run was stopped. */
  v.object({ signal: v.string(), byCoreglow: v.boolean() }),
  v.object({ missing: v.string() }),
])
export type Exit = v.InferOutput<typeof ExitSchema>

/** A worker that a task was from one moment to another. Workers that run one after the other share a task. */
export const TaskWorkerSchema = v.object({
  variant: v.string(),
  repeat: v.number(),
  index: v.number(),
  fromNs: v.number(),
  toNs: v.number(),
})
export type TaskWorker = v.InferOutput<typeof TaskWorkerSchema>

export const RecordedTaskSchema = v.object({
  ...TaskInfoSchema.entries,
  /** The workers that it was; left out where it was none. */
  workers: v.optional(v.array(TaskWorkerSchema)),
  /** How the process ended; left out for threads, and for processes that lived on. */
  exit: v.optional(ExitSchema),
})
export type RecordedTask = v.InferOutput<typeof RecordedTaskSchema>

const shares = v.array(v.array(v.nullable(v.number())))
const counters = v.array(v.nullable(v.number()))

/** Columns of a recording's rows that may be unknown in a row; `state`, `core` and `cpuNs` are known in each. */
export const RECORDED_COUNTERS = ['runQueueNs', 'rssBytes', 'voluntarySwitches', 'involuntarySwitches'] as const

/** Frames of all tasks that were watched, columnar, so that it is small and any language can read it. */
export const RecordingSchema = v.object({
  tasks: v.array(RecordedTaskSchema),
  /** One entry a frame. */
  tNs: v.array(v.number()),
  /** `busy[core][frame]`: share of the time since the frame before, 0..1; null for the first and where unknown. */
  busy: shares,
  iowait: shares,
  steal: shares,
  /** An entry for each task in each frame, in the order of frames; all columns have the same length. */
  rows: v.object({
    /** Positions in `tNs` and in `tasks`. */
    frame: v.array(v.number()),
    task: v.array(v.number()),
    state: v.array(v.number()),
    core: v.array(v.number()),
    /** Cumulative, as are the run queue and the switches. */
    cpuNs: v.array(v.number()),
    runQueueNs: counters,
    rssBytes: counters,
    voluntarySwitches: counters,
    involuntarySwitches: counters,
  }),
})
export type Recording = v.InferOutput<typeof RecordingSchema>

/** Rows of a recording that has none yet. */
export function emptyRows(): Recording['rows'] {
  return {
    frame: [],
    task: [],
    state: [],
    core: [],
    cpuNs: [],
    runQueueNs: [],
    rssBytes: [],
    voluntarySwitches: [],
    involuntarySwitches: [],
  }
}

/** What was seen of some processes, whoever started them and why. */
export const OBSERVATION_ENTRIES = {
  schemaVersion: v.literal(SCHEMA_VERSION),
  id: v.string(),
  /** ISO 8601, UTC. */
  createdAt: v.string(),
  /** `recovered`: Coreglow ended while it was on, and found it again. */
  status: v.picklist(['finished', 'stopped', 'failed', 'recovered']),
  /** Why it failed or was stopped. */
  failure: v.optional(v.object({ code: v.string(), message: v.string() })),
  title: v.string(),
  /** One a machine, the first is the one that Coreglow ran on. */
  environments: v.tupleWithRest([EnvironmentSchema], EnvironmentSchema),
  /** One for each interpreter whose readings are in the results. */
  clocks: v.array(ClockSchema),
  monitor: MonitorReportSchema,
  recording: RecordingSchema,
  /** SHA-256 of all the rest, as canonical JSON (RFC 8785); those of older versions have none. */
  sha256: v.optional(v.string()),
} as const
