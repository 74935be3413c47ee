import { cpus } from 'node:os'
import type { Systeminformation } from 'systeminformation'
import { TASK_STATES, type TaskInfo, type TaskState, type TopProcess } from '../../contract/frame.ts'
import { nowNs } from '../host/clock.ts'
import { Columns, Dictionary, type Reading, type Source, type Watch } from './source.ts'
import type { TaskValues } from '../../contract/frame-columns.ts'

/** Each listing starts a process or two, which must not be the load. */
const LISTING_NS = 1e9
const LISTED_TOP = 10
/** Start times are worked out from ages in seconds, and shake. */
export const START_TOLERANCE_MS = 3000

type Listed = Systeminformation.ProcessesProcessData
type List = () => Promise<readonly Listed[]>

interface Member {
  readonly root: number
  readonly info: TaskInfo
  values: TaskValues
}

/**
 * What every system has: cores from `os.cpus()` at each tick, processes from systeminformation at most once a second,
 * in between as they were. No threads. CPU time is an estimate (see `portableSources`), but for this process itself.
 */
export function createPortableSource(list: List = listProcesses): Source {
  return new PortableSource(list)
}

class PortableSource implements Source {
  private readonly list: List
  private readonly dictionary = new Dictionary()
  private readonly members = new Map<number, Member>()
  private asked: Watch[] = []
  private warnings: string[] = []
  private latest: readonly TopProcess[] | undefined
  private listing = false
  private wanted = false
  private listedNs = -Infinity

  constructor(list: List) {
    this.list = list
  }

  watch(target: Watch): void {
    if (target.countOnly !== true) this.asked.push(target)
  }

  unwatch(pid: number): void {
    this.asked = this.asked.filter((target) => target.pid !== pid)
    for (const [member, { root }] of this.members) if (root === pid) this.members.delete(member)
  }

  read(tNs: number): Reading {
    if (this.wanted || this.asked.length > 0 || this.members.size > 0) this.refresh(tNs)
    const cores = cpus()
    const columns = new Columns(cores.length, this.members.size)
    cores.forEach(({ times }, core) => {
      columns.cores.user[core] = (times.user + times.nice) * 1e6
      columns.cores.system[core] = (times.sys + times.irq) * 1e6
      columns.cores.idle[core] = times.idle * 1e6
    })
    for (const [pid, { info, values }] of this.members) {
      columns.addRow(info.index, pid === process.pid ? ownValues(values) : values)
    }
    const { warnings } = this
    this.warnings = []
    return {
      cores: columns.cores,
      tasks: columns.tasks,
      buffer: columns.buffer,
      changes: this.dictionary.take(),
      warnings,
    }
  }

  top(): readonly TopProcess[] | undefined {
    this.wanted = true
    const { latest } = this
    this.latest = undefined
    return latest
  }

  openAccount(): void {}

  closeAccount(): undefined {}

  showViewers(): void {}

  close(): void {
    this.members.clear()
  }

  private refresh(tNs: number): void {
    if (this.listing || tNs - this.listedNs < LISTING_NS) return
    this.listing = true
    const sinceNs = this.listedNs
    this.listedNs = tNs
    this.list()
      .then((found) => this.take(found, tNs - sinceNs))
      .catch((error: unknown) => this.warnings.push(`Cannot list the processes: ${String(error)}.`))
      .finally(() => (this.listing = false))
  }

  private take(found: readonly Listed[], elapsedNs: number): void {
    this.latest = topOf(found)
    this.wanted = false
    const byPid = new Map(found.map((listed) => [listed.pid, listed]))
    for (const [pid, member] of this.members) this.update(pid, member, byPid.get(pid), elapsedNs)
    for (const target of this.asked) this.begin(target, byPid.get(target.pid))
    this.asked = []
    // A child may stand before its parent, so it goes on until a pass finds none.
    while (this.adopt(found));
  }

  /** A pid that is gone, or begins anew, is the end of the task. */
  private update(pid: number, member: Member, listed: Listed | undefined, elapsedNs: number): void {
    if (listed !== undefined && Math.abs(startTimeOf(listed) - member.info.startTime) <= START_TOLERANCE_MS) {
      member.values = valuesOf(listed, member.values.cpuNs + shareOf(listed) * elapsedNs)
      return
    }
    this.dictionary.change(member.info, { endedNs: nowNs() })
    this.members.delete(pid)
  }

  private begin({ pid, role, mayBeGone = false }: Watch, listed: Listed | undefined): void {
    if (listed === undefined) {
      if (!mayBeGone) this.warnings.push(`Cannot watch process ${pid}: no such process.`)
    } else if (!this.members.has(pid)) this.add(listed, pid, role, undefined)
  }

  private adopt(found: readonly Listed[]): boolean {
    const before = this.members.size
    for (const listed of found) {
      const parent = this.members.get(listed.parentPid)
      if (parent === undefined || parent.info.role === 'app' || this.members.has(listed.pid)) continue
      this.add(listed, parent.root, parent.info.role, parent.info.index)
    }
    return this.members.size > before
  }

  private add(listed: Listed, root: number, role: TaskInfo['role'], parent: number | undefined): void {
    const { pid, name } = listed
    const startTime = startTimeOf(listed)
    const info = this.dictionary.add({ pid, tid: pid, kind: 'process', parent, name, startTime, role })
    this.members.set(pid, { root, info, values: valuesOf(listed, 0) })
  }
}

/** Loaded when first needed: it is large, and Linux does without. */
async function listProcesses(): Promise<readonly Listed[]> {
  const { processes } = await import('systeminformation')
  return (await processes()).list
}

const STATES: Readonly<Record<string, TaskState>> = {
  running: 'running',
  sleeping: 'sleeping',
  blocked: 'disk-wait',
  stopped: 'stopped',
  zombie: 'zombie',
  dead: 'ended',
}

export function stateOf({ state }: Listed): TaskState {
  return STATES[state] ?? 'unknown'
}

function valuesOf(listed: Listed, cpuNs: number): TaskValues {
  return {
    ...UNKNOWN,
    state: TASK_STATES.indexOf(stateOf(listed)),
    cpuNs,
    rssBytes: listed.memRss * 1024,
  }
}

const UNKNOWN = { core: -1, runQueueNs: NaN, voluntarySwitches: NaN, involuntarySwitches: NaN }

function ownValues(values: TaskValues): TaskValues {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  return { ...values, cpuNs: (userCPUTime + systemCPUTime) * 1e3 }
}

/** CPU share of one core. `ps` on macOS reports it; elsewhere it is reported for all cores together. */
export function shareOf({ cpu }: Listed): number {
  return (cpu / 100) * (process.platform === 'darwin' ? 1 : cpus().length)
}

/** Milliseconds; 0 where it is not told. */
export function startTimeOf({ started }: Listed): number {
  return Date.parse(started) || 0
}

function topOf(found: readonly Listed[]): readonly TopProcess[] {
  return found
    .map((listed) => ({
      pid: listed.pid,
      name: listed.name,
      cpuShare: shareOf(listed),
      rssBytes: listed.memRss * 1024,
    }))
    .toSorted((a, b) => b.cpuShare - a.cpuShare)
    .slice(0, LISTED_TOP)
}
