import { numberIfKnown } from '../../contract/known.ts'
import type { Diagnosis } from '../../contract/finding.ts'
import type { ProcessSummary, Program, ProgramRecord } from '../../contract/program.ts'
import { recordedLog, type ActivityLog } from './activity-log.ts'
import type { Functions, OutputLine, ProgramSession } from './session.ts'

/** What the page shows of a program, live or saved. */
export interface ProgramView {
  readonly isLive: boolean
  readonly program: Program | undefined
  readonly log: ActivityLog
  readonly revision: number
  /** By thread of the log. */
  readonly functions: ReadonlyMap<number, Functions>
  readonly diagnosis: Diagnosis | undefined
  readonly processes: readonly ProcessSummary[]
  readonly cpuSeconds: number | undefined
  readonly wallSeconds: number | undefined
  /** Missing while they are the machine's. */
  readonly usableCores: number | undefined
  readonly output: readonly OutputLine[]
  /** Why there are no lanes, or why threads are left out: a sentence. */
  readonly missing: string | undefined
  /** What was left out, a sentence each. */
  readonly remarks: readonly string[]
}

export function sessionView(session: ProgramSession): ProgramView {
  const { program, log, revision, functions, diagnosis, processes, cpuSeconds, wallSeconds, output } = session
  return {
    isLive: session.phase !== 'over',
    program,
    log,
    revision,
    functions,
    diagnosis,
    processes,
    cpuSeconds,
    wallSeconds,
    usableCores: undefined,
    output,
    missing: undefined,
    remarks: session.warnings,
  }
}

export function recordView(record: ProgramRecord): ProgramView {
  const { program, activity, threads, monitor, diagnosis, processes, cpuSeconds, wallSeconds, usableCores } = record
  const log = recordedLog(activity, record.recording.tNs[0] ?? 0)
  const functionsOf = new Map(threads.map(({ pid, tid, functions }) => [`${pid}/${tid}`, functions]))
  return {
    isLive: false,
    program,
    log,
    revision: log.revision,
    functions: new Map(
      activity.threads.map(({ thread, pid, tid }) => [thread, functionsOf.get(`${pid}/${tid}`) ?? []] as const),
    ),
    diagnosis,
    processes,
    cpuSeconds: numberIfKnown(cpuSeconds),
    wallSeconds,
    usableCores,
    output: program.lastLines.map((text) => ({ stream: 'stderr', text })),
    missing: activity.missing,
    remarks: [...(activity.missing === undefined ? [] : [activity.missing]), ...(monitor.gil?.remarks ?? [])],
  }
}
