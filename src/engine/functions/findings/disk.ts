import { formatShare, formatTenths } from '../../../contract/text.ts'
import { fastest, isFaster, loopOf, othersOf, threadsIn, waysOf } from '../ways.ts'
import { rangeOf } from './unclear.ts'
import type { FunctionRule } from './rule.ts'
import { coresBusy, placeOf, wallSeconds } from './words.ts'

/** Part of the time in which the function waits for a disk, in the loop. Chosen, as in `coreglow watch`. */
const MIN_SHARE = 0.3

/** The disk decides: the function waits for it. */
export const disk: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  if (loop === undefined) return undefined
  const waits = Math.min(1, threadsIn(loop, ['disk']))
  if (!(waits >= MIN_SHARE)) return undefined
  const best = fastest(othersOf(evidence).filter((way) => isFaster(way, loop)))
  const range = rangeOf(waysOf(evidence))
  const varies = range >= 2 ? ` Runs of the same work differ ${formatTenths(range)} times, as disks do.` : ''
  return {
    id: 'disk',
    text: `The disk decides: the loop waits for it ${formatShare(waits)} of its time, with ${coresBusy(loop, evidence)}.${varies}`,
    evidence: [
      { label: 'share of the time in which the loop waits for the disk', value: waits, unit: 'share' },
      { label: 'longest over shortest run of one way', value: range, unit: 'x' },
      ...wallSeconds(loop, best),
    ],
    where: placeOf(evidence),
    suggestion:
      'Write more at once and less often: one fsync or commit for many records. More workers do not make a disk faster.',
    strength: 0.75 * waits,
  }
}
