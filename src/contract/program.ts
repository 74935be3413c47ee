import * as v from 'valibot'
import {
  ActivityGilSchema,
  ActivityThreadSchema,
  ActivityTurnsSchema,
  ActivityWindowSchema,
  ACTIVITIES,
} from './activity.ts'
import { DiagnosisSchema, PlaceSchema } from './finding.ts'
import { known } from './known.ts'
import { LIMITS } from './limits.ts'
import { EnvironmentSchema, ExitSchema, OBSERVATION_ENTRIES } from './observation.ts'
import { SaveOutcomeSchema } from './save-outcome.ts'
import { TaskRefSchema } from './task-ref.ts'

/** The program that is watched: the one that was started, or the one that was attached to. */
export const ProgramSchema = v.object({
  /** Its arguments, the program first; empty where they could not be read. */
  command: v.array(v.string()),
  /** Working folder at the start; missing where it could not be read. */
  folder: v.optional(v.string()),
  ...TaskRefSchema.entries,
  /** Name given by the system. */
  name: v.string(),
  /** True where Coreglow did not start it. */
  attached: v.boolean(),
  /** Both are null while it runs, and where only its parent learns how it ended. */
  exitCode: v.nullable(v.number()),
  signal: v.nullable(v.string()),
  /** The last lines that it wrote to standard error, where Coreglow had them: at most 20. */
  lastLines: v.array(v.string()),
})
export type Program = v.InferOutput<typeof ProgramSchema>

/** Where Python is in a process, and how its GIL is used. */
export const PythonSchema = v.object({
  /** "3.13.0". */
  version: v.string(),
  gil: v.picklist(['on', 'off', 'free-threaded, on']),
})

export const ProcessSummarySchema = v.object({
  pid: v.number(),
  /** Missing for the program's first process. */
  parentPid: v.optional(v.number()),
  name: v.string(),
  command: v.array(v.string()),
  startNs: v.number(),
  /** Missing while it lives. */
  endNs: v.optional(v.number()),
  exit: v.optional(ExitSchema),
  cpuSeconds: v.number(),
  /** Through files, pipes and sockets (rchar, wchar, syscr, syscw), while it was watched. */
  readBytes: known(v.number()),
  writtenBytes: known(v.number()),
  reads: known(v.number()),
  writes: known(v.number()),
  /** Memory that it shares with no other process: at the first and the last look. */
  privateBytes: known(v.object({ first: v.number(), last: v.number() })),
  python: v.optional(PythonSchema),
  /** Where it is no Python: "Node.js", or the program's name. */
  runtime: v.optional(v.string()),
  /** Why its interpreter is not read: a sentence. */
  missing: v.optional(v.string()),
})
export type ProcessSummary = v.InferOutput<typeof ProcessSummarySchema>

/** Lines at which a thread was seen, most often first, with their share of its samples. At most 20. */
const FunctionsSchema = v.array(v.object({ ...PlaceSchema.entries, share: v.number() }))

export const ThreadSummarySchema = v.object({
  pid: v.number(),
  tid: v.number(),
  name: v.string(),
  startNs: v.number(),
  endNs: v.optional(v.number()),
  cpuSeconds: v.number(),
  /** Share of its life in each activity; they add up to 1. Absent ones are 0, `unknown` is one of them. */
  states: v.partial(v.object(v.entriesFromList(ACTIVITIES, v.number()))),
  /** Why a part is unknown. */
  missing: v.optional(v.string()),
  functions: FunctionsSchema,
})
export type ThreadSummary = v.InferOutput<typeof ThreadSummarySchema>

export const InterpreterSummarySchema = v.object({
  pid: v.number(),
  /** 0 is the main one. */
  id: v.number(),
  gilHeldShare: known(v.number()),
  /** Changes of the holder, counted by the interpreter. */
  handovers: known(v.number()),
  /** As seen in the samples. */
  longestHoldSeconds: known(v.number()),
})
export type InterpreterSummary = v.InferOutput<typeof InterpreterSummarySchema>

/** What all threads did over time: the windows of the observation, merged to at most some thousands. */
export const ActivityRecordSchema = v.object({
  threads: v.array(ActivityThreadSchema),
  gils: v.array(ActivityGilSchema),
  windows: v.array(ActivityWindowSchema),
  /** Why there are none, or why a part of the threads is left out: a sentence. */
  missing: v.optional(v.string()),
})
export type ActivityRecord = v.InferOutput<typeof ActivityRecordSchema>

/** The parts of a program's record that are not samples. */
export const PROGRAM_ENTRIES = {
  program: ProgramSchema,
  wallSeconds: v.number(),
  /** Of the samples; missing where the program ended before it was sampled. */
  cpuSeconds: known(v.number()),
  /** CPU seconds over wall seconds. */
  effectiveParallelism: known(v.number()),
  usableCores: v.number(),
  processes: v.array(ProcessSummarySchema),
  threads: v.array(ThreadSummarySchema),
  interpreters: v.array(InterpreterSummarySchema),
  diagnosis: DiagnosisSchema,
} as const

/** An observation of a program of the user's. */
export const ProgramRecordSchema = v.object({
  ...OBSERVATION_ENTRIES,
  kind: v.literal('program'),
  /** The first of `environments`. */
  environment: EnvironmentSchema,
  ...PROGRAM_ENTRIES,
  activity: ActivityRecordSchema,
})
export type ProgramRecord = v.InferOutput<typeof ProgramRecordSchema>

/** Whether Coreglow ended the program's first process, as when its time was over. */
export function endedByCoreglow({ program, processes }: Pick<ProgramRecord, 'program' | 'processes'>): boolean {
  const exit = processes.find(({ pid }) => pid === program.pid)?.exit
  return exit !== undefined && 'signal' in exit && exit.byCoreglow
}

const between = ({ min, max }: { readonly min: number; readonly max: number }) =>
  v.pipe(v.number(), v.minValue(min), v.maxValue(max))

/** The user's program to be started, or a process to be attached to. */
export const ProgramRequestSchema = v.object({
  target: v.variant('type', [
    v.object({
      type: v.literal('start'),
      /** The program first. */
      command: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(100_000)),
      folder: v.optional(v.string()),
      /** Added to Coreglow's own environment. */
      environment: v.optional(v.record(v.string(), v.string())),
      /** `inherit`: the terminal's own; `capture`: sent as `output` events. */
      output: v.picklist(['inherit', 'capture']),
      /** It goes on when Coreglow ends. */
      detached: v.optional(v.boolean()),
    }),
    v.object({ type: v.literal('attach'), pid: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  ]),
  /** Samples of cores and tasks, and of threads and GILs, a second. */
  rate: v.optional(between(LIMITS.rate)),
  gilRate: v.optional(between(LIMITS.gilRate)),
  /** Whether the functions that threads are in are read; true unless given. */
  functions: v.optional(v.boolean()),
  seconds: v.optional(v.pipe(v.number(), v.gtValue(0))),
  title: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))),
})
export type ProgramRequest = v.InferOutput<typeof ProgramRequestSchema>

/** Functions of a thread just now. */
export const LiveFunctionsSchema = v.object({
  thread: v.number(),
  functions: FunctionsSchema,
})
export type LiveFunctions = v.InferOutput<typeof LiveFunctionsSchema>

/** Progress of an observation of a program. */
export const ProgramEventSchema = v.variant('type', [
  v.object({
    type: v.literal('began'),
    id: v.string(),
    title: v.string(),
    program: ProgramSchema,
    startNs: v.number(),
  }),
  /** Entries that are new or have changed. */
  v.object({ type: v.literal('threads'), threads: v.array(ActivityThreadSchema), gils: v.array(ActivityGilSchema) }),
  v.object({ type: v.literal('window'), window: ActivityWindowSchema }),
  v.object({ type: v.literal('turns'), turns: ActivityTurnsSchema }),
  /** About once a second: functions of the last seconds, and the diagnosis so far. */
  v.object({ type: v.literal('functions'), threads: v.array(LiveFunctionsSchema) }),
  v.object({
    type: v.literal('diagnosis'),
    diagnosis: DiagnosisSchema,
    processes: v.array(ProcessSummarySchema),
    cpuSeconds: v.number(),
    wallSeconds: v.number(),
  }),
  v.object({ type: v.literal('output'), stream: v.picklist(['stdout', 'stderr']), text: v.string() }),
  v.object({ type: v.literal('warning'), message: v.string() }),
  /** The program has ended; the observation follows. */
  v.object({ type: v.literal('ended'), exitCode: v.nullable(v.number()), signal: v.nullable(v.string()) }),
  /** The observation is over. `saved` says where, or why it could not be saved. */
  v.object({
    type: v.literal('end'),
    id: v.string(),
    status: OBSERVATION_ENTRIES.status,
    durationSeconds: v.number(),
    diagnosis: DiagnosisSchema,
    saved: SaveOutcomeSchema,
  }),
])
export type ProgramEvent = v.InferOutput<typeof ProgramEventSchema>
