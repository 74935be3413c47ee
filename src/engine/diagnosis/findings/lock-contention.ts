import { formatShare } from '../../../contract/text.ts'
import type { Rule } from '../rule.ts'
import { coresBusy } from '../time.ts'
import { lockWaits } from './lock-waits.ts'
import { number } from './words.ts'

/** Threads wait for one lock whose owner computes. */
export const lockContention: Rule = (evidence) => {
  const waits = lockWaits(evidence)
  if (waits === undefined || waits.ownerOutside > waits.ownerActive) return undefined
  const { threads, waited, lock } = waits
  const busy = coresBusy(evidence)
  return {
    id: 'lock-contention',
    text: `${number(threads.length)} threads wait for one lock ${formatShare(waited)} of their time, while its owner computes: ${busy.toFixed(2)} of ${evidence.usableCores} cores were busy.`,
    evidence: [
      { label: 'threads that wait for the lock', value: threads.length, unit: '' },
      { label: 'share of their time in which they waited for the lock', value: waited, unit: 'share' },
      { label: 'waits seen', value: lock.waits, unit: '' },
      { label: 'cores busy', value: busy, unit: '' },
    ],
    where: [...lock.where, ...lock.ownerWhere].slice(0, 3),
    suggestion: 'Hold the lock only for what is shared: compute first, then take the lock to store the result.',
    strength: waited,
  }
}
