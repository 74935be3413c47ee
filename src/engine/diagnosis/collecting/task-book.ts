import type { Frame, TaskInfo } from '../../../contract/frame.ts'
import type { TaskColumns } from '../../../contract/frame-columns.ts'
import type { ProgramBook } from './program-book.ts'
import type { SeenProcess } from './seen-process.ts'
import type { SeenThread } from './seen-thread.ts'

interface SeenTask {
  /** Undefined for a thread's row. */
  readonly process: SeenProcess | undefined
  readonly thread: SeenThread
}

/** What the sampler's rows say of the program's processes and threads. */
export class TaskBook {
  private readonly book: ProgramBook
  private readonly options: { readonly root: number; readonly attached: boolean; readonly startNs: number }
  private readonly tasks = new Map<number, SeenTask>()
  private readonly own = new Map<number, number>()
  /** First threads that have rows of their own. */
  private readonly apart = new WeakSet<SeenThread>()
  private begun = false
  private nowNs: number

  constructor(book: ProgramBook, options: TaskBook['options']) {
    this.book = book
    this.options = options
    this.nowNs = options.startNs
  }

  describe(tasks: readonly TaskInfo[], reset: boolean): void {
    if (reset) {
      this.tasks.clear()
      this.own.clear()
    }
    for (const info of tasks) {
      if (info.role === 'app') this.own.set(info.index, info.pid)
      else this.describeTask(info)
    }
  }

  /** @returns CPU ns that the program used since the frame before, and those of Coreglow's processes so far, by pid */
  add({ tNs, tasks }: Frame): { readonly usedNs: number; readonly ownNs: ReadonlyMap<number, number> } {
    this.nowNs = tNs
    const ownNs = new Map<number, number>()
    let usedNs = 0
    for (const [row, index] of tasks.index.entries()) {
      const pid = this.own.get(index)
      if (pid !== undefined) ownNs.set(pid, tasks.cpuNs[row]!)
      const seen = this.tasks.get(index)
      if (seen === undefined) continue
      this.begun = true
      if (seen.process === undefined || !this.apart.has(seen.thread)) addRow(seen.thread, tasks, row)
      usedNs += seen.process?.cpuNs.add(tasks.cpuNs[row]!) ?? 0
    }
    return { usedNs, ownNs }
  }

  private describeTask(info: TaskInfo): void {
    const seen = this.tasks.get(info.index) ?? (info.kind === 'process' ? this.addProcess(info) : this.addThread(info))
    if (seen === undefined) return
    this.tasks.set(info.index, seen)
    seen.thread.systemName = info.name
    if (seen.process !== undefined) this.book.rename(seen.process, info.name, this.nowNs)
    if (info.endedNs !== undefined) this.end(info.index, seen, info.endedNs)
  }

  private end(index: number, { process, thread }: SeenTask, endedNs: number): void {
    if (process !== undefined) process.endNs = Math.min(process.endNs, endedNs)
    thread.endedNs = Math.min(thread.endedNs, endedNs)
    this.tasks.delete(index)
    this.book.ended()
  }

  private addProcess(info: TaskInfo): SeenTask | undefined {
    const parent = info.parent === undefined ? undefined : this.tasks.get(info.parent)?.process
    if (parent === undefined && info.pid !== this.options.root) return undefined
    const process = this.book.addProcess(info, parent, this.startOf(info), this.existed)
    const thread = this.book.addThread(process, info.tid, info.startTime, process.startNs, process.existed)
    return { process, thread }
  }

  private addThread(info: TaskInfo): SeenTask | undefined {
    const process = info.parent === undefined ? undefined : this.tasks.get(info.parent)?.process
    if (process === undefined) return undefined
    const existed = process.existed && this.existed
    const thread = this.book.addThread(process, info.tid, info.startTime, this.startOf(info), existed)
    if (thread.main) this.apart.add(thread)
    return { process: undefined, thread }
  }

  /** What is told before the first frame that has the program lived before, where Coreglow did not start it. */
  private get existed(): boolean {
    return this.options.attached && !this.begun
  }

  private startOf({ seenNs = this.nowNs }: TaskInfo): number {
    return Math.max(seenNs, this.options.startNs)
  }
}

function addRow(thread: SeenThread, tasks: TaskColumns, row: number): void {
  thread.cpuNs.add(tasks.cpuNs[row]!)
  thread.runQueueNs.add(tasks.runQueueNs[row]!)
  thread.voluntarySwitches.add(tasks.voluntarySwitches[row]!)
  thread.involuntarySwitches.add(tasks.involuntarySwitches[row]!)
}
