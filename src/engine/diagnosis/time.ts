import type { Activity } from '../../contract/activity.ts'
import { sum } from '../../contract/statistics.ts'
import type { Evidence, ThreadEvidence } from './evidence.ts'

/** Has work and a core, or would use a core at once. */
export const ACTIVE = [
  'python',
  'native',
  'runs',
  'gil-off-core',
  'gil',
  'ready',
] as const satisfies readonly Activity[]
/** On a core, or ready for one: what loads the cores, the GIL left aside. */
export const RUNNABLE = ['python', 'native', 'runs', 'gil-off-core', 'ready'] as const satisfies readonly Activity[]
/** Waits for something outside the program: an answer, a timer, a device. */
export const OUTSIDE = [
  'socket',
  'sleep',
  'poll',
  'terminal',
  'disk',
  'memory',
  'file-lock',
  'other',
] as const satisfies readonly Activity[]
/** Waits that another thread or process of the program has to end. */
export const INSIDE = ['lock', 'task', 'child', 'pipe'] as const satisfies readonly Activity[]

/** Seconds that the threads spent in any of the activities. */
export function secondsIn(threads: readonly ThreadEvidence[], activities: readonly Activity[]): number {
  return sum(threads.flatMap((thread) => activities.map((activity) => thread.activity[activity] ?? 0)))
}

/** Watched life of a thread, seconds. */
export function lifeOf(thread: ThreadEvidence): number {
  return sum(Object.values(thread.activity))
}

/** Share of a thread's watched life in any of the activities, 0..1; NaN where it was not watched. */
export function shareIn(thread: ThreadEvidence, activities: readonly Activity[]): number {
  return secondsIn([thread], activities) / lifeOf(thread)
}

/** When the first process ran its first line of the user's code, seconds; 0 where the beginning was not seen. */
export function beganAt({ attached, processes: [root] }: Evidence): number {
  if (attached || root === undefined) return 0
  return Number.isNaN(root.startUpSeconds) ? 0 : Math.max(0, root.start) + root.startUpSeconds
}

/** Seconds in which the user's own code could run: the interpreter's start left aside. */
export function workSeconds(evidence: Evidence): number {
  return Math.max(0, evidence.seconds - beganAt(evidence))
}

/** Mean number of cores that the program kept busy, its start left aside. */
export function coresBusy(evidence: Evidence): number {
  const { coresBusy: busy, stepSeconds } = evidence.course
  const steps = busy.slice(Math.floor(beganAt(evidence) / stepSeconds))
  return steps.length === 0 ? NaN : sum(steps) / steps.length
}

/** Cores that the program could have used at once: those that it may use, without what others took of the machine. */
export function coresFree({ machine, cores, usableCores }: Evidence): number {
  return Math.min(usableCores, Math.max(0, cores - machine.otherCores - machine.stolenCores))
}

/** Steps of the course after the start, as a share of them: those for which the test holds. */
export function shareOfSteps(
  evidence: Evidence,
  column: 'inFlight' | 'coresBusy' | 'wantToRun',
  test: (value: number) => boolean,
): number {
  const first = Math.floor(beganAt(evidence) / evidence.course.stepSeconds)
  const steps = evidence.course[column].slice(first)
  return steps.length === 0 ? NaN : steps.filter(test).length / steps.length
}
