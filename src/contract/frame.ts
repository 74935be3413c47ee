import * as v from 'valibot'
import type { CoreColumns, ExtraColumn, TaskColumns } from './frame-columns.ts'
import { TaskRefSchema } from './task-ref.ts'

/**
 * One sample of the machine, columnar. Times are integer nanoseconds of the machine's monotonic clock, held in doubles
 * (exact for 104 days of uptime, then to a few nanoseconds). Counters are cumulative, so that a lost frame loses
 * resolution and nothing else; rates come from two frames and the real time between them.
 */
export interface Frame {
  /** Changes when the meaning of task indices does: the sampler was restarted. */
  readonly generation: number
  /** Counts up by one with each frame that this listener gets; a gap means that frames were lost on the way. */
  readonly seq: number
  readonly tNs: number
  /** Delay of the sample after its deadline, ns. */
  readonly lateNs: number
  /** Deadlines of this listener without a sample so far. */
  readonly missed: number
  /** One entry per core; NaN where unknown. */
  readonly cores: CoreColumns
  /**
   * One entry a task that lived at this tick. The counters of a process with several threads are the sums of theirs,
   * ended ones included; its state and core are its first thread's or, while that does not run, those of a thread that does.
   */
  readonly tasks: TaskColumns
  /** Columns that this program does not know, from a newer one. */
  readonly extra?: readonly ExtraColumn[]
}

export const TASK_STATES = ['unknown', 'running', 'sleeping', 'disk-wait', 'stopped', 'zombie', 'ended'] as const
export type TaskState = (typeof TASK_STATES)[number]

/** A process or thread that the sampler saw; sent when it is first seen, when its name changes, and when it has ended. */
export const TaskInfoSchema = v.object({
  /** A process's first thread has a row of its own only when there are others. */
  ...TaskRefSchema.entries,
  /** Position in the dictionary of this generation. */
  index: v.number(),
  kind: v.picklist(['process', 'thread']),
  /** Dictionary index of the process (for a thread) or of the parent process, where it is watched too. */
  parent: v.optional(v.number()),
  /** Name given by the system. The page prefers the name that the worker reports. */
  name: v.string(),
  /** `app`: Coreglow itself; `run`: belongs to the run that is watched. */
  role: v.picklist(['run', 'app', 'other']),
  /** When the sampler first saw it; missing in recordings of older versions. */
  seenNs: v.optional(v.number()),
  endedNs: v.optional(v.number()),
})
export type TaskInfo = v.InferOutput<typeof TaskInfoSchema>

/** The processes of the system with the highest CPU use, about once per second. */
export const TopProcessSchema = v.object({
  pid: v.number(),
  name: v.string(),
  /** Share of one core, 1 = one whole core, since the last such list. */
  cpuShare: v.number(),
  rssBytes: v.number(),
})
export type TopProcess = v.InferOutput<typeof TopProcessSchema>

/** A field that the monitor reads on this system, or the reason why it cannot. */
export const MonitorSourceSchema = v.object({
  field: v.string(),
  source: v.string(),
  available: v.boolean(),
  reason: v.optional(v.string()),
})
export type MonitorSource = v.InferOutput<typeof MonitorSourceSchema>
