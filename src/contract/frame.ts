import * as v from 'valibot'

/**
 * One tick of the machine, columnar. Times are integer nanoseconds of the machine's monotonic clock, held in doubles
 * (exact for 104 days of uptime, then to a few nanoseconds). Counters are cumulative, so that a lost frame loses
 * resolution and nothing else; rates come from two frames and the real time between them.
 */
export interface Frame {
  /** Changes when the meaning of task indices does: the sampler was restarted. */
  readonly generation: number
  /** Counts up by one with each frame that this listener gets; a gap means that frames were lost on the way. */
  readonly seq: number
  readonly tNs: number
  /** How long after its deadline the tick was taken. */
  readonly lateNs: number
  /** Deadlines of this listener passed over so far without a sample. */
  readonly missed: number
  /** Cumulative nanoseconds since boot, one entry a core; NaN where the system does not tell. */
  readonly cores: CoreColumns
  readonly tasks: TaskColumns
}

export interface CoreColumns {
  readonly user: Float64Array
  readonly system: Float64Array
  readonly idle: Float64Array
  readonly iowait: Float64Array
  readonly steal: Float64Array
}

/**
 * Rows are the tasks that lived at this tick; `index` points into the dictionary that `TaskInfo` messages build. The
 * counters of a process with several threads are the sums of theirs, ended ones included; its state and core are its
 * first thread's or, while that does not run, those of a thread that does.
 */
export interface TaskColumns {
  readonly index: Uint32Array
  /** One of `TASK_STATES`, by position. */
  readonly state: Uint8Array
  /** The core it last ran on; -1 where unknown. */
  readonly core: Int16Array
  readonly cpuNs: Float64Array
  /** Ready, and waiting for a core; NaN where the system does not tell. */
  readonly runQueueNs: Float64Array
  /** Resident bytes: of the process, repeated on no thread (NaN there). */
  readonly rssBytes: Float64Array
  readonly voluntarySwitches: Float64Array
  readonly involuntarySwitches: Float64Array
}

export const TASK_STATES = ['unknown', 'running', 'sleeping', 'disk-wait', 'stopped', 'zombie', 'ended'] as const
export type TaskState = (typeof TASK_STATES)[number]

/** A process or thread that the sampler saw: told when it is first seen, when its name changes, and when it has ended. */
export const TaskInfoSchema = v.object({
  /** Position in the dictionary of this generation. */
  index: v.number(),
  pid: v.number(),
  /** Equal to `pid` for a process row; a process's first thread has a row of its own only when there are others. */
  tid: v.number(),
  kind: v.picklist(['process', 'thread']),
  /** Dictionary index of the process (for a thread) or of the parent process, where it is watched too. */
  parent: v.optional(v.number()),
  /** As the system calls it. The screen prefers the name that the worker gave itself. */
  name: v.string(),
  /** With pid and tid it makes the task unique: a reused pid is another task. Unit: the system's own. */
  startTime: v.number(),
  /** `app`: Coreglow itself; `run`: belongs to the run that is watched. */
  role: v.picklist(['run', 'app', 'other']),
  endedNs: v.optional(v.number()),
})
export type TaskInfo = v.InferOutput<typeof TaskInfoSchema>

/** The processes of the whole system that use most CPU, about once a second. */
export const TopProcessSchema = v.object({
  pid: v.number(),
  name: v.string(),
  /** Share of one core, 1 = one whole core, since the last such list. */
  cpuShare: v.number(),
  rssBytes: v.number(),
})
export type TopProcess = v.InferOutput<typeof TopProcessSchema>

/** What the monitor can read on this system, field by field; a reason where it cannot. */
export const MonitorSourceSchema = v.object({
  field: v.string(),
  source: v.string(),
  available: v.boolean(),
  reason: v.optional(v.string()),
})
export type MonitorSource = v.InferOutput<typeof MonitorSourceSchema>

export const FRAME_VERSION = 1

// Layout, little-endian: version u8, 3 bytes of padding, generation u32, seq u32, missed u32, cores u32, tasks u32,
// then f64: tNs, lateNs, the five core columns, the five f64 task columns; then index u32[], core i16[], state u8[].
const HEADER_BYTES = 24
const CORE_FIELDS = ['user', 'system', 'idle', 'iowait', 'steal'] as const
const TASK_F64_FIELDS = ['cpuNs', 'runQueueNs', 'rssBytes', 'voluntarySwitches', 'involuntarySwitches'] as const
const TASK_BYTES = TASK_F64_FIELDS.length * 8 + 4 + 2 + 1

/** Bytes that `encodeFrame` makes of a frame of so many cores and tasks. */
export function frameBytes(cores: number, tasks: number): number {
  return HEADER_BYTES + 16 + cores * CORE_FIELDS.length * 8 + tasks * TASK_BYTES
}

export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const cores = frame.cores.user.length
  const tasks = frame.tasks.index.length
  const bytes = new Uint8Array(frameBytes(cores, tasks))
  const view = new DataView(bytes.buffer)
  view.setUint8(0, FRAME_VERSION)
  ;[frame.generation, frame.seq, frame.missed, cores, tasks].forEach((value, i) =>
    view.setUint32(4 + i * 4, value, true),
  )
  let at = HEADER_BYTES
  const f64 = (value: number) => {
    view.setFloat64(at, value, true)
    at += 8
  }
  f64(frame.tNs)
  f64(frame.lateNs)
  for (const field of CORE_FIELDS) frame.cores[field].forEach(f64)
  for (const field of TASK_F64_FIELDS) frame.tasks[field].forEach(f64)
  for (const value of frame.tasks.index) view.setUint32((at += 4) - 4, value, true)
  for (const value of frame.tasks.core) view.setInt16((at += 2) - 2, value, true)
  bytes.set(frame.tasks.state, at)
  return bytes
}

/** @throws RangeError when the bytes are not one frame of this version: too short, too long, or of another version. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER_BYTES + 16) {
    throw new RangeError(`a frame has at least ${HEADER_BYTES + 16} bytes, not ${bytes.length}`)
  }
  if (view.getUint8(0) !== FRAME_VERSION) {
    throw new RangeError(`frame version ${view.getUint8(0)} is not ${FRAME_VERSION}`)
  }
  const cores = view.getUint32(16, true)
  const tasks = view.getUint32(20, true)
  if (bytes.length !== frameBytes(cores, tasks)) {
    throw new RangeError(
      `a frame of ${cores} cores and ${tasks} tasks has ${frameBytes(cores, tasks)} bytes, not ${bytes.length}`,
    )
  }
  let at = HEADER_BYTES
  const f64 = () => view.getFloat64((at += 8) - 8, true)
  const column = (length: number) => Float64Array.from({ length }, f64)
  // Fields are read in the order of the layout, which is the order of the properties below.
  return {
    generation: view.getUint32(4, true),
    seq: view.getUint32(8, true),
    missed: view.getUint32(12, true),
    tNs: f64(),
    lateNs: f64(),
    cores: {
      user: column(cores),
      system: column(cores),
      idle: column(cores),
      iowait: column(cores),
      steal: column(cores),
    },
    tasks: {
      cpuNs: column(tasks),
      runQueueNs: column(tasks),
      rssBytes: column(tasks),
      voluntarySwitches: column(tasks),
      involuntarySwitches: column(tasks),
      index: Uint32Array.from({ length: tasks }, () => view.getUint32((at += 4) - 4, true)),
      core: Int16Array.from({ length: tasks }, () => view.getInt16((at += 2) - 2, true)),
      state: bytes.slice(at, at + tasks),
    },
  }
}
