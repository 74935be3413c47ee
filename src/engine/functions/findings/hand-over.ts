import { formatSeconds, formatTenths } from '../../../contract/text.ts'
import { capital } from '../../experiments/judging.ts'
import {
  chunkOf,
  fastest,
  isFaster,
  isThreads,
  loopOf,
  othersOf,
  secondsAnItem,
  speedupOver,
  type Way,
} from '../ways.ts'
import type { FunctionEvidence } from '../evidence.ts'
import { LARGE_MESSAGE, type Overhead, overheadOf, plainPools } from './overhead.ts'
import type { FunctionRule } from './rule.ts'
import { itemsText, placeOf, wallSeconds } from './words.ts'

/** Fewer items say little of what one costs. Chosen. */
const MIN_ITEMS = 100

/** An item is small beside the cost of handing it to a worker. */
export const handOver: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  const { count } = evidence.inspection.inputs
  if (loop === undefined || count < MIN_ITEMS) return undefined
  const own = secondsAnItem(loop, evidence)
  const [worst] = [...plainPools(evidence), ...othersOf(evidence).filter(isThreads)]
    .filter((way) => !isFaster(way, loop))
    .map((way) => overheadOf(way, loop, evidence))
    .filter(({ withoutStart, bytesAMessage }) => withoutStart / count >= own && !(bytesAMessage >= LARGE_MESSAGE))
    .toSorted((a, b) => b.withoutStart - a.withoutStart)
  if (worst === undefined) return undefined
  const cost = worst.withoutStart / count
  const chunked = bestInChunks(worst, loop, evidence)
  return {
    id: 'hand-over',
    text: `An item is too small for a worker of its own: it takes ${formatSeconds(own)}, and handing it over ${formatSeconds(cost)} of CPU time with ${worst.way.summary.label} (${itemsText(count)}, ${formatSeconds(worst.way.summary.median)} instead of ${formatSeconds(loop.summary.median)}).${ending(chunked, loop)}`,
    evidence: [
      { label: 'time of an item', value: own, unit: 's' },
      { label: 'CPU time to hand over an item', value: cost, unit: 's' },
      { label: 'share of the CPU time that is not the work', value: worst.share, unit: 'share' },
      ...wallSeconds(loop, worst.way, chunked),
    ],
    where: placeOf(evidence),
    suggestion:
      chunked !== undefined && isFaster(chunked, loop)
        ? `Hand over many items at once: chunks of ${chunkOf(chunked)}.`
        : 'Keep the loop, or give each call more to do: a list of items instead of one.',
    strength: cost / (cost + own),
  }
}

/** The fastest variant of the same model with larger chunks. */
function bestInChunks({ way }: Overhead, loop: Way, evidence: FunctionEvidence): Way | undefined {
  const others = othersOf(evidence)
  const larger = others.filter((other) => other.variant.model === way.variant.model && chunkOf(other) > chunkOf(way))
  return fastest(others.filter((other) => chunkOf(other) > 1 && isFaster(other, loop))) ?? fastest(larger)
}

function ending(chunked: Way | undefined, loop: Way): string {
  if (chunked === undefined) return ''
  const { summary } = chunked
  return isFaster(chunked, loop)
    ? ` ${capital(summary.label)} took ${formatSeconds(summary.median)}: ${formatTenths(speedupOver(loop, chunked))} times as fast as the loop.`
    : ` Larger chunks do not help enough: ${summary.label} took ${formatSeconds(summary.median)}.`
}
