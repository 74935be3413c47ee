import { sum } from '../../../contract/statistics.ts'
import { formatSeconds, formatShare } from '../../../contract/text.ts'
import type { Evidence, ThreadEvidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { jobOf, placesOf } from '../stacks.ts'
import { ACTIVE, secondsIn, workSeconds } from '../time.ts'
import { workersOf } from '../workers.ts'
import { number } from './words.ts'

/** What an even share would win, at least. Chosen: a last task of usual length costs a tenth or so. */
const MIN_GAIN = 0.2
/** The busiest worker has to be busy for most of the program: else its length does not matter. */
const MIN_BUSIEST = 0.5

/** Some workers end, or have nothing left to do, long before the others. */
export const imbalance: Rule = (evidence) => {
  const span = workSeconds(evidence)
  for (const workers of groups(evidence)) {
    const busy = workers.map((worker) => secondsIn([worker], ACTIVE))
    const most = Math.max(...busy)
    const mean = sum(busy) / busy.length
    const gain = 1 - mean / most
    if (!(most >= MIN_BUSIEST * span && most >= MIN_BUSIEST && gain >= MIN_GAIN)) continue
    const least = Math.min(...busy)
    return {
      id: 'imbalance',
      text: `${number(workers.length)} workers share the work unevenly: the busiest was busy for ${formatSeconds(most)}, the least busy for ${formatSeconds(least)}; with even shares, ${formatShare((gain * most) / span)} of the time would be saved.`,
      evidence: [
        { label: 'busy time of the busiest worker', value: most, unit: 's' },
        { label: 'busy time of the least busy worker', value: least, unit: 's' },
        { label: 'mean busy time of the workers', value: mean, unit: 's' },
        { label: 'workers', value: workers.length, unit: '' },
      ],
      where: placesOf([workers[busy.indexOf(most)]!], ACTIVE),
      suggestion: 'Make the pieces smaller (chunksize=1), and begin with the longest.',
      strength: (gain * most) / span,
    }
  }
  return undefined
}

/** Workers that do the same job, side by side: at least two, and no more than could be on the cores, or they share those too. */
function groups(evidence: Evidence): readonly (readonly ThreadEvidence[])[] {
  const byJob = new Map<string, ThreadEvidence[]>()
  for (const worker of workersOf(evidence)) {
    const job = jobOf(worker)
    if (job !== undefined) byJob.set(job, [...(byJob.get(job) ?? []), worker])
  }
  return [...byJob.values()].filter((workers) => workers.length >= 2)
}
