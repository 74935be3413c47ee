import { sum } from '../../../contract/statistics.ts'
import { formatShare } from '../../../contract/text.ts'
import type { Rule } from '../rule.ts'
import { placesOf, purposes } from '../stacks.ts'
import { ACTIVE, INSIDE, RUNNABLE, secondsIn, shareIn, workSeconds } from '../time.ts'
import { longLived, workersOf } from '../workers.ts'

/** Chosen: the one thread is busy most of the time, and the workers wait for more than half of theirs. */
const MIN_BUSY = 0.6
const MIN_IDLE = 0.5

/** The one producer or consumer is busy, and the workers wait for it. */
export const parentBound: Rule = (evidence) => {
  const workers = longLived(workersOf(evidence))
  const [parent] = evidence.threads
    .filter((thread) => thread.python && !workers.includes(thread))
    .toSorted((a, b) => shareIn(b, RUNNABLE) - shareIn(a, RUNNABLE))
  if (parent === undefined || workers.length < 2) return undefined
  const busy = secondsIn([parent], ACTIVE) / workSeconds(evidence)
  const idle = sum(workers.map((worker) => shareIn(worker, ['idle', ...INSIDE]))) / workers.length
  const own = purposes([parent], ACTIVE)
  if (!(busy >= MIN_BUSY && idle >= MIN_IDLE && own.work > own.all / 2)) return undefined
  return {
    id: 'parent-bound',
    text: `${parent.name} alone is busy, ${formatShare(Math.min(1, busy))} of the time, with making tasks or taking results; its ${workers.length} workers wait for it ${formatShare(idle)} of theirs.`,
    evidence: [
      { label: 'share of the time in which it is busy', value: Math.min(1, busy), unit: 'share' },
      { label: 'share of their time in which workers wait', value: idle, unit: 'share' },
      { label: 'workers', value: workers.length, unit: '' },
    ],
    where: placesOf([parent], ACTIVE),
    suggestion:
      'Let the workers make their inputs and reduce their results themselves, so that the parent only distributes.',
    strength: idle * Math.min(1, busy) * 0.8,
  }
}
