import { readdirSync } from 'node:fs'
import type { ProcReader } from './proc-file.ts'
import { decodeName, parseStat, STAT, statFields } from './proc-parse.ts'
import type { SystemUnits } from './proc-system.ts'
import { nowNs } from '../host/clock.ts'

/** How often it begins anew. It then costs 0.35 % of a core, measured with 175 processes on a busy machine of two cores. */
const CYCLE_NS = 1e9
/** Longest time that one step may take, so that it cannot make the next tick late: 0.5 ms, about 50 processes. */
const STEP_NS = 5e5

/** Fields of `/proc/<pid>/stat` of a process, ended threads included. */
export interface ProcessReading {
  readonly pid: number
  readonly ppid: number
  /** In clock ticks since boot; with the pid it is unique. */
  readonly startTime: number
  /** Name that the kernel gives it, at most 15 bytes. */
  readonly name: string
  readonly cpuNs: number
  /** CPU time of the children that it has waited for, and of theirs. */
  readonly reapedNs: number
  readonly rssBytes: number
  /** When it was read. */
  readonly tNs: number
}

/** All processes of the system that can be read, by pid. */
export type ProcessTable = ReadonlyMap<number, ProcessReading>

/** Looks through all processes of the system: once a second a few at each step, or all of them at once. */
export class Census {
  private readonly reader: ProcReader
  private readonly units: SystemUnits
  private readonly stat = statFields()
  private startedNs = -Infinity
  private pids: string[] = []
  private place = 0
  private listed = 0
  private table = new Map<number, ProcessReading>()

  constructor(reader: ProcReader, units: SystemUnits) {
    this.reader = reader
    this.units = units
  }

  /** The table, at the step that completes it. On a system of thousands of processes that takes more than a second. */
  step(tNs: number): ProcessTable | undefined {
    if (this.pids.length === 0) {
      if (tNs - this.startedNs < CYCLE_NS) return undefined
      this.begin(tNs)
    }
    const untilNs = nowNs() + STEP_NS
    while (this.place < this.pids.length && nowNs() < untilNs) this.look(this.pids[this.place++]!)
    return this.place === this.pids.length ? this.finish() : undefined
  }

  /** The table at once, which takes some milliseconds: not while a trial is measured. */
  whole(): ProcessTable {
    this.begin(nowNs())
    for (const pid of this.pids) this.look(pid)
    return this.finish()
  }

  /** Whether the last table has all processes that were listed: none of them ended before it was read. */
  get isComplete(): boolean {
    return this.table.size === this.listed
  }

  private finish(): ProcessTable {
    this.pids = []
    return this.table
  }

  private begin(tNs: number): void {
    this.startedNs = tNs
    // In the order of their pids: nearly always parents before their children.
    this.pids = pidsOfSystem()
    this.place = 0
    this.listed = this.pids.length
    this.table = new Map()
  }

  private look(name: string): void {
    const length = this.reader.readOnce(`/proc/${name}/stat`)
    if (typeof length !== 'number' || !parseStat(this.reader.bytes, length, this.stat)) return
    const { numbers, nameFrom, nameTo } = this.stat
    const { tickNs, pageBytes } = this.units
    const pid = Number(name)
    this.table.set(pid, {
      pid,
      ppid: numbers[STAT.ppid]!,
      startTime: numbers[STAT.startTime]!,
      name: decodeName(this.reader.bytes, nameFrom, nameTo),
      cpuNs: (numbers[STAT.utime]! + numbers[STAT.stime]!) * tickNs,
      reapedNs: (numbers[STAT.cutime]! + numbers[STAT.cstime]!) * tickNs,
      rssBytes: numbers[STAT.rss]! * pageBytes,
      tNs: nowNs(),
    })
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
