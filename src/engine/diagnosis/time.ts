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
export function secondsIn(
  threads: readonly Pick<ThreadEvidence, 'activity'>[],
  activities: readonly Activity[],
): number {
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
function beganAt({ attached, processes: [root] }: Evidence): number {
  if (attached || root === undefined) return 0
  return Number.isNaN(root.startUpSeconds) ? 0 : Math.max(0, root.start) + root.startUpSeconds
}

/** Seconds in which the user's own code could run: the interpreter's start left aside. */
export function workSeconds(evidence: Evidence): number {
  return Math.max(0, evidence.seconds - beganAt(evidence))
}

type Column = 'inFlight' | 'coresBusy' | 'wantToRun'

/** Values of a column of the timeline, those of the start and those that are not known left aside. */
function stepsOf(evidence: Evidence, column: Column): readonly number[] {
  const first = Math.floor(beganAt(evidence) / evidence.timeline.stepSeconds)
  return evidence.timeline[column].slice(first).filter((value) => !Number.isNaN(value))
}

/** Seconds in which the threads of the user's code were seen. */
export function watchedSeconds(evidence: Evidence): number {
  return stepsOf(evidence, 'inFlight').length * evidence.timeline.stepSeconds
}

/** Mean number of cores that the program kept busy, its start left aside. */
export function coresBusy(evidence: Evidence): number {
  const steps = stepsOf(evidence, 'coresBusy')
  return sum(steps) / steps.length
}

/**
 * How much the program computes, or would if it got a core: mean number of its threads that are on a core, ready for one or
 * waiting for the GIL, at most 1. Unlike the cores that it kept busy, it does not depend on what others do.
 */
export function demand(evidence: Evidence): number {
  const steps = stepsOf(evidence, 'wantToRun')
  return sum(steps.map((threads) => Math.min(1, threads))) / steps.length
}

/** Cores that the program could have used at once: those that it may use, without what others used of the machine. */
export function coresFree({ machine, cores, usableCores }: Evidence): number {
  return Math.min(usableCores, Math.max(0, cores - machine.otherCores - machine.stolenCores))
}

/** Share of the steps of the timeline for which the test holds, 0..1; NaN where none is known. */
export function shareOfSteps(evidence: Evidence, column: Column, test: (value: number) => boolean): number {
  const steps = stepsOf(evidence, column)
  return steps.filter(test).length / steps.length
}
