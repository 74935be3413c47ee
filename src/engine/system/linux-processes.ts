import { uptime } from 'node:os'
import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { ProcessList, SystemProcess } from '../../contract/system.ts'
import { readText } from '../files/system-file.ts'
import { ancestors } from '../host/ancestors.ts'
import { nowNs } from '../host/clock.ts'
import { ptraceScope } from '../monitor/gil/not-permitted.ts'
import { pidsOfSystem } from '../monitor/proc-census.ts'
import { ProcReader } from '../monitor/proc-file.ts'
import { affinityLimit } from './affinity.ts'
import { controlLimit, trueUnless, watchLimit } from './limits.ts'
import { readMemoryUse } from './memory-use.ts'
import { readFacts, type ProcessFacts } from './process-facts.ts'
import type { OwnPids, ProcessSource } from './process-source.ts'
import { createStatReader, type StatReading } from './stat-reader.ts'
import { createUserNames } from './users.ts'

/** Longest time without a break for others, such as the events of a run: 4 ms, about 100 processes. Chosen. */
const SLICE_NS = 4e6
/** How long facts that seldom change hold. Chosen: a user or affinity that changed is shown wrong for that long at most. */
const FACTS_NS = 10e9

/** A process as it was read last. */
interface Seen {
  readonly stat: StatReading
  readonly facts: ProcessFacts
  readonly factsNs: number
}
type SeenTable = Map<number, Seen>

/** What holds for all processes of one list. */
interface Context {
  readonly own: ReadonlySet<number>
  readonly ancestors: ReadonlySet<number>
  /** Coreglow, and what it started. */
  readonly started: Set<number>
  /** kernel.yama.ptrace_scope; undefined without Yama. */
  readonly scope: number | undefined
}

/**
 * Processes from /proc: one file of each for a list, and a few more of those that are new. Nothing is started for it.
 * A list of 490 processes costs 14 ms of CPU time, the first one 90 ms: measured on two cores.
 */
export function createLinuxProcesses(ownPids: OwnPids): ProcessSource {
  const reader = new ProcReader(0)
  const readStat = createStatReader(reader)
  const userName = createUserNames()
  const uid = process.geteuid?.() ?? 0
  const bootMs = bootTimeMs()
  let seen: SeenTable = new Map()

  const contextNow = (): Context => ({
    own: new Set(ownPids()),
    ancestors: new Set(ancestors()),
    started: new Set([process.pid]),
    scope: ptraceScope(),
  })

  /** Facts are read for a process that is new, that has another name since an exec, and now and then. */
  const look = (stat: StatReading, before: Seen | undefined): Seen => {
    const isSame = before?.stat.startTime === stat.startTime && before.stat.kernelName === stat.kernelName
    if (isSame && stat.tNs - before.factsNs < FACTS_NS) return { ...before, stat }
    const facts = readFacts(reader, stat.pid, stat.kernelName, isSame ? before.facts : undefined)
    return { stat, facts, factsNs: stat.tNs }
  }

  const describe = ({ stat, facts }: Seen, context: Context): SystemProcess => {
    const { pid, state } = stat
    const isStarted = context.started.has(stat.parentPid)
    if (isStarted) context.started.add(pid)
    const user = facts.uid === undefined ? undefined : userName(facts.uid)
    const traits = {
      pid,
      user,
      isKernelThread: stat.isKernelThread,
      isZombie: state === 'zombie' || state === 'ended',
      isOwn: context.own.has(pid),
      isAncestor: context.ancestors.has(pid),
    }
    const permission = { pid, uid, owner: facts.uid, filesOwner: facts.filesOwner, scope: context.scope }
    return {
      pid,
      startTime: stat.startTime,
      parentPid: stat.parentPid,
      name: facts.name,
      command: facts.command,
      user,
      state,
      threads: stat.threads,
      cpuSeconds: stat.cpuNs / 1e9,
      rssBytes: stat.rssBytes,
      nice: stat.nice,
      cores: facts.cores,
      startedMs: bootMs + stat.startedAfterBootMs,
      runtime: facts.runtime,
      readable: trueUnless(watchLimit(traits, permission, isStarted)),
      controllable: trueUnless(controlLimit(traits, userName(uid))),
    }
  }

  return {
    startTolerance: 0,
    async list(): Promise<ProcessList> {
      const context = contextNow()
      const table: SeenTable = new Map()
      const processes: SystemProcess[] = []
      let untilNs = nowNs() + SLICE_NS
      // In the order of their PIDs: nearly always parents before their children.
      for (const pid of pidsOfSystem().map(Number)) {
        const stat = readStat(pid)
        if (stat !== undefined) {
          const before = seen.get(pid)
          const now = look(stat, before)
          table.set(pid, now)
          processes.push({ ...describe(now, context), cpuShare: shareOf(stat, before?.stat) })
        }
        if (nowNs() < untilNs) continue
        await letOthersRun()
        untilNs = nowNs() + SLICE_NS
      }
      seen = table
      return { processes, memory: readMemoryUse(), affinity: trueUnless(affinityLimit()), missing: {} }
    },
    async find(pid) {
      const stat = readStat(pid)
      // It is asked for because it will be changed: the next list reads its facts anew.
      const before = seen.get(pid)
      if (before !== undefined) seen.set(pid, { ...before, factsNs: -Infinity })
      return stat && describe(look(stat, undefined), contextNow())
    },
  }
}

/** Share of one core; undefined for a process that was not there before. */
function shareOf(stat: StatReading, before: StatReading | undefined): number | undefined {
  if (before?.startTime !== stat.startTime || stat.tNs <= before.tNs) return undefined
  return Math.max(stat.cpuNs - before.cpuNs, 0) / (stat.tNs - before.tNs)
}

/** When the system was started, ms since 1970. */
function bootTimeMs(): number {
  const seconds = /^btime (\d+)/m.exec(readText('/proc/stat') ?? '')?.[1]
  return seconds === undefined ? Date.now() - uptime() * 1000 : Number(seconds) * 1000
}
