import * as v from 'valibot'
import { known } from './known.ts'
import { TASK_STATES } from './frame.ts'

/** A process of the machine. A figure that the system does not give is missing, with the reason in `missing` of the list. */
export const SystemProcessSchema = v.object({
  pid: v.number(),
  /** As in a `TaskRef`: with the PID it is unique. */
  startTime: v.number(),
  /** 0 where it has none. */
  parentPid: v.number(),
  /** Name given by the system. */
  name: v.string(),
  /** Its arguments; empty where they may not be read, and for threads of the kernel. */
  command: v.string(),
  user: v.optional(v.string()),
  state: v.picklist(TASK_STATES),
  threads: v.optional(v.number()),
  /** Share of one core since the list before; missing in the first. */
  cpuShare: v.optional(v.number()),
  cpuSeconds: v.optional(v.number()),
  rssBytes: v.number(),
  /** -20 to 19. */
  nice: v.optional(v.number()),
  /** Cores that it may use, as "0-3,6". */
  cores: v.optional(v.string()),
  /** Milliseconds since 1970. */
  startedMs: v.number(),
  /** "CPython 3.11", "Node.js" where its program is one. */
  runtime: v.optional(v.string()),
  /** Whether `watch` can see what its threads do and read its interpreter, or why not: a sentence. */
  readable: known(v.literal(true)),
  /** Whether Coreglow ends and sets it, or why not: a sentence. */
  controllable: known(v.literal(true)),
})
export type SystemProcess = v.InferOutput<typeof SystemProcessSchema>

export const MemoryUseSchema = v.object({
  totalBytes: v.number(),
  /** Memory that programs can get without swapping. */
  availableBytes: v.number(),
  /** Memory that holds nothing; the rest of what is available holds copies of files. */
  freeBytes: v.number(),
  swap: known(v.object({ totalBytes: v.number(), freeBytes: v.number() })),
})
export type MemoryUse = v.InferOutput<typeof MemoryUseSchema>

/** All processes of the machine at one moment. */
export const ProcessListSchema = v.object({
  processes: v.array(SystemProcessSchema),
  memory: MemoryUseSchema,
  /** Whether the cores of a process can be chosen, or what is missing for that. */
  affinity: known(v.literal(true)),
  /** Why a figure is missing on this system, by its name in `SystemProcess`. */
  missing: v.record(v.string(), v.string()),
})
export type ProcessList = v.InferOutput<typeof ProcessListSchema>

const ProcessRefEntries = {
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Start time from the list: a process that has taken the PID since is left alone. */
  startTime: v.number(),
}

/** `term` asks the process to end, `kill` ends it at once; on Windows both end it at once. */
export const EndProcessSchema = v.object({ ...ProcessRefEntries, signal: v.picklist(['term', 'kill']) })
export type EndProcess = v.InferOutput<typeof EndProcessSchema>

export const SetPrioritySchema = v.object({
  ...ProcessRefEntries,
  nice: v.pipe(v.number(), v.integer(), v.minValue(-20), v.maxValue(19)),
})
export type SetPriority = v.InferOutput<typeof SetPrioritySchema>

/** Highest number of cores that Linux can be built for: CONFIG_NR_CPUS. */
const MAX_CORES = 8192
export const SetAffinitySchema = v.object({
  ...ProcessRefEntries,
  cores: v.pipe(
    v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_CORES - 1))),
    v.minLength(1),
    v.maxLength(MAX_CORES),
  ),
})
export type SetAffinity = v.InferOutput<typeof SetAffinitySchema>
