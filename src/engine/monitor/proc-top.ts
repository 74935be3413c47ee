import { readdirSync } from 'node:fs'
import type { TopProcess } from '../../contract/frame.ts'
import type { ProcReader } from './proc-file.ts'
import { decodeName, parseStat, STAT, statFields } from './proc-parse.ts'
import type { SystemUnits } from './proc-system.ts'
import { nowNs } from './source.ts'

const CYCLE_NS = 1e9
const LISTED = 10
/** What one call may take, so that it cannot make the next tick late: 0.5 ms, about 50 processes. */
const BUDGET_NS = 5e5

interface Usage {
  readonly startTime: number
  readonly ticks: number
  readonly tNs: number
}

/**
 * Goes through all processes of the system once a second, a few at each call; on a system of thousands a cycle takes
 * longer. A share is of the time since the same process was read last. Processes that cannot be read are left out.
 */
export class TopScan {
  private readonly reader: ProcReader
  private readonly units: SystemUnits
  private readonly stat = statFields()
  private startedNs = -Infinity
  private todo: string[] = []
  private before = new Map<string, Usage>()
  private usages = new Map<string, Usage>()
  private found: TopProcess[] = []

  constructor(reader: ProcReader, units: SystemUnits) {
    this.reader = reader
    this.units = units
  }

  /** The list, at the call that ends a cycle. */
  next(tNs: number): readonly TopProcess[] | undefined {
    if (this.todo.length === 0 && !this.begin(tNs)) return undefined
    const untilNs = nowNs() + BUDGET_NS
    while (this.todo.length > 0 && nowNs() < untilNs) this.look(this.todo.pop()!)
    return this.todo.length === 0 ? this.finish() : undefined
  }

  private begin(tNs: number): boolean {
    if (tNs - this.startedNs < CYCLE_NS) return false
    this.startedNs = tNs
    this.todo = pidsOfSystem()
    return this.todo.length > 0
  }

  private look(pid: string): void {
    const length = this.reader.readOnce(`/proc/${pid}/stat`)
    if (typeof length !== 'number' || !parseStat(this.reader.bytes, length, this.stat)) return
    const { numbers } = this.stat
    const startTime = numbers[STAT.startTime]!
    const usage = { startTime, ticks: numbers[STAT.utime]! + numbers[STAT.stime]!, tNs: nowNs() }
    this.usages.set(pid, usage)
    const was = this.before.get(pid)
    if (was?.startTime === startTime && usage.ticks > was.ticks) this.list(pid, was, usage)
  }

  private list(pid: string, was: Usage, usage: Usage): void {
    this.found.push({
      pid: Number(pid),
      name: decodeName(this.reader.bytes, this.stat.nameFrom, this.stat.nameTo),
      cpuShare: ((usage.ticks - was.ticks) * this.units.tickNs) / (usage.tNs - was.tNs),
      rssBytes: this.stat.numbers[STAT.rss]! * this.units.pageBytes,
    })
  }

  /** Nothing after the first cycle: there is nothing yet to compare with. */
  private finish(): readonly TopProcess[] | undefined {
    const list = this.found.toSorted((a, b) => b.cpuShare - a.cpuShare).slice(0, LISTED)
    const first = this.before.size === 0
    this.before = this.usages
    this.usages = new Map()
    this.found = []
    return first ? undefined : list
  }
}

/** None where the folder cannot be read just now. */
export function pidsOfSystem(): string[] {
  try {
    return readdirSync('/proc').filter(isPid)
  } catch {
    return []
  }
}

function isPid(name: string): boolean {
  const byte = name.codePointAt(0) ?? 0
  return byte > 48 && byte <= 57
}
