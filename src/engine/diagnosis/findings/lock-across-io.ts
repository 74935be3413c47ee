import { formatShare } from '../../../contract/text.ts'
import type { Rule } from '../rule.ts'
import { coresBusy } from '../time.ts'
import { lockWaits } from './lock-waits.ts'
import { number } from './words.ts'

/** Threads wait for one lock whose owner itself waits for something outside the program. */
export const lockAcrossIo: Rule = (evidence) => {
  const waits = lockWaits(evidence)
  if (waits === undefined || waits.ownerOutside <= waits.ownerActive) return undefined
  const { threads, waited, lock, ownerActive, ownerOutside } = waits
  const outside = ownerOutside / (ownerActive + ownerOutside)
  return {
    id: 'lock-across-io',
    text: `${number(threads.length)} threads wait for one lock ${formatShare(waited)} of their time, while its owner waits too, for something outside the program (${formatShare(outside)} of the time for which it holds the lock).`,
    evidence: [
      { label: 'threads that wait for the lock', value: threads.length, unit: '' },
      { label: 'share of their time in which they waited for the lock', value: waited, unit: 'share' },
      { label: 'share of its hold in which the owner waited for something outside', value: outside, unit: 'share' },
      { label: 'cores busy', value: coresBusy(evidence), unit: '' },
    ],
    where: [...lock.where, ...lock.ownerWhere].slice(0, 3),
    suggestion:
      'Release the lock before a call that waits, and take it again for the result; or give each thread its own connection or file.',
    strength: waited,
  }
}
