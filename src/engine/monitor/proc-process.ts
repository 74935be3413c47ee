import type { TaskInfo } from '../../contract/frame.ts'
import { type ProcReader, type ReadFailure } from './proc-file.ts'
import { parseStat, STAT, statFields } from './proc-parse.ts'
import type { SystemUnits } from './proc-system.ts'
import { ProcTask, tidsOf } from './proc-task.ts'
import { type Columns, type Dictionary, RUNNING } from './source.ts'
import type { TaskValues } from '../../contract/frame-columns.ts'

/** Context shared by all watched processes. */
export interface ProcContext {
  readonly reader: ProcReader
  readonly units: SystemUnits
  readonly dictionary: Dictionary
}

/** Depth of a reading, beside tasks that have run: `whole` looks for new threads and children; `slow` also reads what is expensive to read. */
export interface Depth {
  readonly whole: boolean
  readonly slow: boolean
}

/** A process that has rows in the frames. */
export interface Tracked {
  /** The pid that was asked to be watched, from which it descends. */
  root: number
  readonly info: TaskInfo
  /** Whether its children are tracked too. */
  readonly descends: boolean
  readonly rows: number
  read(tNs: number, depth: Depth): ReadFailure | undefined
  addRows(columns: Columns): void
  /** Tells the dictionary that it has ended. */
  end(endedNs: number): void
  close(): void
}

interface Thread {
  readonly task: ProcTask
  /** Missing for a first thread that was always the only one. */
  info: TaskInfo | undefined
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Counters = Mutable<Omit<TaskValues, 'state' | 'core' | 'rssBytes'>>

/**
 * A process with its threads: a row of its own and, from the moment that there are several, one for each thread, the
 * first too. Its counters are the sums of its threads', those that ended included. Its state and core are its first
 * thread's or, while that does not run, those of a thread that does.
 */
export class ProcProcess implements Tracked {
  root: number
  info: TaskInfo
  readonly descends = true
  private readonly context: ProcContext
  private readonly first: Thread
  private readonly threads = new Map<number, Thread>()
  private several = false
  private readonly ended: Counters = { cpuNs: 0, runQueueNs: 0, voluntarySwitches: 0, involuntarySwitches: 0 }
  private readonly row: Mutable<TaskValues> = { ...this.ended, state: 0, core: -1, rssBytes: NaN }
  /** Threads have ended, and the CPU time since their last reading is still to be found. */
  private owing = true

  /** @param first its first thread, read. */
  constructor(context: ProcContext, first: ProcTask, root: number, role: TaskInfo['role'], parent?: number) {
    const { tid: pid, name, startTime } = first
    this.context = context
    this.root = root
    this.info = context.dictionary.add({ pid, tid: pid, kind: 'process', parent, name, startTime, role })
    this.first = { task: first, info: undefined }
    this.threads.set(pid, this.first)
  }

  get rows(): number {
    return 1 + (this.several ? this.threads.size : 0)
  }

  read(tNs: number, { whole, slow }: Depth): ReadFailure | undefined {
    // Read before the threads are, so that it cannot be ahead of them.
    const totalNs = this.owing ? totalCpuNs(this.context, this.info.pid) : NaN
    const failure = this.first.task.read(whole, slow)
    if (failure !== undefined) return failure
    const before = this.threads.size
    for (const thread of this.threads.values()) {
      if (thread !== this.first && thread.task.read(slow, slow) === 'gone') this.endThread(thread, tNs)
    }
    const endedSome = this.threads.size < before
    if (endedSome || this.first.task.threads !== this.threads.size) this.findThreads()
    if (this.owing) this.settle(totalNs)
    this.owing = endedSome
    this.reportNames()
    return undefined
  }

  addRows(columns: Columns): void {
    columns.addRow(this.info.index, this.values())
    if (!this.several) return
    for (const { task, info } of this.threads.values()) columns.addRow(info!.index, task)
  }

  end(endedNs: number): void {
    this.info = this.context.dictionary.change(this.info, { endedNs })
    for (const { info } of this.threads.values())
      if (info !== undefined) this.context.dictionary.change(info, { endedNs })
    this.close()
  }

  close(): void {
    for (const { task } of this.threads.values()) task.close()
  }

  /** The process's row, until the next call. Spelt out: it is made for every process at every tick. */
  private values(): TaskValues {
    const { row, ended } = this
    const { task: first } = this.first
    let busiest = first
    let knownCpuNs = ended.cpuNs
    row.runQueueNs = ended.runQueueNs
    row.voluntarySwitches = ended.voluntarySwitches
    row.involuntarySwitches = ended.involuntarySwitches
    for (const { task } of this.threads.values()) {
      if (busiest.state !== RUNNING && task.state === RUNNING) busiest = task
      knownCpuNs += task.knownCpuNs
      row.runQueueNs += task.runQueueNs
      row.voluntarySwitches += task.voluntarySwitches
      row.involuntarySwitches += task.involuntarySwitches
    }
    row.state = busiest.state
    row.core = busiest.core
    // A thread that could not be read this once takes nothing from the sum.
    row.cpuNs = Number.isNaN(first.cpuNs) ? NaN : knownCpuNs
    row.rssBytes = first.residentBytes
    return row
  }

  private endThread(thread: Thread, endedNs: number): void {
    const { task, info } = thread
    task.close()
    this.threads.delete(task.tid)
    if (info !== undefined) this.context.dictionary.change(info, { endedNs })
    this.ended.cpuNs += task.knownCpuNs
    this.ended.runQueueNs += task.runQueueNs || 0
    this.ended.voluntarySwitches += task.voluntarySwitches || 0
    this.ended.involuntarySwitches += task.involuntarySwitches || 0
  }

  private findThreads(): void {
    for (const tid of tidsOf(this.info.pid)) if (!this.threads.has(tid)) this.addThread(tid)
    this.first.task.threads = this.threads.size
  }

  private addThread(tid: number): void {
    const task = new ProcTask(this.context.reader, this.context.units, this.info.pid, tid)
    if (task.read(true, true) !== undefined) return task.close()
    this.several = true
    this.first.info ??= this.introduce(this.first.task)
    this.threads.set(tid, { task, info: this.introduce(task) })
  }

  private introduce({ tid, name, startTime }: ProcTask): TaskInfo {
    const { pid, index: parent, role } = this.info
    return this.context.dictionary.add({ pid, tid, kind: 'thread', parent, name, startTime, role })
  }

  /** The kernel's sum for the process holds what its ended threads used; it is never ahead, and up to 20 ms behind. */
  private settle(totalNs: number): void {
    const missingNs = totalNs - this.values().cpuNs
    if (missingNs > 0) this.ended.cpuNs += missingNs
  }

  private reportNames(): void {
    const { dictionary } = this.context
    const { name } = this.first.task
    if (name !== this.info.name) this.info = dictionary.change(this.info, { name })
    for (const thread of this.threads.values()) {
      const { task, info } = thread
      if (info !== undefined && info.name !== task.name) thread.info = dictionary.change(info, { name: task.name })
    }
  }
}

const fields = statFields()

/** CPU time of a process and all threads it ever had, in whole clock ticks; NaN where it cannot be read. */
function totalCpuNs({ reader, units }: ProcContext, pid: number): number {
  const length = reader.readOnce(`/proc/${pid}/stat`)
  if (typeof length !== 'number' || !parseStat(reader.bytes, length, fields)) return NaN
  return (fields.numbers[STAT.utime]! + fields.numbers[STAT.stime]!) * units.tickNs
}
