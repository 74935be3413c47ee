import { formatShare } from '../../../contract/text.ts'
import type { Rule } from '../rule.ts'
import { placesOf } from '../stacks.ts'
import { secondsIn, shareIn, workSeconds } from '../time.ts'
import { longLived, threadsOf, workersOf } from '../workers.ts'
import { heldBy } from './gil-turns.ts'
import { number } from './words.ts'

/** Cores that threads of one process keep busy outside the GIL. Chosen: well above the one that Python code could have. */
const MIN_CORES = 1.3
const MIN_NATIVE = 0.3

/** Good news: threads do scale, because what they call releases the GIL. */
export const nativeParallel: Rule = (evidence) => {
  for (const gil of evidence.gils) {
    const threads = longLived(workersOf(evidence)).filter(({ process, main }) => process === gil.process && !main)
    const native = threads.filter((thread) => shareIn(thread, ['native']) >= MIN_NATIVE)
    const cores = secondsIn(threadsOf(evidence, gil.process), ['python', 'native']) / workSeconds(evidence)
    if (!gil.enabled || native.length < 2 || !(cores >= MIN_CORES)) continue
    const held = Math.max(...native.map(heldBy))
    return {
      id: 'native-parallel',
      text: `Threads do scale here: ${number(native.length).toLowerCase()} threads keep ${cores.toFixed(2)} of ${evidence.usableCores} cores busy, because what they call releases the GIL (each holds it at most ${formatShare(held)} of its time).`,
      evidence: [
        { label: 'cores busy', value: cores, unit: '' },
        { label: 'share of its time for which a thread holds the GIL, at most', value: held, unit: 'share' },
        { label: 'threads that run native code', value: native.length, unit: '' },
      ],
      where: placesOf(native, ['native']),
      strength: 0,
    }
  }
  return undefined
}
