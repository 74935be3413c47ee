import { formatTenths } from '../../../contract/text.ts'
import { capital } from '../../experiments/judging.ts'
import { agrees, fastest, isApart, isFaster, mostInFlight, othersOf } from '../ways.ts'
import { slowCoroutines } from './event-loop.ts'
import type { FunctionRule } from './rule.ts'
import { coresBusy, placeOf, took, tookBeside, wallSeconds } from './words.ts'

/** Coroutines that compute and hardly wait: being pending together does not make them run at the same time. */
export const serial: FunctionRule = (evidence) => {
  const slow = slowCoroutines(evidence)
  if (slow === undefined || !slow.computes) return undefined
  const { way, loop } = slow
  const inFlight = mostInFlight(way)
  const apart = fastest(
    othersOf(evidence).filter((other) => isApart(other) && isFaster(other, loop) && agrees(other, evidence)),
  )
  return {
    id: 'serial',
    text: `Nothing ran at the same time: async does not make computing parallel. ${capital(tookBeside(way, loop))}, with ${coresBusy(way, evidence)}${Number.isNaN(inFlight) ? '' : ` and at most ${formatTenths(inFlight)} calls at the same time`}.${apart === undefined ? '' : ` ${capital(took(apart))}.`}`,
    evidence: [
      { label: 'calls under way at the same time, at most', value: inFlight, unit: '' },
      { label: 'cores busy', value: way.summary.effectiveParallelism, unit: '' },
      ...wallSeconds(loop, way, apart),
    ],
    where: placeOf(evidence),
    suggestion:
      evidence.runtime.kind === 'cpython'
        ? 'Compute in processes (ProcessPoolExecutor), and use async for what waits.'
        : 'Compute in worker threads (node:worker_threads), and use async for what waits.',
    strength: 0.8,
  }
}
