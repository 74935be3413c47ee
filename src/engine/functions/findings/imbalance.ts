import { sum } from '../../../contract/statistics.ts'
import { formatSeconds, formatShare } from '../../../contract/text.ts'
import type { Verdict } from '../../diagnosis/rule.ts'
import type { FunctionEvidence } from '../evidence.ts'
import { chunkOf, fastest, isFaster, loopOf, othersOf, type Way } from '../ways.ts'
import { coresPossible } from '../ways.ts'
import type { FunctionRule } from './rule.ts'
import { itemsText, placeOf, wallSeconds } from './words.ts'

/** What an even share would win, at least. Chosen: a last item of usual length costs a tenth or so. */
const MIN_GAIN = 0.2
/** The busiest worker calls items for most of the time: else its length does not matter. */
const MIN_BUSIEST = 0.5
/** The start of the workers has to be short beside the work. Chosen. */
const MAX_START = 0.2

/** Work that cannot be shared evenly: one item is longer than a worker's share, or some workers have nothing left long before the others. */
export const imbalance: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  if (loop === undefined || evidence.plan.workers < 2) return undefined
  return longItem(loop, evidence) ?? unevenShares(loop, evidence)
}

function longItem(loop: Way, evidence: FunctionEvidence): Verdict | undefined {
  const items = loop.trials[0]?.perItemSeconds
  const { count } = evidence.inspection.inputs
  const workers = coresPossible(evidence)
  if (items === undefined || items.group > 1 || workers < 2) return undefined
  const share = items.total / workers
  const gain = 1 - share / items.max
  if (!(gain >= MIN_GAIN)) return undefined
  const best = fastest(othersOf(evidence))
  return {
    id: 'imbalance',
    text:
      count === 1
        ? `There is one item only, so that one worker does all: nothing can run at the same time.`
        : `One item takes ${formatSeconds(items.max)} of ${formatSeconds(items.total)}, longer than the share of each of ${workers} workers (${formatSeconds(share)}): no way can be faster than that item.`,
    evidence: [
      { label: 'longest item', value: items.max, unit: 's' },
      { label: 'all items', value: items.total, unit: 's' },
      ...wallSeconds(loop, best),
    ],
    where: placeOf(evidence),
    suggestion: 'Cut the long item into pieces, or begin with it.',
    strength: gain,
  }
}

function unevenShares(loop: Way, evidence: FunctionEvidence): Verdict | undefined {
  const best = fastest(othersOf(evidence).filter((way) => isFaster(way, loop)))
  const idle = best?.trials[0]?.idleShare
  if (best === undefined || idle === undefined || idle.length < 2) return undefined
  const busy = idle.map((share) => 1 - share)
  const most = Math.max(...busy)
  const gain = 1 - sum(busy) / busy.length / most
  const { summary, variant } = best
  if (!(most >= MIN_BUSIEST && gain >= MIN_GAIN && summary.workerStartMedian <= MAX_START * summary.median))
    return undefined
  const chunks = chunkOf(best) > 1 ? ` in chunks of ${chunkOf(best)}` : ''
  return {
    id: 'imbalance',
    text: `${itemsText(evidence.inspection.inputs.count)}${chunks} do not share evenly among ${variant.workers} workers of ${summary.label}: the busiest worked ${formatShare(most)} of the time, the least busy ${formatShare(Math.min(...busy))}.`,
    evidence: [
      { label: 'share of the time that the busiest worker worked', value: most, unit: 'share' },
      { label: 'share of the time that the least busy worker worked', value: Math.min(...busy), unit: 'share' },
      ...wallSeconds(loop, best),
    ],
    where: placeOf(evidence),
    suggestion: 'Use smaller chunks, and begin with the longest items.',
    strength: gain,
  }
}
