import type { CoreColumns, TaskColumns, TaskInfo, TopProcess } from '../../contract/frame.ts'
import type { CpuAccount } from './cpu-account.ts'

/** Whom to watch: a process, with its threads and all its descendants. */
export interface Watch {
  readonly pid: number
  readonly role: TaskInfo['role']
  /** What it does for Coreglow. */
  readonly name?: string
}

/** Where the figures come from on one system. All of it runs in the sampler thread. */
export interface Source {
  watch(target: Watch): void
  unwatch(pid: number): void
  /** Reads the machine as it is at `tNs`. The columns are new arrays, all over the one `buffer`. */
  read(tNs: number): Reading
  /** Counts the CPU time of every process from now on, until `closeAccount` with the same `id`. */
  openAccount(id: number): void
  /** Undefined where there is none: it was not opened, or the system has no such figures. */
  closeAccount(id: number): CpuAccount | undefined
  /** From now on these processes, at the other end of a connection, show the page. */
  showViewers(pids: readonly number[]): void
  /** Called after each reading while a list or an account is wanted; a list when there is a new one, about once a second. Stops early to keep a call short. */
  top(tNs: number): readonly TopProcess[] | undefined
  close(): void
}

export interface Reading {
  readonly cores: CoreColumns
  readonly tasks: TaskColumns
  readonly buffer: ArrayBuffer
  /** Tasks that are new, have another name, or have ended since the last reading. */
  readonly changes: readonly TaskInfo[]
  /** Sentences for the user. */
  readonly warnings: readonly string[]
}

/** Position of 'running' in the contract's TASK_STATES. Running, or ready to. */
export const RUNNING = 1

/** What is known of a task at one moment. */
export interface TaskValues {
  readonly state: number
  readonly core: number
  readonly cpuNs: number
  readonly runQueueNs: number
  readonly rssBytes: number
  readonly voluntarySwitches: number
  readonly involuntarySwitches: number
}

/** The columns of one frame over one buffer, so that it leaves the thread as one transfer. */
export class Columns {
  readonly buffer: ArrayBuffer
  readonly cores: CoreColumns
  private readonly all: TaskColumns
  private rows = 0

  /** Cores are NaN until they are set; there may be fewer rows in the end than `tasks`. */
  constructor(cores: number, tasks: number) {
    this.buffer = new ArrayBuffer((cores + tasks) * 5 * 8 + tasks * 7)
    let at = 0
    const f64 = (length: number) => new Float64Array(this.buffer, (at += length * 8) - length * 8, length)
    const core = () => f64(cores).fill(NaN)
    this.cores = { user: core(), system: core(), idle: core(), iowait: core(), steal: core() }
    this.all = {
      cpuNs: f64(tasks),
      runQueueNs: f64(tasks),
      rssBytes: f64(tasks),
      voluntarySwitches: f64(tasks),
      involuntarySwitches: f64(tasks),
      index: new Uint32Array(this.buffer, at, tasks),
      core: new Int16Array(this.buffer, at + tasks * 4, tasks),
      state: new Uint8Array(this.buffer, at + tasks * 6, tasks),
    }
  }

  addRow(index: number, values: TaskValues): void {
    const row = this.rows++
    const { all } = this
    all.index[row] = index
    all.state[row] = values.state
    all.core[row] = values.core
    all.cpuNs[row] = values.cpuNs
    all.runQueueNs[row] = values.runQueueNs
    all.rssBytes[row] = values.rssBytes
    all.voluntarySwitches[row] = values.voluntarySwitches
    all.involuntarySwitches[row] = values.involuntarySwitches
  }

  get tasks(): TaskColumns {
    const { all, rows } = this
    return {
      index: all.index.subarray(0, rows),
      state: all.state.subarray(0, rows),
      core: all.core.subarray(0, rows),
      cpuNs: all.cpuNs.subarray(0, rows),
      runQueueNs: all.runQueueNs.subarray(0, rows),
      rssBytes: all.rssBytes.subarray(0, rows),
      voluntarySwitches: all.voluntarySwitches.subarray(0, rows),
      involuntarySwitches: all.involuntarySwitches.subarray(0, rows),
    }
  }
}

/** Gives tasks their place in the dictionary of a generation, and keeps what is to be told of them. */
export class Dictionary {
  private next = 0
  private changes = new Map<number, TaskInfo>()

  add(task: Omit<TaskInfo, 'index'>): TaskInfo {
    const info = { ...task, index: this.next++ }
    this.changes.set(info.index, info)
    return info
  }

  /** Tells a task again, with what has changed of it. */
  change(info: TaskInfo, change: Partial<TaskInfo>): TaskInfo {
    const changed = { ...info, ...change }
    this.changes.set(info.index, changed)
    return changed
  }

  take(): readonly TaskInfo[] {
    if (this.changes.size === 0) return []
    const taken = [...this.changes.values()]
    this.changes = new Map()
    return taken
  }
}

/** The monotonic clock, which `process.hrtime.bigint()` and Python's `perf_counter_ns` read too. */
export function nowNs(): number {
  const [seconds, ns] = process.hrtime()
  return seconds * 1e9 + ns
}
