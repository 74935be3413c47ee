import { ACTIVITY_LABELS } from '../../../contract/activity.ts'
import { allOf, formatShare } from '../../../contract/text.ts'
import type { Rule } from '../rule.ts'
import { placesOf } from '../stacks.ts'
import { coresBusy, demand, lifeOf, OUTSIDE, secondsIn } from '../time.ts'
import { longLived, workerProcesses, workersOf } from '../workers.ts'
import { sum } from '../../../contract/statistics.ts'

/** Part of the time in which something computes. Chosen: below that, what the program waits for decides. */
const MAX_DEMAND = 0.5
const MIN_WAITING = 0.6
/** Workers that wait at the same time: so many overlap their waits well enough. Chosen. */
const MANY = 5

/** Nothing computes: the program waits for network, timers or another program, a few things at a time or in processes of their own. */
export const waiting: Rule = (evidence) => {
  const processes = longLived(workerProcesses(evidence))
  const workers = longLived(workersOf(evidence))
  const all = workers.length > 0 ? workers : longLived(evidence.threads)
  const waits = secondsIn(all, [...OUTSIDE, 'loop', 'pipe']) / sum(all.map(lifeOf))
  const busy = coresBusy(evidence)
  if (!(waits >= MIN_WAITING && demand(evidence) <= MAX_DEMAND)) return undefined
  if (processes.length < 2 && workers.length >= MANY) return undefined
  const kinds = OUTSIDE.filter((activity) => secondsIn(all, [activity]) >= 0.1 * waits * sum(all.map(lifeOf)))
  const what = kinds.length === 0 ? 'waits' : allOf(kinds.map((activity) => ACTIVITY_LABELS[activity]))
  const many = processes.length >= 2
  return {
    id: 'waiting',
    text: many
      ? `${processes.length} processes spend ${formatShare(waits)} of their time waiting (each ${what}), with ${busy.toFixed(2)} of ${evidence.usableCores} cores busy: a whole interpreter for each wait wins nothing.`
      : `Nothing computes: the program ${what} ${formatShare(waits)} of the time, with ${busy.toFixed(2)} of ${evidence.usableCores} cores busy.`,
    evidence: [
      { label: 'share of the time spent waiting', value: waits, unit: 'share' },
      { label: 'cores busy', value: busy, unit: '' },
      { label: 'worker processes', value: processes.length, unit: '' },
    ],
    where: placesOf(all, [...OUTSIDE, 'loop', 'pipe']),
    suggestion: many
      ? 'Wait in threads (ThreadPoolExecutor) or coroutines (asyncio): they wait as well, and cost next to nothing.'
      : 'Wait for several things at the same time (ThreadPoolExecutor, asyncio.gather), or make what it waits for faster.',
    strength: 0.2 * waits,
  }
}
