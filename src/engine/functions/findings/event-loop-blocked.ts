import { formatTenths } from '../../../contract/text.ts'
import { agrees, fastest, isFaster, isThreads, mostInFlight, othersOf } from '../ways.ts'
import { slowCoroutines } from './event-loop.ts'
import type { FunctionRule } from './rule.ts'
import { coresBusy, placeOf, took, tookBeside, wallSeconds } from './words.ts'

/** Coroutines wait in calls that block the event loop, so that all others wait too. */
export const eventLoopBlocked: FunctionRule = (evidence) => {
  const slow = slowCoroutines(evidence)
  if (slow === undefined || slow.computes) return undefined
  const { way, loop } = slow
  const inFlight = mostInFlight(way)
  const threads = fastest(
    othersOf(evidence).filter((other) => isThreads(other) && isFaster(other, loop) && agrees(other, evidence)),
  )
  return {
    id: 'event-loop-blocked',
    text: `The function blocks the event loop: ${tookBeside(way, loop)}, with ${coresBusy(way, evidence)}, so it waits in a call that it does not await, and everything else in the loop waits too${Number.isNaN(inFlight) ? '' : ` (${formatTenths(inFlight)} calls at the same time, at most)`}.${threads === undefined ? '' : ` In threads the calls wait together: ${took(threads)}.`}`,
    evidence: [
      { label: 'calls under way at the same time, at most', value: inFlight, unit: '' },
      { label: 'cores busy', value: way.summary.effectiveParallelism, unit: '' },
      ...wallSeconds(loop, way, threads),
    ],
    where: placeOf(evidence),
    suggestion:
      evidence.runtime.kind === 'cpython'
        ? 'Use the asynchronous form of the call (await asyncio.sleep, an async client), or await asyncio.to_thread(call).'
        : 'Use the asynchronous form of the call: exec() instead of execSync(), fs.promises instead of readFileSync().',
    strength: 0.8,
  }
}
