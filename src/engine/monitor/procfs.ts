import type { TopProcess } from '../../contract/frame.ts'
import { ProcApp } from './proc-app.ts'
import { procFile, ProcReader, type ReadFailure } from './proc-file.ts'
import { parseCoreCount, parseCores, parseForks, parseStat, STAT, statFields } from './proc-parse.ts'
import { type Depth, type ProcContext, ProcProcess, type Tracked } from './proc-process.ts'
import { readUnits } from './proc-system.ts'
import { ProcTask } from './proc-task.ts'
import { pidsOfSystem, TopScan } from './proc-top.ts'
import { Columns, Dictionary, type Reading, type Source, type Watch } from './source.ts'

/** How often what is dear to read is read. */
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
  private readonly scan = new TopScan(this.context.reader, this.context.units)
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
    this.asked.push(target)
  }

  unwatch(pid: number): void {
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
    return this.scan.next(tNs)
  }

  close(): void {
    this.context.reader.closeAll()
    this.machine.closeAll()
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
      else this.warnings.push(`Cannot watch process ${target.pid}: ${REASONS[outcome]}.`)
      return false
    })
    this.known = new Set()
  }

  private open({ pid, role }: Watch): Tracked | ReadFailure {
    if (role === 'app') return ProcApp.open(this.context, pid)
    const first = this.firstTask(pid)
    return typeof first === 'string' ? first : new ProcProcess(this.context, first, pid, role)
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

/** Columns as in `parseCores`: system time takes in interrupts, user time has guests in it already. */
function setCore({ cores }: Columns, core: number, ticks: Float64Array, tickNs: number): void {
  cores.user[core] = (ticks[0]! + ticks[1]!) * tickNs
  cores.system[core] = (ticks[2]! + (ticks[5]! || 0) + (ticks[6]! || 0)) * tickNs
  cores.idle[core] = ticks[3]! * tickNs
  cores.iowait[core] = ticks[4]! * tickNs
  cores.steal[core] = ticks[7]! * tickNs
}
