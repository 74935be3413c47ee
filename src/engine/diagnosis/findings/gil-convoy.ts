import { formatSeconds, formatShare } from '../../../contract/text.ts'
import { placesOf } from '../stacks.ts'
import type { Rule } from '../rule.ts'
import { shareIn } from '../time.ts'
import { gilTurns, gilWaitShare, heldBy, LONG_HOLD } from './gil-turns.ts'

/** Waits of a thread that needs the GIL for moments. Chosen: a quarter of its time is felt by whoever waits for its answers. */
const MIN_WAIT_SHARE = 0.25
/** The thread that computes keeps the GIL for most of the time. */
const MIN_HELD = 0.5
/**
 * A wait lasts about a switch interval when Python computes (source: `sys.setswitchinterval`); up to a few, since the thread that
 * computes may lose its core in between. Longer ones are `gil-long-hold`.
 */
const WAIT_INTERVALS = [0.3, LONG_HOLD] as const
/** Chosen: ten waits are no coincidence. */
const MIN_WAITS = 10

/** A thread with little to do waits about a switch interval each time it wakes, beside one that computes. */
export const gilConvoy: Rule = (evidence) => {
  for (const { gil, heavy, light, lightWaits, meanLightWait } of gilTurns(evidence)) {
    const computing = heavy.toSorted((a, b) => heldBy(b) - heldBy(a))[0]
    if (computing === undefined || !(heldBy(computing) >= MIN_HELD)) continue
    const intervals = meanLightWait / gil.switchInterval
    if (!(lightWaits >= MIN_WAITS && intervals >= WAIT_INTERVALS[0] && intervals < WAIT_INTERVALS[1])) continue
    const starved = light.filter((thread) => shareIn(thread, ['gil']) >= MIN_WAIT_SHARE)
    const [first] = starved.toSorted((a, b) => shareIn(b, ['gil']) - shareIn(a, ['gil']))
    if (first === undefined) continue
    const waited = gilWaitShare(starved)
    return {
      id: 'gil-convoy',
      text: `${first.name} needs the GIL only for moments, but waits ${formatSeconds(meanLightWait)} for it each time, ${formatShare(waited)} of its time in all, because ${computing.name} computes and gives it up only every ${formatSeconds(gil.switchInterval)}.`,
      evidence: [
        { label: 'mean wait for the GIL', value: meanLightWait, unit: 's' },
        { label: 'waits for the GIL', value: lightWaits, unit: '' },
        { label: 'share of its time in which it waited for the GIL', value: waited, unit: 'share' },
        { label: 'share of the time in which the other thread held the GIL', value: heldBy(computing), unit: 'share' },
      ],
      where: [...placesOf([computing], ['python']), ...placesOf(starved, ['gil'])].slice(0, 3),
      suggestion: `Move what ${computing.name} computes to a process of its own, or make the switch interval shorter (sys.setswitchinterval).`,
      strength: waited,
    }
  }
  return undefined
}
