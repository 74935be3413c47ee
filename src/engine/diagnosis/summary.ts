import { ACTIVITIES } from '../../contract/activity.ts'
import type { InterpreterSummary, ProcessSummary, ThreadSummary } from '../../contract/program.ts'
import { sum } from '../../contract/statistics.ts'
import { functionShares } from './functions.ts'
import type { Evidence, GilEvidence, ProcessEvidence, ThreadEvidence } from './evidence.ts'
import { lifeOf } from './time.ts'

const NOT_COUNTED = { missing: 'not available: the system does not count it, or it may not be read' }
const NO_GIL = { missing: 'this build runs without the GIL' }
const NOT_SEEN = 'it ended before its states were read, or they cannot be read'

/** The parts of a program's record that are not its samples. */
export interface ProgramSummary {
  readonly wallSeconds: number
  readonly cpuSeconds: number
  readonly usableCores: number
  readonly processes: readonly ProcessSummary[]
  readonly threads: readonly ThreadSummary[]
  readonly interpreters: readonly InterpreterSummary[]
}

/** Evidence as it is kept in the record of a program. @param startNs When the watch began. */
export function summarize(evidence: Evidence, startNs: number): ProgramSummary {
  const { seconds, cpuSeconds, usableCores, processes, threads, gils } = evidence
  return {
    wallSeconds: seconds,
    cpuSeconds,
    usableCores,
    processes: summarizeProcesses(evidence, startNs),
    threads: threads.map((thread) => threadSummary(thread, processes, clockFrom(startNs))),
    interpreters: gils.flatMap((gil) => interpreterSummaries(gil, processes)),
  }
}

/** The processes alone: without the functions of each thread, which are the costly part. @param startNs When the watch began. */
export function summarizeProcesses({ processes }: Evidence, startNs: number): readonly ProcessSummary[] {
  return processes.map((process) => processSummary(process, processes, clockFrom(startNs)))
}

/** Seconds since the watch began as nanoseconds of the monotonic clock. */
function clockFrom(startNs: number): (time: number) => number {
  return (time) => Math.round(startNs + time * 1e9)
}

function processSummary(
  process: ProcessEvidence,
  all: readonly ProcessEvidence[],
  toNs: (time: number) => number,
): ProcessSummary {
  const { pid, parent, name, command, exit, python, runtime, missing, io, memory } = process
  return {
    pid,
    ...(parent !== undefined && { parentPid: all[parent]!.pid }),
    name,
    command: [...command],
    startNs: toNs(process.start),
    ...(Number.isFinite(process.end) && { endNs: toNs(process.end) }),
    ...(exit !== undefined && { exit }),
    cpuSeconds: process.cpuSeconds,
    readBytes: known(io.readBytes),
    writtenBytes: known(io.writtenBytes),
    reads: known(io.reads),
    writes: known(io.writes),
    privateBytes: Number.isNaN(memory.firstPrivate)
      ? NOT_COUNTED
      : { first: memory.firstPrivate, last: memory.lastPrivate },
    ...(python !== undefined && { python: { version: python.version, gil: gilOf(python) } }),
    ...(runtime !== undefined && { runtime }),
    ...(missing !== undefined && { missing }),
  }
}

function gilOf({
  freeThreaded,
  gilEnabled,
}: NonNullable<ProcessEvidence['python']>): 'on' | 'off' | 'free-threaded, on' {
  if (!freeThreaded) return 'on'
  return gilEnabled ? 'free-threaded, on' : 'off'
}

function threadSummary(
  thread: ThreadEvidence,
  processes: readonly ProcessEvidence[],
  toNs: (time: number) => number,
): ThreadSummary {
  const life = lifeOf(thread)
  const states = ACTIVITIES.flatMap((activity) => {
    const time = thread.activity[activity]
    return time === undefined || life === 0 ? [] : [[activity, time / life] as const]
  })
  const { pid, missing = NOT_SEEN } = processes[thread.process]!
  return {
    pid,
    tid: thread.tid,
    name: thread.name,
    startNs: toNs(thread.start),
    ...(Number.isFinite(thread.end) && { endNs: toNs(thread.end) }),
    cpuSeconds: thread.cpuSeconds,
    states: life === 0 ? { unknown: 1 } : Object.fromEntries(states),
    ...((life === 0 || thread.activity.unknown !== undefined) && { missing }),
    functions: functionsOf(thread),
  }
}

function functionsOf({ stacks }: ThreadEvidence): ThreadSummary['functions'] {
  const seen = stacks.flatMap(({ frames: [place], samples }) => (place === undefined ? [] : [{ place, samples }]))
  return functionShares(seen, sum(stacks.map(({ samples }) => samples)))
}

function interpreterSummaries(gil: GilEvidence, processes: readonly ProcessEvidence[]): readonly InterpreterSummary[] {
  const { pid } = processes[gil.process]!
  return gil.interpreters.map((id) => ({
    pid,
    id,
    gilHeldShare: gil.enabled ? known(gil.heldSeconds / gil.seconds) : NO_GIL,
    handovers: gil.enabled ? gil.handovers : NO_GIL,
    longestHoldSeconds: gil.enabled ? gil.longestHold : NO_GIL,
  }))
}

function known(value: number): number | { missing: string } {
  return Number.isNaN(value) ? NOT_COUNTED : value
}
