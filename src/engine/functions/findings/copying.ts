import { formatBytes, formatSeconds, formatShare } from '../../../contract/text.ts'
import { fastest, isFaster, loopOf, othersOf } from '../ways.ts'
import { LARGE_MESSAGE, overheadOf, plainPools } from './overhead.ts'
import type { FunctionRule } from './rule.ts'
import { placeOf, tookBeside, wallSeconds } from './words.ts'

/** Share of the CPU time that is not the work. Chosen: a fifth is worth mending. */
const MIN_SHARE = 0.2
/** Chosen: a pipe moves that much in some 20 ms (measured: 0.5 to 1 GB/s), pickling it may take a second. */
const MIN_BYTES = 20e6
/** Part of its weight where another way is faster than the loop: without the copies, processes would win no more than that. Chosen. */
const ASIDE = 0.4

/** Bytes that are pickled, sent and read explain the time. */
export const copying: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  if (loop === undefined) return undefined
  const [worst] = plainPools(evidence)
    .map((way) => overheadOf(way, loop, evidence))
    .filter(
      ({ share, bytes, bytesAMessage }) => share >= MIN_SHARE && bytes >= MIN_BYTES && bytesAMessage >= LARGE_MESSAGE,
    )
    .toSorted((a, b) => b.share - a.share)
  if (worst === undefined) return undefined
  const { way, bytes, share, serialiseSeconds } = worst
  const { count } = evidence.inspection.inputs
  const other = fastest(othersOf(evidence).filter((candidate) => isFaster(candidate, loop)))
  const pickling = Number.isNaN(serialiseSeconds) ? '' : `; pickling them takes ${formatSeconds(serialiseSeconds)}`
  return {
    id: 'copying',
    text: `Inputs and results are copied to other processes, ${formatBytes(bytes)} in all, ${formatBytes(bytes / count)} for each item${pickling}: ${tookBeside(way, loop)}, and ${formatShare(share)} of its CPU time is not the work.`,
    evidence: [
      { label: 'bytes pickled', value: bytes, unit: 'B' },
      { label: 'bytes for each item', value: bytes / count, unit: 'B' },
      { label: 'time of pickling', value: serialiseSeconds, unit: 's' },
      { label: 'share of the CPU time that is not the work', value: share, unit: 'share' },
      ...wallSeconds(loop, way),
    ],
    where: placeOf(evidence),
    suggestion:
      'Send large data once (an initializer, a file, shared memory) and only keys after that; or use threads where the work releases the GIL.',
    strength: share * (other === undefined ? 1 : ASIDE),
  }
}
