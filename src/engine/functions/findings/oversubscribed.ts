import { formatTenths } from '../../../contract/text.ts'
import { fastest, loopOf, othersOf } from '../ways.ts'
import { isNoFaster } from '../ways.ts'
import type { FunctionRule } from './rule.ts'
import { coresBusy, placeOf, tookBeside, wallSeconds } from './words.ts'

/** Cores that a loop with one call at a time keeps busy. Chosen: well above the one that a call without threads of its own has. */
const MIN_BUSY = 1.3
/** Part of the usable cores. Chosen: what is left could not win much. */
const MIN_SHARE = 0.7

/** Each call keeps the cores busy by itself, with threads of its own, such as those of a numeric library: workers only take turns. */
export const oversubscribed: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  const { cores } = evidence
  if (loop === undefined || cores < 2) return undefined
  const busy = loop.summary.effectiveParallelism
  const best = fastest(othersOf(evidence))
  if (!(busy >= MIN_BUSY && busy >= MIN_SHARE * cores) || best === undefined || !isNoFaster(best, loop))
    return undefined
  return {
    id: 'oversubscribed',
    text: `Each call uses the cores already: the loop, one call at a time, kept ${coresBusy(loop, evidence)} with threads of the function's own. More workers only take turns with them: ${tookBeside(best, loop)}.`,
    evidence: [
      { label: 'cores busy with the loop', value: busy, unit: '' },
      { label: 'usable cores', value: cores, unit: '' },
      ...wallSeconds(loop, best),
    ],
    where: placeOf(evidence),
    suggestion: `Keep the loop; or use workers, and limit the threads of each call to one (OMP_NUM_THREADS=1 and its like): together they should be ${formatTenths(cores).replace(/\.0$/, '')}.`,
    strength: 0.6,
  }
}
