import { formatShare } from '../../../contract/text.ts'
import {
  agrees,
  COMPUTES,
  demandOf,
  fastest,
  gilOf,
  isFaster,
  isNoFaster,
  isThreads,
  loopOf,
  othersOf,
  speedupOver,
  threadsIn,
  turnsWith,
} from '../ways.ts'
import type { FunctionRule } from './rule.ts'
import { coresBusy, nameOf, placeOf, tookBeside, wallSeconds } from './words.ts'

/** Share of the threads that wait for the GIL or another lock. Chosen: of two that take turns, half do. */
const MAX_WAITING = 0.25

/** Share of the time in which the GIL is held. Chosen: with more, threads compute in Python for half of their time. */
const MAX_HELD = 0.5

/** Good news: threads do scale though there is a GIL, because what the function calls releases it. */
export const nativeParallel: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  const threads = fastest(
    othersOf(evidence).filter((way) => isThreads(way) && turnsWith(way, evidence) === 'GIL' && agrees(way, evidence)),
  )
  if (loop === undefined || threads === undefined || demandOf(loop) < COMPUTES) return undefined
  if (!isFaster(threads, loop) || isNoFaster(threads, loop)) return undefined
  const { held, waiting } = gilOf(threads)
  if (held >= MAX_HELD) return undefined
  if (waiting + threadsIn(threads, ['lock']) >= MAX_WAITING * threads.variant.workers) return undefined
  return {
    id: 'native-parallel',
    text: `Threads do compute at the same time here: ${tookBeside(threads, loop)}, with ${coresBusy(threads, evidence)}. What the function calls releases the GIL${Number.isNaN(held) ? '' : `, which was held ${formatShare(held)} of the time`}.`,
    evidence: [
      { label: 'cores busy with threads', value: threads.summary.effectiveParallelism, unit: '' },
      { label: 'share of the time in which the GIL was held', value: held, unit: 'share' },
      ...wallSeconds(loop, threads),
    ],
    where: placeOf(evidence),
    suggestion: `Use ${nameOf(threads)}: nothing has to be copied to other processes.`,
    strength: 1 - 1 / speedupOver(loop, threads),
  }
}
