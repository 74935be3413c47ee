import * as v from 'valibot'
import { ERROR_CODES } from './error.ts'
import { ExperimentSchema, RuntimeSchema, SuiteSchema, TermSchema } from './experiment.ts'
import { PictureSchema } from './figure.ts'
import { THEMES } from './palette.ts'
import { LIMITS } from './limits.ts'
import { MonitorSourceSchema, TaskInfoSchema, TopProcessSchema } from './frame.ts'
import { StoredPreferencesSchema, PreferencesChangeSchema } from './preferences.ts'
import { RunEventSchema } from './run-event.ts'
import { NoteSchema, RunListingSchema } from './run-listing.ts'
import { RunRequestSchema, RunSchema } from './run.ts'

export { CoreglowError, type ErrorCode } from './error.ts'

/** Raised by one with every change that an older client or host would misread. */
export const PROTOCOL_VERSION = 3

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
const RunIdsSchema = v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(10_000))

/** An answer to "what is this machine, and what can you see of it?" */
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
  /** What to install for what is missing: a sentence each. */
  advice: v.array(v.string()),
})
export type Machine = v.InferOutput<typeof MachineSchema>

/** Calls: one question, one answer. */
export const CALLS = {
  hello: {
    params: v.object({ protocol: v.number() }),
    /** `windowPicture` and `saveDialog`: what the host can do that a page cannot. */
    result: v.object({
      protocol: v.number(),
      version: v.string(),
      windowPicture: v.boolean(),
      saveDialog: v.boolean(),
    }),
  },
  experiments: {
    params: none,
    /** `previews`: what each experiment's picture is before a run, by its id. */
    result: v.object({
      experiments: v.array(ExperimentSchema),
      suites: v.array(SuiteSchema),
      glossary: v.array(TermSchema),
      previews: v.record(v.string(), PictureSchema),
    }),
  },
  machine: { params: none, result: MachineSchema },
  /** `refresh`: look for interpreters again. */
  runtimes: {
    params: v.object({ refresh: v.optional(v.boolean()) }),
    result: v.object({ runtimes: v.array(RuntimeSchema), preferred: v.string() }),
  },
  /** Adds an interpreter by path, now and for later sessions. */
  addRuntime: { params: v.object({ path: v.string() }), result: RuntimeSchema },
  /** Forgets a path that was added; an interpreter that is found without it stays in the list. */
  forgetRuntime: { params: v.object({ path: v.string() }), result: none },
  /** What the user prefers, kept from session to session, and where. */
  preferences: { params: none, result: StoredPreferencesSchema },
  setPreferences: { params: PreferencesChangeSchema, result: StoredPreferencesSchema },
  /** Keeps runs in another folder from the next start on, `null` where the system keeps such things. Nothing is moved. */
  setDataFolder: { params: v.object({ path: v.nullable(v.string()) }), result: StoredPreferencesSchema },
  /** Starts a run, or a suite's first; the rest follow by themselves. Events tell the rest. */
  startRun: { params: RunRequestSchema, result: v.object({ runIds: v.array(v.string()) }) },
  /** Ends the run that is on, and with it the rest of its suite; resolves when every worker is gone and the record is kept. */
  stopRun: { params: none, result: v.object({ stopped: v.boolean() }) },
  runs: { params: none, result: v.array(RunListingSchema) },
  run: { params: v.object({ id: v.string() }), result: RunSchema },
  /** Names, notes and pins; an empty text takes a name or a note away. */
  annotateRun: {
    params: v.object({ id: v.string(), ...v.partial(v.omit(NoteSchema, ['imported'])).entries }),
    result: none,
  },
  /** Takes runs out of the history, until `restoreRuns` puts them back. */
  removeRuns: { params: v.object({ ids: RunIdsSchema }), result: none },
  restoreRuns: { params: v.object({ ids: RunIdsSchema }), result: none },
  /** Adds the runs of a file, JSON or gzipped, given as base64; they are marked as imported. */
  importRuns: { params: v.object({ file: v.string() }), result: v.object({ ids: v.array(v.string()) }) },
  /** Saved runs side by side: their numbers on one axis, and what each took of the first one's time. */
  compareRuns: {
    params: v.object({ ids: v.pipe(v.array(v.string()), v.minLength(2), v.maxLength(8)) }),
    result: v.object({ labels: v.array(v.string()), picture: PictureSchema, remarks: v.array(v.string()) }),
  },
  /** Tries again to save a run that could not be saved. */
  saveRun: { params: v.object({ id: v.string() }), result: none },
  /** Bytes are base64. Cards and pages take one run or two (the six are two); reports, CSV and JSON several; a trace and a film one. */
  exportRun: {
    params: v.object({
      ids: v.pipe(v.array(v.string()), v.maxLength(4)),
      /** Instead of saved runs: the content of a file with one, JSON or gzipped, base64. */
      file: v.optional(v.string()),
      format: v.picklist(EXPORT_FORMATS),
      theme: v.optional(v.picklist(THEMES)),
    }),
    result: v.object({ fileName: v.string(), mediaType: v.string(), base64: v.string() }),
  },
  /** Whether the data of an exported or archived file, given as base64, still matches the SHA-256 that it carries. */
  verify: {
    params: v.object({ file: v.string() }),
    result: v.object({ result: v.picklist(['intact', 'changed', 'nothing']), text: v.string() }),
  },
  /** Desktop host only: a picture of the window as it stands. */
  windowPicture: {
    params: none,
    result: v.object({ fileName: v.string(), mediaType: v.string(), base64: v.string() }),
  },
  /** Desktop host only: asks where to, and writes. `path` is missing when the user cancelled. */
  saveFile: {
    params: v.object({ fileName: v.string(), mediaType: v.string(), base64: v.string() }),
    result: v.object({ path: v.optional(v.string()) }),
  },
} as const

/** Streams: one question, then items until either side ends it. `binary` streams carry encoded frames. */
export const STREAMS = {
  /** The state as it is, then every change. */
  events: { params: none, item: RunEventSchema, binary: false },
  /**
   * Frames at `rate` Hz, or as often as a run that is on has them. While somebody listens, the monitor samples. `pids`
   * are watched too, with their threads and descendants, as long as the stream is open; one that does not exist ends
   * it with bad-params.
   */
  frames: {
    params: v.object({
      rate: v.optional(v.pipe(v.number(), v.minValue(LIMITS.rate.min), v.maxValue(LIMITS.rate.max))),
      pids: v.optional(v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1))), v.maxLength(64))),
    }),
    item: undefined,
    binary: true,
  },
  /** What the indices in frames mean: the whole dictionary first, then additions and ends. And the top processes, about once a second. */
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
      /** The sampler has failed and is started again, or cannot be. */
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
    : TaskMessage
export type StreamParams<K extends StreamName> = v.InferInput<(typeof STREAMS)[K]['params']>
