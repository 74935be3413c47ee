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
  othersOf,
  threadsIn,
} from '../ways.ts'
import { capital } from '../../experiments/judging.ts'
import type { FunctionRule } from './rule.ts'
import { gainsNothing } from './unclear.ts'
import { coresBusy, placeOf, took, tookBeside, wallSeconds } from './words.ts'

/** Share of the threads that wait for a lock. Two that take turns wait half of their time; chosen: half of that. */
const MIN_SHARE = 0.25

/** Threads are no faster because they take turns with a lock of the function's own, or of a library's such as logging. */
export const lockContention: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  const threads = fastest(othersOf(evidence).filter(isThreads))
  if (loop === undefined || threads === undefined || threads.summary.median < MIN_JUDGED) return undefined
  if (!gainsNothing(threads, loop, evidence)) return undefined
  const waiting = threadsIn(threads, ['lock'])
  const { workers } = threads.variant
  const gil = gilOf(threads)
  if (!(waiting >= MIN_SHARE * workers) || waiting < gil.waiting) return undefined
  const computes = demandOf(loop) >= COMPUTES
  const apart = fastest(othersOf(evidence).filter((way) => isApart(way) && isFaster(way, loop)))
  const held = Number.isNaN(gil.held) ? '' : ` It is not the GIL, which was held ${formatShare(gil.held)} of the time.`
  return {
    id: computes ? 'lock-contention' : 'lock-across-io',
    text: `Threads take turns with a lock, so that they are no faster: ${tookBeside(threads, loop)}, with ${coresBusy(threads, evidence)}; ${formatTenths(waiting)} of ${workers} threads waited for a lock.${held}${apart === undefined ? '' : ` ${capital(took(apart))}.`}`,
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
    strength: Math.min(1, waiting / Math.max(1, workers - 1)) * (1 - 1 / Math.max(2, coresPossible(evidence))),
  }
}
