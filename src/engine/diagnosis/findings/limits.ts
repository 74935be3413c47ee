import type { Evidence } from '../evidence.ts'
import { RUNNABLE, secondsIn, workSeconds } from '../time.ts'

/** Threads that want to run for each core that is allowed. Chosen: one and a half cannot be the edges of the samples. */
const MIN_RATIO = 1.5
/** Share of the time for which a quota held the program back. Chosen. */
const MIN_THROTTLED = 0.1

export interface Limit {
  /** Cores that are allowed, at the end, and at the beginning. */
  readonly allowed: number
  readonly allowedFirst: number
  /** Threads that want to run, a mean. */
  readonly runnable: number
  /** Share of the time for which the quota held it back. */
  readonly throttled: number
}

/**
 * The limit of a program that is allowed fewer cores than it makes use of: it counts the machine's, its allowance shrank, or it is
 * throttled. Undefined of any other program.
 */
export function limitOf(evidence: Evidence): Limit | undefined {
  const { processes, usableCores, cores, threads } = evidence
  const [root] = processes
  const span = workSeconds(evidence)
  const allowed = Math.min(usableCores, root?.affinity.last ?? cores, root?.quota ?? Infinity)
  const allowedFirst = Math.min(cores, root?.affinity.first ?? cores)
  const runnable = secondsIn(threads, RUNNABLE) / span
  const throttled = (root?.throttledSeconds ?? 0) / span
  if (!(allowed < cores && runnable >= MIN_RATIO * allowed)) return undefined
  if (!(allowed < allowedFirst || throttled >= MIN_THROTTLED || runnable >= 0.9 * cores)) return undefined
  return { allowed, allowedFirst, runnable, throttled }
}
