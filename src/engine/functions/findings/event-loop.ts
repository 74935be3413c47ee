import type { FunctionEvidence } from '../evidence.ts'
import { COMPUTES, demandOf, isCoroutines, isNoFaster, loopOf, othersOf, type Way } from '../ways.ts'

/** A coroutine model that is no faster than the loop. */
export interface SlowCoroutines {
  readonly loop: Way
  readonly way: Way
  /** The event loop's thread computes, instead of waiting in a call. */
  readonly computes: boolean
}

/** Coroutines that gain nothing by being pending together; undefined where they do, or where there are none. */
export function slowCoroutines(evidence: FunctionEvidence): SlowCoroutines | undefined {
  const loop = loopOf(evidence)
  const way = othersOf(evidence).find(isCoroutines)
  if (loop === undefined || way === undefined || !isNoFaster(way, loop) || evidence.inspection.inputs.count < 2)
    return undefined
  return { loop, way, computes: demandOf(way) >= COMPUTES }
}
