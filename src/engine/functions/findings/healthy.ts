import { formatSeconds, formatTenths } from '../../../contract/text.ts'
import {
  agrees,
  demandOf,
  fastest,
  isCoroutines,
  isFaster,
  loopOf,
  othersOf,
  speedupOver,
  WAITS,
  type Way,
} from '../ways.ts'
import type { FunctionRule } from './rule.ts'
import { placeOf, tookBeside, wallSeconds } from './words.ts'

/** Good news: the coroutines wait together. Stronger than `waiting`, which is about the loop. */
export const fineTogether: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  const way = fastest(othersOf(evidence).filter((other) => isCoroutines(other) && agrees(other, evidence)))
  if (loop === undefined || way === undefined || demandOf(loop) > WAITS || !isFaster(way, loop)) return undefined
  return {
    id: 'healthy',
    text: `Nothing is wrong with the function: its calls wait, and together they are fine. One after the other they took ${formatSeconds(loop.summary.median)}, with ${way.summary.label} ${formatSeconds(way.summary.median)}: ${times(loop, way)} as fast.`,
    evidence: wallSeconds(loop, way),
    where: placeOf(evidence),
    strength: 0.5,
  }
}

/** Nothing stands in the way of some model. */
export const healthy: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  const best = fastest(othersOf(evidence).filter((way) => agrees(way, evidence)))
  if (loop === undefined || best === undefined || !isFaster(best, loop)) return undefined
  return {
    id: 'healthy',
    text: `Nothing is wrong: ${tookBeside(best, loop)}, ${times(loop, best)} as fast.`,
    evidence: wallSeconds(loop, best),
    where: [],
    strength: 0,
  }
}

/** No way is faster, and no rule says why. */
export const noneFaster: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  const best = fastest(othersOf(evidence))
  return {
    id: 'unclear',
    text: withoutReason(loop, best),
    evidence: wallSeconds(loop, best),
    where: [],
    strength: 0,
  }
}

function withoutReason(loop: Way | undefined, best: Way | undefined): string {
  if (loop === undefined) return 'The loop has no result, so that there is nothing to compare the other models with.'
  return best === undefined
    ? `No other model has a result, so that there is nothing to compare the loop with (${formatSeconds(loop.summary.median)}).`
    : `No way is faster than the loop, and what was measured does not show why: ${tookBeside(best, loop)}.`
}

function times(loop: Way, way: Way): string {
  return `${formatTenths(speedupOver(loop, way))} times`
}
