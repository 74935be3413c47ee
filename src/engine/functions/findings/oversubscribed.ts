import { formatTenths } from '../../../contract/text.ts'
import { fastest, isNoFaster, loopOf, MIN_JUDGED, othersOf, threadsIn } from '../ways.ts'
import type { FunctionRule } from './rule.ts'
import { coresBusy, placeOf, tookBeside, wallSeconds } from './words.ts'

/** Cores that a loop keeps busy, with one call at a time; and as a share of the usable ones. Chosen: well above the one of a call without threads of its own; what is left could not win much. */
const MIN_BUSY = 1.3
const MIN_SHARE = 0.7
/** Threads of the loop that want a core, for each usable one: where other programs have the cores. Chosen: an interpreter's own helpers are fewer. */
const MIN_WANTED = 1.5

/** On a core, or ready for one. */
const RUNNABLE = ['python', 'native', 'runs', 'gil-off-core', 'ready'] as const

/** Each call keeps the cores busy by itself, with threads of its own, such as those of a numeric library: workers only take turns. */
export const oversubscribed: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  const { cores } = evidence
  const best = fastest(othersOf(evidence))
  if (loop === undefined || best === undefined || cores < 2) return undefined
  const busy = loop.summary.effectiveParallelism
  const wanted = threadsIn(loop, RUNNABLE)
  const isBusy = busy >= MIN_BUSY && busy >= MIN_SHARE * cores
  const wantsMore = wanted >= MIN_WANTED * cores && loop.summary.median >= MIN_JUDGED
  if (!(isBusy || wantsMore) || !isNoFaster(best, loop)) return undefined
  return {
    id: 'oversubscribed',
    text: `Each call uses the cores already: in the loop, with one call at a time, ${Number.isNaN(wanted) ? '' : `${formatTenths(wanted)} threads wanted a core, with `}${coresBusy(loop, evidence)}. More workers only take turns with them: ${tookBeside(best, loop)}.`,
    evidence: [
      { label: 'threads of the loop that wanted a core, a mean', value: wanted, unit: '' },
      { label: 'cores busy with the loop', value: busy, unit: '' },
      { label: 'usable cores', value: cores, unit: '' },
      ...wallSeconds(loop, best),
    ],
    where: placeOf(evidence),
    suggestion:
      'Keep the loop; or use workers, and limit each call to one thread (OMP_NUM_THREADS=1 and its like): together they should be as many as the cores.',
    strength: 0.6,
  }
}
