import type { InterpreterReader } from '../gil/interpreter-reader.ts'
import { CODE } from './codes.ts'
import { WatchedGil } from './watched-gil.ts'
import type { WatchedThread } from './watched-thread.ts'

/** Python's names of threads are read at most this often, ns: it is a walk through dictionaries. Chosen. */
const NAMES_NS = 500_000_000
/** A thread that has no name by then gets none, ns: Python gives names while it starts up. Chosen. */
const NAMED_BY_NS = 10_000_000_000

/** The interpreter of a followed process: which thread has the GIL, and which waits for it. */
export class PythonWatch {
  readonly reader: InterpreterReader
  readonly gils = new Map<number, WatchedGil>()
  private readonly nextGil: () => number
  /** tids of threads that are awake inside the GIL's condition variable. */
  private readonly woken = new Set<number>()
  private namedNs = -Infinity
  private unnamed = false

  constructor(reader: InterpreterReader, nextGil: () => number) {
    this.reader = reader
    this.nextGil = nextGil
  }

  /**
   * Walks interpreters and threads anew. Returns the threads whose entry has changed.
   *
   * @throws CannotRead
   */
  refresh(tNs: number, threads: ReadonlyMap<number, WatchedThread>): readonly WatchedThread[] {
    this.reader.refresh([...threads.keys()])
    this.adoptGils()
    const changed = new Set([...threads.values()].filter((thread) => this.adopt(thread)))
    if (changed.size > 0) this.unnamed = true
    if (this.unnamed && tNs - this.namedNs >= NAMES_NS) {
      this.namedNs = tNs
      this.reader.readNames()
      for (const thread of threads.values()) if (this.rename(thread)) changed.add(thread)
      this.unnamed = [...threads.values()].some((thread) => this.mayGetName(thread, tNs))
    }
    return [...changed]
  }

  /** Whether a refresh is due for names alone. */
  wantsNames(tNs: number): boolean {
    return this.unnamed && tNs - this.namedNs >= NAMES_NS
  }

  /**
   * Finds, after all threads were looked at, which of those that are awake wait for a GIL all the same: a waiter wakes every
   * switch interval, and when it is given the GIL, and until it has a core it is "running" for the kernel. The C library counts
   * the threads inside the wait; those that are not blocked there are among the runnable ones.
   */
  sort(threads: Iterable<WatchedThread>): void {
    this.woken.clear()
    for (const gil of this.gils.values()) {
      const { inside, address, holder } = gil.reading
      if (inside === undefined || inside === 0) continue
      let missing = inside
      const awake: WatchedThread[] = []
      for (const thread of threads) {
        if (thread.gil !== address) continue
        if (thread.waits < 0) {
          if (thread.tid !== holder) awake.push(thread)
        } else if (gil.contains(thread.line.first)) missing--
      }
      // The one that waited before is the likelier.
      if (awake.length > missing) awake.sort((a, b) => waitedBefore(b) - waitedBefore(a))
      for (const thread of awake.slice(0, Math.max(0, missing))) this.woken.add(thread.tid)
    }
  }

  /** Whether a holder of a GIL waits for it by now: it has lost it since the GIL was read. */
  isTorn(threads: ReadonlyMap<number, WatchedThread>): boolean {
    for (const { reading } of this.gils.values()) {
      const holder = reading.holder === undefined ? undefined : threads.get(reading.holder)
      if (holder !== undefined && this.isGilWait(holder)) return true
    }
    return false
  }

  /** Whether a thread is still in the wait for its GIL in which it was, so that it need not be looked at. */
  stillWaits(thread: WatchedThread): boolean {
    const gil = this.gils.get(thread.gil)
    return gil !== undefined && thread.waits === CODE.lock && gil.contains(thread.line.first) && gil.keeps(thread.tid)
  }

  /** Code of what a Python thread does. */
  code(thread: WatchedThread): number {
    const gil = this.gils.get(thread.gil)
    if (gil?.reading.enabled === false) return this.freeCode(thread)
    const holds = gil !== undefined && gil.reading.holder === thread.tid
    if (thread.waits < 0) return holds ? CODE.python : this.woken.has(thread.tid) ? CODE.gil : CODE.native
    if (this.isGilWait(thread)) return CODE.gil
    return holds ? CODE['gil-off-core'] : thread.waitCode()
  }

  get hasUnknownHolder(): boolean {
    for (const { reading } of this.gils.values()) if (reading.locked && reading.holder === undefined) return true
    return false
  }

  holds(thread: WatchedThread): boolean {
    return this.gils.get(thread.gil)?.reading.holder === thread.tid
  }

  close(): void {
    this.reader.close()
  }

  private freeCode(thread: WatchedThread): number {
    const attachment = this.reader.attachment(thread.tid)
    if (attachment === 2) return CODE['world-stopped']
    if (thread.waits >= 0) return thread.waitCode()
    return attachment === 1 ? CODE.python : CODE.native
  }

  private isGilWait(thread: WatchedThread): boolean {
    if (thread.waits !== CODE.lock) return false
    for (const gil of this.gils.values()) if (gil.contains(thread.line.first)) return true
    return false
  }

  private adoptGils(): void {
    const found = new Set<number>()
    for (const reading of this.reader.gils) {
      found.add(reading.address)
      const gil = this.gils.get(reading.address)
      if (gil === undefined) this.gils.set(reading.address, new WatchedGil(this.nextGil(), reading))
      else gil.reading = reading
    }
    for (const address of this.gils.keys()) if (!found.has(address)) this.gils.delete(address)
  }

  private adopt(thread: WatchedThread): boolean {
    const known = this.reader.threads.get(thread.tid)
    const python = known !== undefined
    thread.gil = known?.gil?.address ?? 0
    const changed = thread.python !== python
    thread.python = python
    return changed
  }

  private mayGetName(thread: WatchedThread, tNs: number): boolean {
    return (
      thread.python && this.reader.threads.get(thread.tid)?.name === undefined && tNs - thread.sinceNs < NAMED_BY_NS
    )
  }

  private rename(thread: WatchedThread): boolean {
    const { name = thread.name, daemon } = this.reader.threads.get(thread.tid) ?? {}
    const changed = name !== thread.name || daemon !== thread.daemon
    thread.name = name
    thread.daemon = daemon
    return changed
  }
}

const waitedBefore = (thread: WatchedThread): number => Number(thread.history.code === CODE.gil)
