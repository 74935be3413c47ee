import * as v from 'valibot'
import { OutlineSchema } from './function.ts'
import { ERROR_CODES } from './error.ts'
import { ExperimentSchema, RuntimeSchema, SuiteSchema, TermSchema } from './experiment.ts'
import { PictureSchema } from './figure.ts'
import { THEMES } from './palette.ts'
import { LIMITS } from './limits.ts'
import { MonitorSourceSchema, TaskInfoSchema, TopProcessSchema } from './frame.ts'
import { StoredPreferencesSchema, PreferencesChangeSchema } from './preferences.ts'
import { RunEventSchema } from './run-event.ts'
import { ProgramEventSchema, ProgramRequestSchema } from './program.ts'
import { NoteSchema, RunListingSchema } from './run-listing.ts'
import { RunRequestSchema } from './run.ts'
import { SavedRecordSchema } from './saved-record.ts'
import { EndProcessSchema, ProcessListSchema, SetAffinitySchema, SetPrioritySchema } from './system.ts'

export { CoreglowError, type ErrorCode } from './error.ts'

/** Version of the protocol, raised by one with every change that an older client or host would misread. */
export const PROTOCOL_VERSION = 5

export const ErrorSchema = v.object({
  code: v.picklist(ERROR_CODES),
  message: v.string(),
  /** The field that was wrong, such as "params.workers". */
  path: v.optional(v.string()),
})
export type WireError = v.InferOutput<typeof ErrorSchema>

export const EXPORT_FORMATS = [
  'card-png',
  'card-svg',
  'square-png',
  'square-svg',
  'pdf',
  'html',
  'trace',
  'webm',
  'csv-results',
  'csv-samples',
  'csv-spans',
  'json',
] as const

const none = v.object({})
const PidSchema = v.pipe(v.number(), v.integer(), v.minValue(1))
const RateSchema = v.pipe(v.number(), v.minValue(LIMITS.rate.min), v.maxValue(LIMITS.rate.max))
const RunIdsSchema = v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(10_000))

/** A piece of a file: it travels as bytes beside the JSON of its message. */
const PieceSchema = v.instance(Uint8Array)

/** A file of the host's, for `readFile` and `releaseFile`, and the name that the user knows it by. */
const HostFileSchema = v.object({ path: v.string(), fileName: v.string(), mediaType: v.string() })
export type HostFile = v.InferOutput<typeof HostFileSchema>

/** What the user is asked to choose: saved runs, a folder, an interpreter, a program, or a file with a function. */
export const FILE_PURPOSES = ['runs', 'folder', 'interpreter', 'program', 'function'] as const

/** Description of the machine and of what can be read on it. */
export const MachineSchema = v.object({
  os: v.string(),
  cpuModel: v.string(),
  cores: v.number(),
  usableCores: v.number(),
  memoryBytes: v.number(),
  host: v.string(),
  dataFolder: v.string(),
  sources: v.array(MonitorSourceSchema),
  limits: v.object({ maxWorkers: v.number(), maxRate: v.number(), maxSeconds: v.number(), maxRepeat: v.number() }),
  /** What to install for missing features, a sentence each. */
  advice: v.array(v.string()),
})
export type Machine = v.InferOutput<typeof MachineSchema>

/** Commands of the host's menu. `show` opens a saved run, which was imported by the host. */
const CommandSchema = v.variant('command', [
  v.object({ command: v.picklist(['run', 'stop', 'export', 'picture', 'preferences']) }),
  v.object({ command: v.literal('show'), id: v.string() }),
])
export type Command = v.InferOutput<typeof CommandSchema>

/** Calls: one question, one answer. */
export const CALLS = {
  hello: {
    params: v.object({ protocol: v.number() }),
    /** `windowPicture` and `dialogs` (of files, to open and to save): abilities of the host that a page lacks. */
    result: v.object({
      protocol: v.number(),
      version: v.string(),
      windowPicture: v.boolean(),
      dialogs: v.boolean(),
      /** The host has a menu whose commands the stream `commands` sends. */
      commands: v.optional(v.boolean()),
    }),
  },
  experiments: {
    params: none,
    /** `previews`: picture of each experiment before a run, by id. */
    result: v.object({
      experiments: v.array(ExperimentSchema),
      suites: v.array(SuiteSchema),
      glossary: v.array(TermSchema),
      previews: v.record(v.string(), PictureSchema),
    }),
  },
  machine: { params: none, result: MachineSchema },
  /** Lists interpreters. `refresh`: search again. */
  runtimes: {
    params: v.object({ refresh: v.optional(v.boolean()) }),
    result: v.object({ runtimes: v.array(RuntimeSchema), preferred: v.string() }),
  },
  /** Adds an interpreter by path, now and for later sessions. */
  addRuntime: { params: v.object({ path: v.string() }), result: RuntimeSchema },
  /** Removes an added path; an interpreter that is found without it stays in the list. */
  forgetRuntime: { params: v.object({ path: v.string() }), result: none },
  /** Reads stored preferences and the folder they are in. */
  preferences: { params: none, result: StoredPreferencesSchema },
  setPreferences: { params: PreferencesChangeSchema, result: StoredPreferencesSchema },
  /** Sets the folder of runs for the next start; `null` is the system's default. Nothing is moved. */
  setDataFolder: { params: v.object({ path: v.nullable(v.string()) }), result: StoredPreferencesSchema },
  /** Functions and inputs of a file of the user's, found without running it where the runtime allows that, and its project's interpreter. */
  outlineFile: { params: v.object({ file: v.string(), folder: v.optional(v.string()) }), result: OutlineSchema },
  /** Starts a run, or the first of a suite; the others follow. Events report the progress. */
  startRun: { params: RunRequestSchema, result: v.object({ runIds: v.array(v.string()) }) },
  /** Stops the current run and the rest of its suite; resolves when every worker is gone and the run is saved. */
  stopRun: { params: none, result: v.object({ stopped: v.boolean() }) },
  runs: { params: none, result: v.array(RunListingSchema) },
  /** Reads a saved run, or the observation of a program. */
  run: { params: v.object({ id: v.string() }), result: SavedRecordSchema },
  /**
   * Ends the watching that the stream `program` has begun, or also the program, where Coreglow started it; the stream then
   * reports what was saved. False if there is none with this id.
   */
  stopProgram: {
    params: v.object({ id: v.string(), end: v.picklist(['watching', 'program']) }),
    result: v.object({ stopped: v.boolean() }),
  },
  /** Sends single turns of the threads of a process of the watched program; without `pid` no more. False if it is not watched. */
  lookAt: {
    params: v.object({ id: v.string(), pid: v.optional(PidSchema) }),
    result: v.object({ looking: v.boolean() }),
  },
  /** Ends a process of the user's. Others' processes, the system's and Coreglow's own are refused, by the next two too. */
  endProcess: { params: EndProcessSchema, result: none },
  /** Sets the nice value of all threads of a process of the user's. */
  setPriority: { params: SetPrioritySchema, result: none },
  /** Sets the cores that all threads of a process of the user's may use; Linux only. */
  setAffinity: { params: SetAffinitySchema, result: none },
  /** Sets name, note and pin; an empty text removes a name or note. */
  annotateRun: {
    params: v.object({ id: v.string(), ...v.partial(v.omit(NoteSchema, ['imported'])).entries }),
    result: none,
  },
  /** Removes runs from the history; `restoreRuns` puts them back. */
  removeRuns: { params: v.object({ ids: RunIdsSchema }), result: none },
  restoreRuns: { params: v.object({ ids: RunIdsSchema }), result: none },
  /** Imports the runs of a file of the host's (JSON, also gzipped) and marks them as imported. */
  importRuns: { params: v.object({ path: v.string() }), result: v.object({ ids: v.array(v.string()) }) },
  /** Compares saved runs on one axis, with times relative to the first run. */
  compareRuns: {
    params: v.object({ ids: v.pipe(v.array(v.string()), v.minLength(2), v.maxLength(8)) }),
    result: v.object({ labels: v.array(v.string()), picture: PictureSchema, remarks: v.array(v.string()) }),
  },
  /** Retries saving a run. */
  saveRun: { params: v.object({ id: v.string() }), result: none },
  /** Exports runs to a file of the host's. Cards and pages hold one run or two (the six are two); reports, CSV and JSON several; a trace or video one. */
  exportRun: {
    params: v.object({
      ids: v.pipe(v.array(v.string()), v.maxLength(4)),
      /** A run file (JSON, also gzipped) instead of saved runs. */
      path: v.optional(v.string()),
      format: v.picklist(EXPORT_FORMATS),
      theme: v.optional(v.picklist(THEMES)),
    }),
    result: HostFileSchema,
  },
  /** Checks the data of an exported or archived file against its SHA-256. */
  verify: {
    params: v.object({ path: v.string() }),
    result: v.object({ result: v.picklist(['intact', 'changed', 'nothing']), text: v.string() }),
  },
  /** Creates an empty file of the host's, which `appendFile` fills: how a page hands over a file. It is gone when Coreglow quits. */
  createFile: { params: none, result: v.object({ path: v.string() }) },
  /** Adds at most `MAX_PIECE_BYTES` to a file that `createFile` has created. */
  appendFile: { params: v.object({ path: v.string(), bytes: PieceSchema }), result: none },
  /** Reads at most `MAX_PIECE_BYTES` from `offset` of an exported or created file; nothing at its end. */
  readFile: {
    params: v.object({ path: v.string(), offset: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
    result: PieceSchema,
  },
  /** Deletes an exported or created file, which the client does not need any more. */
  releaseFile: { params: v.object({ path: v.string() }), result: none },
  /** Takes a picture of the window; desktop host only. */
  windowPicture: { params: none, result: HostFileSchema },
  /** Asks for a path and moves an exported or created file there; desktop host only. `path` is missing if the user cancelled. */
  saveFile: { params: HostFileSchema, result: v.object({ path: v.optional(v.string()) }) },
  /** Asks for files, or a folder; desktop host only. Empty if the user cancelled. */
  chooseFiles: {
    params: v.object({ purpose: v.picklist(FILE_PURPOSES) }),
    result: v.object({ paths: v.array(v.string()) }),
  },
  /** Shows a saved file in the system's file manager; desktop host only. */
  showInFolder: { params: v.object({ path: v.string() }), result: none },
} as const

/** Streams: one question, then items until either side ends it. `binary` streams carry encoded frames. */
export const STREAMS = {
  /** Sends the current state, then every change. */
  events: { params: none, item: RunEventSchema, binary: false },
  /**
   * Frames at `rate` Hz, or at the rate of the current run if that is higher. The monitor samples while the stream is open.
   * `pids` are watched meanwhile, with their threads and descendants; a PID that does not exist ends the stream with
   * bad-params.
   */
  frames: {
    params: v.object({
      rate: v.optional(RateSchema),
      pids: v.optional(v.pipe(v.array(PidSchema), v.maxLength(64))),
    }),
    item: undefined,
    binary: true,
  },
  /**
   * Starts a program or attaches to one, watches it with its threads and descendants, and saves an observation: when it has
   * ended, after `seconds`, at `stopProgram`, or when the client ends the stream. It then ends itself. A program that was
   * started ends with it, unless it is detached, or `stopProgram` ends the watching alone: then it ends with Coreglow. A
   * program that was attached to lives on.
   */
  program: { params: ProgramRequestSchema, item: ProgramEventSchema, binary: false },
  /** All processes of the machine, about once a second, and how much memory there is. They are read while the stream is open. */
  processes: { params: none, item: ProcessListSchema, binary: false },
  /** What the user has chosen in the host's own menu, and the page carries out; desktop host only. */
  commands: { params: none, item: CommandSchema, binary: false },
  /** Meaning of the task indices in frames: the whole dictionary first, then changes. Also the top processes, about once per second. */
  tasks: {
    params: none,
    item: v.variant('type', [
      v.object({
        type: v.literal('tasks'),
        generation: v.number(),
        reset: v.boolean(),
        tasks: v.array(TaskInfoSchema),
      }),
      v.object({ type: v.literal('top'), processes: v.array(TopProcessSchema) }),
      /** The sampler has failed, and is restarted or not. */
      v.object({ type: v.literal('warning'), message: v.string() }),
    ]),
    binary: false,
  },
} as const

export type Calls = {
  [K in keyof typeof CALLS]: {
    params: v.InferInput<(typeof CALLS)[K]['params']>
    result: v.InferOutput<(typeof CALLS)[K]['result']>
  }
}
export type CallName = keyof typeof CALLS
export type StreamName = keyof typeof STREAMS
export type TaskMessage = v.InferOutput<(typeof STREAMS)['tasks']['item']>
export type StreamItem<K extends StreamName> = K extends 'frames'
  ? Uint8Array
  : K extends 'events'
    ? v.InferOutput<typeof RunEventSchema>
    : K extends 'program'
      ? v.InferOutput<typeof ProgramEventSchema>
      : K extends 'processes'
        ? v.InferOutput<typeof ProcessListSchema>
        : K extends 'commands'
          ? Command
          : TaskMessage
export type StreamParams<K extends StreamName> = v.InferInput<(typeof STREAMS)[K]['params']>
