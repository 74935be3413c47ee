import type { TopProcess } from '../../contract/frame.ts'
import type { CpuAccount, CpuOwner } from './cpu-account.ts'
import { ProcAccount, takeInventory } from './proc-account.ts'
import { ProcApp } from './proc-app.ts'
import { Census, type ProcessReading, type ProcessTable, pidsOfSystem } from './proc-census.ts'
import { procFile, ProcReader, type ReadFailure } from './proc-file.ts'
import { parseCoreCount, parseCores, parseForks, parseStat, STAT, statFields } from './proc-parse.ts'
import { type Depth, type ProcContext, ProcProcess, type Tracked } from './proc-process.ts'
import { readUnits } from './proc-system.ts'
import { ProcTask } from './proc-task.ts'
import { ProgramNames } from './proc-program.ts'
import { topProcesses } from './proc-top.ts'
import { viewerTree } from './viewer-tree.ts'
import { Columns, Dictionary, type Reading, type Source, type Watch } from './source.ts'

/** Interval between readings of expensive files, ns. Chosen: 5 per second. */
const SLOW_NS = 2e8

/**
 * Linux, from `/proc`. New processes are found by their parent, among the pids that were not there before; that list is
 * read when the kernel's count of forks has changed, so that a machine at rest costs nothing. (`task/<tid>/children`
 * would have to be read for every thread, and not every kernel has it.)
 */
export function createLinuxSource(): Source {
  return new LinuxSource()
}

class LinuxSource implements Source {
  private readonly machine = new ProcReader()
  private readonly machineFile = procFile('/proc/stat')
  private readonly context: ProcContext = {
    reader: new ProcReader(),
    units: readUnits(),
    dictionary: new Dictionary(),
  }
  private readonly census = new Census(this.context.reader, this.context.units)
  private table: ProcessTable | undefined
  private readonly accounts = new Map<number, ProcAccount>()
  private readonly programs = new ProgramNames(this.context.reader)
  private readonly ownNames = new Map<number, string>()
  private viewerPids: readonly number[] = []
  private viewers: ReadonlyMap<number, string> = new Map()
  private readonly tracked = new Map<number, Tracked>()
  /** Pids that were asked to be watched. A process that is one belongs to the one it descends from, while that is watched. */
  private readonly roots = new Set<number>()
  private asked: Watch[] = []
  private warnings: string[] = []
  private readonly stat = statFields()
  /** Pids of the system when it was last looked through. */
  private known: ReadonlySet<string> = new Set()
  private forks = NaN
  private slowNs = -Infinity

  watch(target: Watch): void {
    if (target.name !== undefined) this.ownNames.set(target.pid, target.name)
    if (target.countOnly !== true) this.asked.push(target)
  }

  unwatch(pid: number): void {
    this.ownNames.delete(pid)
    this.asked = this.asked.filter((target) => target.pid !== pid)
    this.roots.delete(pid)
    for (const [member, tracked] of this.tracked) {
      if (this.roots.has(tracked.root)) continue
      if (this.roots.has(member)) tracked.root = member
      else this.drop(member, tracked)
    }
  }

  read(tNs: number): Reading {
    const length = this.machine.read(this.machineFile)
    const machineBytes = typeof length === 'number' ? length : 0
    const slow = tNs - this.slowNs >= SLOW_NS
    if (slow) this.slowNs = tNs
    const grown = this.hasGrown(machineBytes, slow) || this.asked.length > 0
    if (this.asked.length > 0) this.begin()
    if (grown && this.tracked.size > 0) this.findChildren()
    this.readTasks(tNs, { whole: grown || slow, slow })
    return this.reading(machineBytes)
  }

  top(tNs: number): readonly TopProcess[] | undefined {
    const table = this.census.step(tNs)
    if (table === undefined) return undefined
    const before = this.table
    this.survey(table)
    return before && topProcesses(before, table)
  }

  showViewers(pids: readonly number[]): void {
    this.viewerPids = pids
  }

  openAccount(id: number): void {
    const inventory = this.takeInventory()
    const lookup = {
      ownerOf: (pid: number) => this.ownerOf(pid),
      nameOf: (process: ProcessReading, owner: CpuOwner) =>
        (owner === 'app' ? this.ownNames.get(process.pid) : undefined) ?? this.programs.nameOf(process, owner),
    }
    this.accounts.set(id, new ProcAccount(inventory, lookup))
  }

  closeAccount(id: number): CpuAccount | undefined {
    const account = this.accounts.get(id)
    if (account === undefined) return undefined
    const inventory = this.takeInventory()
    this.accounts.delete(id)
    return account.close(inventory)
  }

  close(): void {
    this.context.reader.closeAll()
    this.machine.closeAll()
  }

  private takeInventory(): ReturnType<typeof takeInventory> {
    const inventory = takeInventory(this.census, this.context.reader, this.context.units)
    this.survey(inventory.table)
    return inventory
  }

  /** Takes a table of all processes to whoever counts them. */
  private survey(table: ProcessTable): void {
    this.table = table
    this.programs.forgetOthers(table)
    this.viewers = viewerTree(this.viewerPids, table, (process) => this.programs.programOf(process))
    for (const account of this.accounts.values()) account.advance(table)
  }

  private ownerOf(pid: number): CpuOwner | undefined {
    const role = this.tracked.get(pid)?.info.role
    if (role === 'run' || role === 'app') return role
    if (this.ownNames.has(pid)) return 'app'
    return this.viewers.has(pid) ? 'viewer' : undefined
  }

  /** Tells the accounts of a process that may end before they see it. */
  private introduce(pid: number, { ppid, startTime, name }: ProcTask): void {
    for (const account of this.accounts.values()) {
      const process = { pid, ppid, startTime, name }
      account.begin(process, 'run', this.programs.nameOf(process, 'run'))
    }
  }

  /** It may turn out to descend from another that is watched. */
  private drop(pid: number, tracked: Tracked): void {
    tracked.close()
    this.tracked.delete(pid)
    this.known = new Set()
    this.forks = NaN
  }

  /** Whether there may be new processes or threads: the count moved or, where there is none, it is time to look. */
  private hasGrown(length: number, slow: boolean): boolean {
    const before = this.forks
    this.forks = parseForks(this.machine.bytes, length)
    return this.forks > 0 ? this.forks !== before : slow
  }

  /** Takes up what is to be watched; what could not be read for want of descriptors is tried again next time. */
  private begin(): void {
    this.asked = this.asked.filter((target) => {
      const outcome = this.tracked.get(target.pid) ?? this.open(target)
      if (outcome === 'busy') return true
      if (typeof outcome === 'object') this.roots.add(target.pid)
      if (typeof outcome === 'object') this.tracked.set(target.pid, outcome)
      // One of our own that is gone already used nothing that could be missed.
      else if (outcome !== 'gone' || (target.role !== 'app' && target.mayBeGone !== true))
        this.warnings.push(`Cannot watch process ${target.pid}: ${REASONS[outcome]}.`)
      return false
    })
    this.known = new Set()
  }

  private open({ pid, role }: Watch): Tracked | ReadFailure {
    if (role === 'app') return ProcApp.open(this.context, pid)
    const first = this.firstTask(pid)
    if (typeof first === 'string') return first
    if (role === 'run') this.introduce(pid, first)
    return new ProcProcess(this.context, first, pid, role)
  }

  private firstTask(pid: number): ProcTask | ReadFailure {
    const task = new ProcTask(this.context.reader, this.context.units, pid, pid)
    const failure = task.read(true, true)
    if (failure !== undefined) task.close()
    return failure ?? task
  }

  private findChildren(): void {
    const pids = pidsOfSystem()
    const parents = new Map<number, number>()
    const known = new Set(pids)
    for (const pid of pids) {
      const parent = this.known.has(pid) ? undefined : this.parentOf(pid)
      if (typeof parent === 'number') parents.set(Number(pid), parent)
      else if (parent === 'busy') known.delete(pid)
    }
    // A child may have a lower pid than its parent, so it goes on until a pass finds none.
    while (this.adopt(parents));
    this.known = known
  }

  private parentOf(pid: string): number | ReadFailure {
    const { reader } = this.context
    const length = reader.readOnce(`/proc/${pid}/stat`)
    if (typeof length !== 'number') return length
    return parseStat(reader.bytes, length, this.stat) ? this.stat.numbers[STAT.ppid]! : 'unsupported'
  }

  private adopt(parents: Map<number, number>): boolean {
    let found = false
    for (const [pid, ppid] of parents) {
      const parent = this.tracked.get(ppid)
      if (!parent?.descends) continue
      parents.delete(pid)
      const task = this.tracked.has(pid) ? 'gone' : this.firstTask(pid)
      if (typeof task === 'string') continue
      const { root, info } = parent
      if (info.role === 'run') this.introduce(pid, task)
      this.tracked.set(pid, new ProcProcess(this.context, task, root, info.role, info.index))
      found = true
    }
    return found
  }

  private readTasks(tNs: number, depth: Depth): void {
    for (const [pid, tracked] of this.tracked) {
      if (tracked.read(tNs, depth) !== 'gone') continue
      tracked.end(tNs)
      this.tracked.delete(pid)
    }
  }

  private reading(machineBytes: number): Reading {
    const { bytes } = this.machine
    let rows = 0
    for (const tracked of this.tracked.values()) rows += tracked.rows
    const columns = new Columns(parseCoreCount(bytes, machineBytes), rows)
    parseCores(bytes, machineBytes, (core, ticks) => setCore(columns, core, ticks, this.context.units.tickNs))
    for (const tracked of this.tracked.values()) tracked.addRows(columns)
    const { warnings } = this
    this.warnings = []
    const { cores, tasks, buffer } = columns
    return { cores, tasks, buffer, changes: this.context.dictionary.take(), warnings }
  }
}

const REASONS: Readonly<Record<ReadFailure, string>> = {
  gone: 'no such process, or the system hides it',
  denied: 'permission denied',
  busy: 'no file descriptors left',
  unsupported: 'the system reports it in an unknown format',
}

/** Columns as in `parseCores`; the kernel's user time has guests in it already. */
function setCore({ cores }: Columns, core: number, ticks: Float64Array, tickNs: number): void {
  cores.user[core] = (ticks[0]! + ticks[1]!) * tickNs
  cores.system[core] = ticks[2]! * tickNs
  cores.interrupt[core] = (ticks[5]! + ticks[6]!) * tickNs
  cores.idle[core] = ticks[3]! * tickNs
  cores.iowait[core] = ticks[4]! * tickNs
  cores.steal[core] = ticks[7]! * tickNs
}
