import { nowNs } from '../host/clock.ts'
import { hostname } from 'node:os'
import {
  ARRAY_TYPES,
  columnsOf,
  CORE_COLUMNS,
  rowBytes,
  TASK_COLUMNS,
  type ColumnSpec,
  type CoreColumns,
  type TaskColumns,
  type TaskValues,
} from '../../contract/frame-columns.ts'
import type { TaskInfo, TopProcess } from '../../contract/frame.ts'
import type { CpuAccount } from './cpu-account.ts'

/** A process to watch, with its threads and all its descendants. */
export interface Watch {
  readonly pid: number
  readonly role: TaskInfo['role']
  /** Its purpose in Coreglow. */
  readonly name?: string
  /** It is counted where it is accounted for who used the cores, and has no row in the frames. */
  readonly countOnly?: boolean
  /** Seen a moment ago, and short-lived as many helpers are: no warning where it has ended since. */
  readonly mayBeGone?: boolean
}

/** Source of samples on one system. All of it runs in the sampler thread. */
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

const CORE_BYTES = rowBytes(CORE_COLUMNS)
const TASK_BYTES = rowBytes(TASK_COLUMNS)

/** The columns of one frame over one buffer, so that it leaves the thread as one transfer. */
export class Columns {
  readonly buffer: ArrayBuffer
  readonly cores: CoreColumns
  private readonly all: TaskColumns
  private rows = 0

  /** Cores are unknown until they are set; there may be fewer rows in the end than `tasks`. */
  constructor(cores: number, tasks: number) {
    this.buffer = new ArrayBuffer(cores * CORE_BYTES + tasks * TASK_BYTES)
    let offset = 0
    const allocate = ({ type }: ColumnSpec, length: number) => {
      const column = new ARRAY_TYPES[type](this.buffer, offset, length)
      offset += column.byteLength
      return column
    }
    this.cores = columnsOf(CORE_COLUMNS, (_, spec) => allocate(spec, cores).fill(spec.unknown))
    this.all = columnsOf(TASK_COLUMNS, (_, spec) => allocate(spec, tasks))
  }

  /** Names each column: a loop over the table's names takes seven times as long, and this runs for every task at every tick. */
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
    return columnsOf(TASK_COLUMNS, (name) => this.all[name].subarray(0, this.rows))
  }
}

/** Gives tasks their place in the dictionary of a generation, and keeps what is to be told of them. */
export class Dictionary {
  private readonly host = hostname()
  private next = 0
  private changes = new Map<number, TaskInfo>()

  add(task: Omit<TaskInfo, 'host' | 'index' | 'seenNs'>): TaskInfo {
    const info = { ...task, host: this.host, index: this.next++, seenNs: nowNs() }
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
