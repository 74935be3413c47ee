import type { CpuOwner, ProcessUsage } from './cpu-account.ts'
import type { ProcessReading, ProcessTable } from './proc-census.ts'

/** Tables in which a parent may still show what an ended child used: the two were not read at the same moment. */
const MAX_TABLES_PENDING = 2

/** Facts about processes that the ledger needs. */
export interface ProcessLookup {
  /** Owner of a process, if it is known for this process in particular. */
  readonly ownerOf: (pid: number) => CpuOwner | undefined
  readonly nameOf: (process: ProcessReading, owner: CpuOwner) => string
}

interface Entry {
  readonly pid: number
  readonly startTime: number
  ppid: number
  owner: CpuOwner
  name: string
  /** CPU time at the last reading, cumulative, ns. */
  cpuNs: number
  reapedNs: number
  /** Since the ledger was opened. */
  usedNs: number
}

/** CPU time booked because the time of a parent's children had grown by it. */
interface Booking {
  readonly receiver: Entry
  ns: number
}

/** An ended process, and what the process that waited for it will count from then on as its children's CPU time. */
interface EndedProcess {
  readonly entry: Entry
  readonly countedNs: number
  tables: number
}

/**
 * Adds up the CPU time of all processes between tables of them, short ones too. The kernel adds what a process and its
 * children used to its parent's "children's time" at the moment when the parent waits for it. What a parent's
 * children's time has grown by, less what was seen of the ended children before, is what they used after the last
 * table, or what children used that never were in one. Children that no one waits for are lost.
 */
export class CpuLedger {
  private readonly lookup: ProcessLookup
  private readonly entries = new Map<number, Entry>()
  private ended: EndedProcess[] = []
  /** Bookings of the previous table, by parent. */
  private bookings: ReadonlyMap<Entry, Booking> = new Map()
  private readonly finished: Entry[] = []
  private readonly finishedByName = new Map<string, Entry>()

  constructor(table: ProcessTable, lookup: ProcessLookup) {
    this.lookup = lookup
    for (const process of table.values()) this.entries.set(process.pid, newEntry(process, process))
    this.updateOwners(table)
  }

  /** A process that began since the last table, or whose owner is known only now; it may end before the next. */
  begin(process: Pick<ProcessReading, 'pid' | 'ppid' | 'startTime' | 'name'>, owner: CpuOwner, name: string): void {
    const known = this.entries.get(process.pid)
    if (known?.startTime === process.startTime) {
      Object.assign(known, { owner, name })
      return
    }
    this.end(process.pid)
    this.entries.set(process.pid, { ...newEntry(process), owner, name })
  }

  advance(table: ProcessTable): void {
    for (const [pid, { startTime }] of this.entries) if (table.get(pid)?.startTime !== startTime) this.end(pid)
    const gains = new Map<Entry, number>()
    for (const process of table.values()) this.update(process, gains)
    this.updateOwners(table)
    this.settle(gains)
  }

  /** All that used CPU time; of programs that are not the run's, ended processes of a name are one. */
  usages(): readonly ProcessUsage[] {
    const waiting = this.ended.map(({ entry }) => entry)
    return [...this.entries.values(), ...waiting, ...this.finished, ...this.finishedByName.values()]
      .filter(({ usedNs }) => usedNs > 0)
      .map(({ pid, name, owner, usedNs }) => ({ pid, name, owner, cpuNs: usedNs }))
  }

  private end(pid: number): void {
    const entry = this.entries.get(pid)
    if (entry === undefined) return
    this.entries.delete(pid)
    this.ended.push({ entry, countedNs: entry.cpuNs + entry.reapedNs, tables: 0 })
  }

  private update(process: ProcessReading, gains: Map<Entry, number>): void {
    const entry = this.entries.get(process.pid) ?? newEntry(process)
    this.entries.set(process.pid, entry)
    const cpuNs = Math.max(0, process.cpuNs - entry.cpuNs)
    const reapedNs = Math.max(0, process.reapedNs - entry.reapedNs)
    entry.usedNs += cpuNs
    if (reapedNs > 0) gains.set(entry, reapedNs)
    entry.cpuNs += cpuNs
    entry.reapedNs += reapedNs
    entry.ppid = process.ppid
  }

  private updateOwners(table: ProcessTable): void {
    const done = new Set<number>()
    for (const process of table.values()) this.updateOwner(process, table, done)
  }

  private updateOwner(process: ProcessReading, table: ProcessTable, done: Set<number>): CpuOwner {
    const entry = this.entries.get(process.pid)!
    if (done.has(process.pid)) return entry.owner
    done.add(process.pid)
    // A process of the run stays that, also when its parent has ended and it is watched no more.
    if (entry.owner !== 'run') entry.owner = this.lookup.ownerOf(process.pid) ?? this.inherited(process, table, done)
    entry.name = this.lookup.nameOf(process, entry.owner)
    return entry.owner
  }

  private inherited({ pid, ppid, name }: ProcessReading, table: ProcessTable, done: Set<number>): CpuOwner {
    if (isKernelParent(table, ppid) || isKernelParent(table, pid)) {
      return name.startsWith('ksoftirqd/') ? 'interrupts' : 'kernel'
    }
    const parent = table.get(ppid)
    const owner = parent === undefined ? 'other' : this.updateOwner(parent, table, done)
    return owner === 'run' || owner === 'app' ? owner : 'other'
  }

  /** Books what the children's times have grown by. */
  private settle(gains: Map<Entry, number>): void {
    const receivers = new Map<Entry, Entry>()
    const bookings = new Map<Entry, Booking>()
    const parents = new Map(this.ended.map(({ entry }) => [entry.pid, entry.ppid]))
    const settled: Entry[] = []
    const pending: EndedProcess[] = []
    for (const child of this.ended.toSorted((a, b) => b.countedNs - a.countedNs)) {
      const isFound = this.findCounted(child, parents, (parent) => {
        const gainNs = gains.get(parent) ?? 0
        if (gainNs === 0 || gainNs < child.countedNs) return this.takeBack(parent, child.countedNs)
        gains.set(parent, gainNs - child.countedNs)
        if (!receivers.has(parent)) receivers.set(parent, child.entry)
        return true
      })
      if (isFound || ++child.tables >= MAX_TABLES_PENDING) settled.push(child.entry)
      else pending.push(child)
    }
    for (const [parent, ns] of gains) {
      const receiver = receivers.get(parent) ?? parent
      receiver.usedNs += ns
      bookings.set(parent, { receiver, ns })
    }
    this.bookings = bookings
    this.ended = pending
    for (const entry of settled) this.finish(entry)
  }

  /**
   * The parent may have been read after its child had ended, and the child before that in the same table: then the
   * child's time has been booked a table early, as that of a child that was never seen.
   */
  private takeBack(parent: Entry, countedNs: number): boolean {
    const booking = this.bookings.get(parent)
    if (booking === undefined || countedNs === 0 || booking.ns < countedNs) return false
    booking.ns -= countedNs
    booking.receiver.usedNs -= countedNs
    return true
  }

  /**
   * Finds who waited for an ended process: its parent or, where that has ended too, an ancestor.
   *
   * @param counts whether what the process used is found in the time of the children of this one; it is then taken off.
   */
  private findCounted(
    { entry }: EndedProcess,
    parents: ReadonlyMap<number, number>,
    counts: (ancestor: Entry) => boolean,
  ): boolean {
    let pid = entry.ppid
    let orphan = false
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      const ancestor = this.entries.get(pid)
      if (ancestor !== undefined && counts(ancestor)) return true
      if (ancestor !== undefined && !orphan) return false
      orphan = true
      pid = ancestor?.ppid ?? parents.get(pid) ?? INIT
      if (pid === 0) return false
    }
    return false
  }

  private finish(entry: Entry): void {
    if (entry.usedNs === 0) return
    if (entry.owner === 'run') {
      this.finished.push(entry)
      return
    }
    const key = `${entry.owner} ${entry.name}`
    const same = this.finishedByName.get(key)
    if (same === undefined) this.finishedByName.set(key, entry)
    else same.usedNs += entry.usedNs
  }
}

/** It adopts processes whose parent has ended. */
const INIT = 1
const KERNEL_PARENT = 2
/** Ancestors that are looked at; deeper than any tree of processes that is not made for it. */
const MAX_DEPTH = 64

function isKernelParent(table: ProcessTable, pid: number): boolean {
  return pid === KERNEL_PARENT && table.get(pid)?.name === 'kthreadd'
}

function newEntry(
  { pid, ppid, startTime, name }: Pick<ProcessReading, 'pid' | 'ppid' | 'startTime' | 'name'>,
  { cpuNs, reapedNs } = { cpuNs: 0, reapedNs: 0 },
): Entry {
  return { pid, startTime, ppid, owner: 'other', name, cpuNs, reapedNs, usedNs: 0 }
}
