import { sum } from '../../../contract/statistics.ts'
import { formatBytes, formatShare } from '../../../contract/text.ts'
import type { Rule } from '../rule.ts'
import { placesOf, purposeOf } from '../stacks.ts'
import { ACTIVE, demand, workSeconds } from '../time.ts'
import { handOverOf, LARGE_MESSAGE, MIN_SAMPLES } from './hand-over-share.ts'

/** Share of the running time that goes into handing over. Chosen: a fifth is worth mending; the waits for the bytes come on top. */
const MIN_SHARE = 0.2
/** Chosen: a pipe moves that much in some 20 ms (measured: 0.5 to 1 GB/s), pickling it may take a second. */
const MIN_BYTES = 20e6

/** Bytes that are pickled and sent explain the time. */
export const copying: Rule = (evidence) => {
  const { share, work, samples, bytes, bytesPerWrite } = handOverOf(evidence)
  if (
    evidence.processes.length < 2 ||
    !(samples >= MIN_SAMPLES && share >= MIN_SHARE && bytes >= MIN_BYTES && bytesPerWrite >= LARGE_MESSAGE)
  )
    return undefined
  const read = sum(evidence.processes.map(({ io }) => io.readBytes))
  return {
    id: 'copying',
    text: `${formatBytes(bytes)} went from process to process, ${formatBytes(bytes / workSeconds(evidence))} a second: ${formatShare(share)} of the running time goes into pickling, sending and unpickling, ${formatShare(work)} into the work.`,
    evidence: [
      { label: 'bytes written to pipes and files', value: bytes, unit: 'B' },
      { label: 'bytes read', value: read, unit: 'B' },
      { label: 'bytes for each write', value: bytesPerWrite, unit: 'B' },
      { label: 'share of the running time spent on copying', value: share, unit: 'share' },
    ],
    where: placesOf(evidence.threads, ACTIVE, (stack) => purposeOf(stack) === 'hand-over'),
    suggestion:
      'Send large data once (an initializer, shared_memory, a file) and only keys after that; or use threads where the work releases the GIL.',
    strength: share * demand(evidence),
  }
}
