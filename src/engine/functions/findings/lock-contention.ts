import { formatShare, formatTenths } from '../../../contract/text.ts'
import {
  COMPUTES,
  coresPossible,
  demandOf,
  fastest,
  gilOf,
  isApart,
  isFaster,
  isThreads,
  loopOf,
  MIN_JUDGED,
  mostlyHandsOver,
  othersOf,
  threadsIn,
  type Way,
} from '../ways.ts'
import { capital } from '../../experiments/judging.ts'
import type { FunctionRule } from './rule.ts'
import { gainsNothing } from './unclear.ts'
import { coresBusy, placeOf, took, tookBeside, wallSeconds } from './words.ts'

/** Share of the threads that wait for a lock. Two that take turns wait half of their time; chosen: half of that. */
const MIN_SHARE = 0.25

/** Share of the time in which the GIL was held, from which it has a part in it. Chosen. */
const MOSTLY_HELD = 0.5

/**
 * Mean number of threads that wait for a lock in short turns, and at least as a share of those that wait for the GIL. Chosen: two
 * threads that log have 0.1 to 0.2, and as much of the GIL (measured); two that count have a tenth as much.
 */
const MIN_BRIEF = 0.1
const MIN_OF_GIL = 0.5

/** Whether threads wait for a lock rather than for the GIL, for long or in many short turns. */
export function takesTurnsWithLock(threads: Way): boolean {
  const waiting = threadsIn(threads, ['lock'])
  const gil = gilOf(threads).waiting
  if (waiting >= MIN_SHARE * threads.variant.workers) return !(waiting < gil)
  return waiting >= MIN_BRIEF && waiting >= MIN_OF_GIL * gil
}

/** Threads are no faster because they take turns with a lock of the function's own, or of a library's such as logging. */
export const lockContention: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  const threads = fastest(othersOf(evidence).filter(isThreads))
  if (loop === undefined || threads === undefined || threads.summary.median < MIN_JUDGED) return undefined
  if (!gainsNothing(threads, loop, evidence)) return undefined
  if (!takesTurnsWithLock(threads) || mostlyHandsOver(threads, loop, evidence)) return undefined
  const waiting = threadsIn(threads, ['lock'])
  const { workers } = threads.variant
  const gil = gilOf(threads)
  const computes = demandOf(loop) >= COMPUTES
  const apart = fastest(othersOf(evidence).filter((way) => isApart(way) && isFaster(way, loop)))
  return {
    id: computes ? 'lock-contention' : 'lock-across-io',
    text: `Threads take turns with a lock, so that they are no faster: ${tookBeside(threads, loop)}, with ${coresBusy(threads, evidence)}; ${formatTenths(waiting)} of ${workers} threads waited for a lock.${besideGil(gil.held)}${apart === undefined ? '' : ` ${capital(took(apart))}.`}`,
    evidence: [
      { label: 'threads that waited for a lock, a mean', value: waiting, unit: '' },
      { label: 'share of the time in which the GIL was held', value: gil.held, unit: 'share' },
      { label: 'cores busy with threads', value: threads.summary.effectiveParallelism, unit: '' },
      ...wallSeconds(loop, threads, apart),
    ],
    where: placeOf(evidence),
    suggestion: computes
      ? 'Hold the lock only for what is shared: compute first, then take the lock to store the result. Logging takes a lock for each message.'
      : 'Do not hold the lock while the function waits: take it after the answer has come.',
    strength: 1 - 1 / Math.max(2, coresPossible(evidence)),
  }
}

/** Threads that give up the GIL for each lock hold it most of the time all the same. */
function besideGil(held: number): string {
  if (Number.isNaN(held)) return ''
  const share = `held ${formatShare(held)} of the time`
  return held < MOSTLY_HELD
    ? ` It is not the GIL, which was ${share}.`
    : ` They give up the GIL for it each time; that was ${share}.`
}
