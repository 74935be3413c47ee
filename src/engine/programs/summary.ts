import { ACTIVITIES, type Activity } from '../../contract/activity.ts'
import type { Diagnosis } from '../../contract/finding.ts'
import type { Environment, Recording } from '../../contract/observation.ts'
import type { ActivityRecord, ProcessSummary, ProgramRecord, ThreadSummary } from '../../contract/program.ts'
import { sum } from '../../contract/statistics.ts'
import { threadLabel } from '../../contract/task-ref.ts'
import { cpuSecondsOf, durationOf, taskUses, type TaskUse } from '../observation/task-use.ts'

/** What samples and windows show of a program; `missing` says why the rest is not known. */
export function summaryOf(
  recording: Recording,
  activity: ActivityRecord,
  { usableCores }: Pick<Environment, 'usableCores'>,
  missing: string,
): Pick<
  ProgramRecord,
  | 'wallSeconds'
  | 'cpuSeconds'
  | 'effectiveParallelism'
  | 'usableCores'
  | 'processes'
  | 'threads'
  | 'interpreters'
  | 'diagnosis'
> {
  const wallSeconds = durationOf(recording)
  const cpuSeconds = cpuSecondsOf(recording)
  const uses = taskUses(recording)
  const totals = activityTotals(activity)
  return {
    wallSeconds,
    cpuSeconds,
    effectiveParallelism: wallSeconds > 0 ? cpuSeconds / wallSeconds : { missing: 'there are too few samples' },
    usableCores,
    processes: uses.filter(({ task }) => task.kind === 'process').map((use) => processOf(use, recording, missing)),
    threads: threadsOf(uses).map((use) => threadOf(use, activity, totals, missing)),
    interpreters: [],
    diagnosis: undiagnosed(missing),
  }
}

/** The diagnosis of a program whose evidence is not known. */
export function undiagnosed(missing: string): Diagnosis {
  const text = `There is no diagnosis: ${missing}.`
  return { findings: [{ id: 'unclear', text, evidence: [], where: [] }], noisy: false, reasons: [] }
}

function processOf({ task, startNs, cpuSeconds }: TaskUse, { tasks }: Recording, missing: string): ProcessSummary {
  const unknown = { missing }
  return {
    pid: task.pid,
    parentPid: task.parent === undefined ? undefined : tasks[task.parent]?.pid,
    name: task.name,
    command: [],
    startNs: task.seenNs ?? startNs,
    endNs: task.endedNs,
    exit: task.exit,
    cpuSeconds,
    readBytes: unknown,
    writtenBytes: unknown,
    reads: unknown,
    writes: unknown,
    privateBytes: unknown,
    missing,
  }
}

/** A process with a single thread has only the row of the process. */
function threadsOf(uses: readonly TaskUse[]): readonly TaskUse[] {
  const withThreads = new Set(uses.filter(({ task }) => task.kind === 'thread').map(({ task }) => task.pid))
  return uses.filter(({ task }) => task.kind === 'thread' || !withThreads.has(task.pid))
}

function threadOf(
  { task, startNs, cpuSeconds }: TaskUse,
  activity: ActivityRecord,
  totals: ReadonlyMap<number, ReadonlyMap<Activity, number>>,
  missing: string,
): ThreadSummary {
  const known = activity.threads.findLast((thread) => threadLabel(thread) === threadLabel(task))
  const states = [...(totals.get(known?.thread ?? -1) ?? [])]
  const life = sum(states.map(([, ns]) => ns))
  return {
    pid: task.pid,
    tid: task.tid,
    name: known?.name ?? task.name,
    startNs: task.seenNs ?? startNs,
    endNs: task.endedNs,
    cpuSeconds,
    states: life > 0 ? Object.fromEntries(states.map(([state, ns]) => [state, ns / life])) : { unknown: 1 },
    missing: life > 0 ? known?.missing : missing,
    functions: [],
  }
}

/** Nanoseconds in each activity, by the thread's position in the dictionary. */
function activityTotals({ windows }: ActivityRecord): ReadonlyMap<number, ReadonlyMap<Activity, number>> {
  const totals = new Map<number, Map<Activity, number>>()
  for (const { rows } of windows) {
    for (const [row, thread] of rows.thread.entries()) {
      const activity = ACTIVITIES[rows.activity[row]!]
      const ofThread = totals.get(thread) ?? new Map<Activity, number>()
      if (activity !== undefined) ofThread.set(activity, (ofThread.get(activity) ?? 0) + rows.ns[row]!)
      totals.set(thread, ofThread)
    }
  }
  return totals
}
