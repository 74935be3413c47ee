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
  turnsWith,
} from '../ways.ts'
import { capital } from '../../experiments/judging.ts'
import type { FunctionRule } from './rule.ts'
import { takesTurnsWithLock } from './lock-contention.ts'
import { gainsNothing } from './unclear.ts'
import { coresBusy, nameOf, placeOf, took, tookBeside, wallSeconds } from './words.ts'

/** Waiting threads for each holder. Two threads that compute all the time have one; chosen: half of that. */
const MIN_WAITING = 0.5
const MIN_HELD = 0.5
/** Held for so long, it decides however short the waits are: a thread that gives it up often waits for moments. Chosen. */
const ALWAYS_HELD = 0.8

/** Threads compute in Python, and take turns with the GIL. */
export const gilContention: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  const threads = fastest(othersOf(evidence).filter((way) => isThreads(way) && turnsWith(way, evidence) === 'GIL'))
  if (loop === undefined || threads === undefined || threads.summary.median < MIN_JUDGED) return undefined
  if (!gainsNothing(threads, loop, evidence)) return undefined
  const { held, waiting } = gilOf(threads)
  const isWork = demandOf(loop) >= COMPUTES && !mostlyHandsOver(threads, loop, evidence)
  const isHeld = held >= ALWAYS_HELD || (held >= MIN_HELD && waiting >= MIN_WAITING)
  if (!isWork || !isHeld || takesTurnsWithLock(threads)) return undefined
  const apart = fastest(othersOf(evidence).filter((way) => isApart(way) && isFaster(way, loop)))
  return {
    id: 'gil-contention',
    text: `The function computes in Python, and only one thread can hold the GIL: ${tookBeside(threads, loop)}, with ${coresBusy(threads, evidence)}; the GIL was held ${formatShare(held)} of the time, and ${formatTenths(waiting)} threads waited for it.${apart === undefined ? '' : ` ${capital(took(apart))}.`}`,
    evidence: [
      { label: 'share of the time in which the GIL was held', value: held, unit: 'share' },
      { label: 'threads that waited for it, a mean', value: waiting, unit: '' },
      { label: 'cores busy with threads', value: threads.summary.effectiveParallelism, unit: '' },
      ...wallSeconds(loop, threads, apart),
    ],
    where: placeOf(evidence),
    suggestion:
      apart === undefined
        ? 'Use processes (concurrent.futures.ProcessPoolExecutor), or a free-threaded build of Python.'
        : `Use ${nameOf(apart)}: each worker has a GIL of its own.`,
    strength: held * (1 - 1 / Math.max(2, coresPossible(evidence))),
  }
}
