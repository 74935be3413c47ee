import { sum } from '../../../contract/statistics.ts'
import type { Evidence, GilEvidence, ThreadEvidence } from '../evidence.ts'
import { secondsIn, shareIn } from '../time.ts'
import { pythonThreads } from '../workers.ts'
import { isSpinning } from './spinning.ts'

/** A thread wants the GIL when it holds it or waits for it for this part of its life. Chosen: well above a thread that mostly waits for answers. */
const WANTS = 0.4
/**
 * A thread is light when it holds the GIL for at most this part of the time of the busiest one. Threads that compute side by
 * side have equal parts, because each is made to yield after the same switch interval; a quarter leaves room for chance.
 */
const LIGHT = 0.25

/**
 * A thread that runs Python gives the GIL up within one switch interval after another asks for it (source: CPython,
 * `Python/ceval_gil.c`). Chosen: turns of five are single calls, and no holder that lost its core for a moment.
 */
export const LONG_HOLD = 5
/** Share of the time in which the GIL is held: with less it is no bottleneck. Chosen: half. */
const MIN_HELD = 0.5
/** Turns below a fifth of the switch interval end by themselves, in calls that release the GIL. Chosen. */
export const SHORT_HOLD = 0.2

/** Threads that share one GIL, by how they use it. */
export interface GilTurns {
  readonly gil: GilEvidence
  /** Threads that want the GIL and keep it as long as they may: they compute. */
  readonly heavy: readonly ThreadEvidence[]
  /** Threads that want it, and need it for moments. */
  readonly light: readonly ThreadEvidence[]
  /**
   * Waits of the light threads, and their mean, seconds. Each wait ends with a change of the holder, and the next begins after
   * another: the interpreter counts them, while samples run two waits together that a moment of work lies between.
   */
  readonly lightWaits: number
  readonly meanLightWait: number
  /** Waiting threads for each one that holds it, a mean over the time in which it is held. */
  readonly waiting: number
  /** Mean time on a core from one change of the holder to the next, seconds: a holder that lost its core keeps nothing by itself. */
  readonly meanHold: number
}

/** How threads take turns at each GIL that is a bottleneck; those that only spin are left aside. */
export function gilTurns(evidence: Evidence): readonly GilTurns[] {
  return evidence.gils
    .filter(({ enabled, heldSeconds, seconds }) => enabled && heldSeconds >= MIN_HELD * seconds)
    .map((gil) => {
      const threads = pythonThreads(evidence, gil.process).filter((thread) => !isSpinning(thread))
      const wanting = threads.filter((thread) => shareIn(thread, ['python', 'gil-off-core', 'gil']) >= WANTS)
      const lightWaits = gil.handovers / 2
      const most = Math.max(0, ...threads.map(heldBy))
      const light = wanting.filter((thread) => heldBy(thread) <= LIGHT * most)
      return {
        gil,
        heavy: wanting.filter((thread) => heldBy(thread) > LIGHT * most),
        light,
        lightWaits,
        meanLightWait: secondsIn(light, ['gil']) / lightWaits,
        waiting: gil.waitedSeconds / gil.heldSeconds,
        meanHold: secondsIn(threads, ['python']) / Math.max(1, gil.handovers),
      }
    })
}

/** Share of its life for which a thread holds the GIL, 0..1. */
export function heldBy(thread: ThreadEvidence): number {
  return shareIn(thread, ['python', 'gil-off-core'])
}

/** Share of their lives for which the threads wait for the GIL, a mean, 0..1. */
export function gilWaitShare(threads: readonly ThreadEvidence[]): number {
  return sum(threads.map((thread) => shareIn(thread, ['gil']))) / threads.length
}
