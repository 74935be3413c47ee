import { formatCount, formatSeconds, formatShare } from '../../../contract/text.ts'
import { placesOf, purposes } from '../stacks.ts'
import type { Rule } from '../rule.ts'
import { pythonThreads } from '../workers.ts'
import { ACTIVE, coresBusy, secondsIn, shareIn } from '../time.ts'
import { gilWaitShare, SHORT_HOLD } from './gil-turns.ts'
import { number } from './words.ts'

/** Changes of the holder a second. Chosen: at 5 µs to 50 µs each (measured with the experiment "GIL hand-off") they cost a tenth of a core. */
const MIN_HANDOVERS = 2000
/** Share of their time in which threads wait for the GIL. Chosen. */
const MIN_WAITED = 0.15
/** Threads that have work most of the time. Chosen. */
const MIN_ACTIVE = 0.6
/** The calls are the program's work, rather than a hand-over of work. */
const MIN_WORK = 0.6

/** Native calls that release the GIL, but are too short to let others in: the hand-overs cost more than they win. */
export const gilSmallCalls: Rule = (evidence) => {
  for (const gil of evidence.gils.filter(({ enabled }) => enabled)) {
    const threads = pythonThreads(evidence, gil.process).filter((thread) => shareIn(thread, ACTIVE) >= MIN_ACTIVE)
    const rate = gil.handovers / gil.seconds
    const meanHold = gil.heldSeconds / gil.handovers
    const kinds = purposes(threads, ACTIVE)
    const waited = gilWaitShare(threads)
    const lockWaits = secondsIn(threads, ['lock']) / secondsIn(threads, ['gil'])
    if (threads.length < 2 || !(rate >= MIN_HANDOVERS && meanHold <= SHORT_HOLD * gil.switchInterval)) continue
    if (!(waited >= MIN_WAITED && kinds.work >= MIN_WORK * kinds.all && lockWaits < 0.5)) continue
    return {
      id: 'gil-small-calls',
      text: `${number(threads.length)} threads pass the GIL on ${formatCount(rate)} times a second, after ${formatSeconds(meanHold)} each: their native calls are too short for others to run meanwhile, and each thread waited for the GIL ${formatShare(waited)} of its time.`,
      evidence: [
        { label: 'changes of the holder of the GIL', value: rate, unit: '1/s' },
        { label: 'mean time that a thread kept the GIL', value: meanHold, unit: 's' },
        { label: 'share of their time in which threads waited for the GIL', value: waited, unit: 'share' },
        { label: 'cores busy', value: coresBusy(evidence), unit: '' },
      ],
      where: placesOf(threads, ['python', 'native', 'gil']),
      suggestion: 'Give each native call more to do (larger blocks, whole arrays), or use processes.',
      strength: waited * (1 - 1 / Math.min(threads.length, Math.max(1, evidence.usableCores))) * 2,
    }
  }
  return undefined
}
