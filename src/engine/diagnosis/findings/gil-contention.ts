import { allOf, formatShare } from '../../../contract/text.ts'
import { placesOf } from '../stacks.ts'
import { coresBusy } from '../time.ts'
import type { Rule } from '../rule.ts'
import { gilTurns, gilWaitShare, LONG_HOLD, SHORT_HOLD } from './gil-turns.ts'
import { number } from './words.ts'

/** Waiting threads for each holder. Two threads that compute all the time have one; chosen: half of that. */
const MIN_WAITING = 0.5
/** Several threads want to run Python at once. */
export const gilContention: Rule = (evidence) => {
  const turns = gilTurns(evidence)
    .filter(({ heavy, waiting, meanHold, gil }) => {
      const intervals = meanHold / gil.switchInterval
      return heavy.length >= 2 && waiting >= MIN_WAITING && intervals >= SHORT_HOLD && intervals < LONG_HOLD
    })
    .toSorted((a, b) => b.waiting - a.waiting)[0]
  if (turns === undefined) return undefined
  const { gil, heavy, waiting } = turns
  const waited = gilWaitShare(heavy)
  const busy = coresBusy(evidence)
  const possible = Math.min(heavy.length, evidence.usableCores)
  const names = heavy.length <= 3 ? ` (${allOf(heavy.map(({ name }) => name))})` : ''
  return {
    id: 'gil-contention',
    text: `${number(heavy.length)} threads${names} want to run Python, but only one can hold the GIL: ${busy.toFixed(2)} of ${evidence.usableCores} cores were busy, and each thread waited for the GIL ${formatShare(waited)} of its time.`,
    evidence: [
      { label: 'threads that want to run Python', value: heavy.length, unit: '' },
      { label: 'share of their time in which they waited for the GIL', value: waited, unit: 'share' },
      { label: 'cores busy', value: busy, unit: '' },
      { label: 'mean time that a thread kept the GIL', value: turns.meanHold, unit: 's' },
    ],
    where: placesOf(heavy, ['python', 'gil', 'gil-off-core']),
    suggestion: 'Use processes (concurrent.futures.ProcessPoolExecutor), or a free-threaded build of Python.',
    strength:
      Math.min(1, waiting / (heavy.length - 1)) * Math.min(1, gil.heldSeconds / gil.seconds) * (1 - 1 / possible),
  }
}
