import { formatShare, formatTenths } from '../../../contract/text.ts'
import { DISK_DECIDES, diskShareOf, fastest, isFaster, loopOf, othersOf, waysOf } from '../ways.ts'
import { rangeOf } from './unclear.ts'
import type { FunctionRule } from './rule.ts'
import { coresBusy, placeOf, wallSeconds } from './words.ts'

/** The disk decides: the function waits for it. */
export const disk: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  if (loop === undefined) return undefined
  const waits = diskShareOf(loop)
  if (!(waits >= DISK_DECIDES)) return undefined
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
