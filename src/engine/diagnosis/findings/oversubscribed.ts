import { sum } from '../../../contract/statistics.ts'
import { formatCount } from '../../../contract/text.ts'
import type { Rule } from '../rule.ts'
import { placesOf } from '../stacks.ts'
import { RUNNABLE, secondsIn, workSeconds } from '../time.ts'
import { limitOf } from './limits.ts'

/** Runnable threads for each core. Chosen: twice as many smooth out uneven pieces; more only take turns. */
const MIN_RATIO = 3

/** More runnable threads than cores for most of the time. */
export const oversubscribed: Rule = (evidence) => {
  const { usableCores, threads } = evidence
  const span = workSeconds(evidence)
  const runnable = secondsIn(threads, RUNNABLE) / span
  if (!(runnable >= MIN_RATIO * usableCores) || limitOf(evidence) !== undefined) return undefined
  const forced = sum(threads.map(({ involuntarySwitches }) => involuntarySwitches)) / span
  const processes = new Set(threads.filter((thread) => secondsIn([thread], RUNNABLE) > 0).map(({ process }) => process))
    .size
  return {
    id: 'oversubscribed',
    text: `${runnable.toFixed(1)} threads in ${processes} processes wanted to run at the same time on ${usableCores} cores: they took turns, ${formatCount(forced)} forced switches a second.`,
    evidence: [
      { label: 'threads that wanted a core, a mean', value: runnable, unit: '' },
      { label: 'usable cores', value: usableCores, unit: '' },
      { label: 'forced switches', value: forced, unit: '1/s' },
    ],
    where: placesOf(threads, RUNNABLE),
    suggestion:
      'Use as many workers as there are cores, processes times threads: limit either the pool or the threads of the library in each worker (OMP_NUM_THREADS and its like).',
    strength: 0.3,
  }
}
