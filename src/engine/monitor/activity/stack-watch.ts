import { MAX_FRAMES, type StackFrame } from './activity-source.ts'
import { CODE } from './codes.ts'
import { hasEventLoop, libraryWait } from './library-waits.ts'
import type { WatchedProcess } from './watched-process.ts'
import type { WatchedThread } from './watched-thread.ts'

/** Stacks of new waits read a second and process, at most: about 20 us each (measured), so at most 0.4 % of a core. */
const WAITS_PER_SECOND = 200
/** Most of them at once. Chosen: those of a tenth of a second. */
const WAITS_AT_ONCE = WAITS_PER_SECOND / 10
/** Stacks read in one round, at most; with more threads each round reads the next ones. Chosen: about 2 ms. */
const MAX_ROUND = 64
/** A quiet thread's stack is read again after this, ns: it may have gone through the same wait again unseen. Chosen. */
const STALE_NS = 1_000_000_000

export interface StackSample {
  readonly thread: number
  readonly activity: number
  readonly frames: readonly StackFrame[]
}

/** Reads the Python stacks of one process: of new waits, for what they wait for, and of all threads in rounds. */
export class StackWatch {
  private readonly process: WatchedProcess
  private tokens = WAITS_AT_ONCE
  private filledNs: number
  private from = 0

  constructor(process: WatchedProcess, tNs: number) {
    this.process = process
    this.filledNs = tNs
  }

  /** Reads the stacks of waits that have just begun and last. */
  readWaits(tNs: number): void {
    if (this.process.python === undefined) return
    this.tokens = Math.min(WAITS_AT_ONCE, this.tokens + ((tNs - this.filledNs) / 1e9) * WAITS_PER_SECOND)
    this.filledNs = tNs
    for (const thread of this.process.threads.values()) {
      if (this.tokens < 1) return
      if (!thread.python || !isNewWait(thread)) continue
      this.tokens--
      this.read(thread, tNs)
    }
  }

  /** Stacks of all Python threads; those of threads that have not moved are not read again. */
  round(tNs: number): readonly StackSample[] {
    const samples: StackSample[] = []
    const threads = [...this.process.threads.values()].filter((thread) => thread.python)
    let reads = 0
    const first = threads.length > MAX_ROUND ? this.from % threads.length : 0
    for (let i = 0; i < threads.length; i++) {
      const thread = threads[(first + i) % threads.length]!
      if (!isCurrent(thread, tNs)) {
        if (reads >= MAX_ROUND) continue
        reads++
        this.from = first + i + 1
        this.read(thread, tNs)
      }
      if (thread.stack !== undefined && thread.stack.frames.length > 0)
        samples.push({ thread: thread.index, activity: thread.history.code, frames: thread.stack.frames })
    }
    return samples
  }

  private read(thread: WatchedThread, tNs: number): void {
    const frames = this.process.python?.reader.stack(thread.tid, MAX_FRAMES)
    thread.stack = { frames: frames ?? [], move: thread.moves, tNs }
    if (frames !== undefined && !thread.loop) thread.loop = hasEventLoop(frames)
    // The stack is of another wait, or of none, if the thread has moved meanwhile.
    if (frames !== undefined && canBeLibrary(thread) && this.process.isUnmoved(thread))
      thread.learn(libraryWait(frames))
  }
}

function isNewWait(thread: WatchedThread): boolean {
  return thread.stack?.move !== thread.moves && canBeLibrary(thread)
}

/** Whether a stack can say more of a wait than the kernel does. */
function canBeLibrary({ waits, history }: WatchedThread): boolean {
  return waits >= 0 && history.code !== CODE.gil && history.code !== CODE.sleep && history.code !== CODE.memory
}

function isCurrent(thread: WatchedThread, tNs: number): boolean {
  const { stack } = thread
  return stack !== undefined && thread.waits >= 0 && stack.move === thread.moves && tNs - stack.tNs < STALE_NS
}
