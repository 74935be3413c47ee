import { SETTLE_NS } from './cpu-settler.ts'
import type { ReaderMessage } from './activity-messages.ts'
import type { WatchedProcess } from './watched-process.ts'
import { buildWindow, endWindow, type WindowEnd } from './window-builder.ts'

/** Length of a window, ns; with many threads it is longer in proportion, since each has at least a row in it. */
const WINDOW_NS = 50_000_000
const THREADS_OF_ONE = 100

/** Windows that have ended and are sent when what is in them is settled. */
export class WindowQueue {
  dueNs = Infinity
  private fromNs = NaN
  private readonly ends: WindowEnd[] = []
  /** Processes that have ended, or are followed no longer, and whose last windows are still to come. */
  private readonly leaving = new Set<WatchedProcess>()
  private readonly emit: (message: ReaderMessage) => void

  constructor(emit: (message: ReaderMessage) => void) {
    this.emit = emit
  }

  get isEmpty(): boolean {
    return this.ends.length === 0 && this.leaving.size === 0
  }

  begin(tNs: number): void {
    if (this.dueNs !== Infinity) return
    this.fromNs = tNs
    this.dueNs = tNs + WINDOW_NS
  }

  isDue(tNs: number): boolean {
    return tNs >= this.dueNs
  }

  leave(process: WatchedProcess): void {
    this.leaving.add(process)
  }

  /** Ends a window, and sends those that are settled. All processes have just been sampled. */
  end(tNs: number, processes: readonly WatchedProcess[], looked: number | undefined): void {
    let threads = 0
    for (const process of processes) {
      threads += process.threads.size
      for (const thread of process.threads.values()) {
        if (thread.ran) thread.settler.settleBlock(tNs)
        else thread.settler.skipBlock(tNs)
        thread.ran = false
      }
    }
    this.ends.push(endWindow(tNs, processes))
    this.dueNs = tNs + WINDOW_NS * Math.max(1, threads / THREADS_OF_ONE)
    const all = [...processes, ...this.leaving]
    while (this.ends.length > 0 && this.ends[0]!.toNs <= tNs - SETTLE_NS) this.tell(this.ends.shift()!, all, looked)
    if (processes.length === 0 && this.isEmpty) this.dueNs = Infinity
  }

  private tell(end: WindowEnd, processes: readonly WatchedProcess[], looked: number | undefined): void {
    const built = buildWindow(this.fromNs, end, processes, looked)
    const ended = processes.flatMap((process) => forget(process, end.toNs))
    this.emit({ type: 'window', built, ended })
    for (const process of this.leaving) if (process.ended.length === 0) this.leaving.delete(process)
    this.fromNs = end.toNs
  }
}

/** Forgets what was sent. Returns the threads of which nothing more will be sent. */
function forget(process: WatchedProcess, toNs: number): readonly number[] {
  for (const thread of process.threads.values()) thread.history.forget(toNs)
  const over = process.ended.filter(({ history }) => history.endNs <= toNs)
  const others = process.ended.filter(({ history }) => history.endNs > toNs)
  if (over.length > 0) process.ended.splice(0, Infinity, ...others)
  for (const { history } of others) history.forget(toNs)
  return over.map(({ index }) => index)
}
