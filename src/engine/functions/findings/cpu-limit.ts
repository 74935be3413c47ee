import { formatTenths } from '../../../contract/text.ts'
import { agrees, COMPUTES, coresPossible, demandOf, fastest, isApart, isNoFaster, loopOf, othersOf } from '../ways.ts'
import type { FunctionRule } from './rule.ts'
import { changesOf, coresBusy, placeOf, tookBeside, wallSeconds } from './words.ts'

/** Cores that processes keep busy where something holds them to one. Chosen: one, and what the sampling adds. */
const MAX_BUSY = 1.2

/** Processes compute one at a time because the function, or its file when it is imported, limits the cores of its process. */
export const cpuLimit: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  const changes = changesOf(evidence)
  const counting = evidence.controls.find(({ id }) => id === 'counting')
  const apart = fastest(othersOf(evidence).filter((way) => isApart(way) && agrees(way, evidence)))
  if (loop === undefined || apart === undefined) return undefined
  const busy = apart.summary.effectiveParallelism
  const isHeld = isNoFaster(apart, loop) && busy <= MAX_BUSY && coresPossible(evidence) >= 2
  if (!isHeld || demandOf(loop) < COMPUTES || changes === undefined || !/affinity|core/.test(changes)) return undefined
  return {
    id: 'cpu-limit',
    text: `The function or its file changes ${changes}, so that the workers share what is left: ${tookBeside(apart, loop)}, with ${coresBusy(apart, evidence)}${counting === undefined ? '' : `, and pure counting got ${formatTenths(counting.parallel)}`}.`,
    evidence: [
      { label: 'cores busy', value: busy, unit: '' },
      { label: 'cores that pure counting got', value: counting?.parallel ?? NaN, unit: '' },
      ...wallSeconds(loop, apart),
    ],
    where: placeOf(evidence),
    suggestion: 'Do not limit the cores when the file is imported.',
    strength: 0.9,
  }
}
