import { formatSeconds, formatShare } from '../../../contract/text.ts'
import { placesOf } from '../stacks.ts'
import type { Rule } from '../rule.ts'
import { gilTurns, gilWaitShare, heldBy, LONG_HOLD } from './gil-turns.ts'

/** Share of their time for which the others wait. Chosen: a fifth is felt. */
const MIN_WAIT_SHARE = 0.2

/** One call keeps the GIL for many switch intervals while others wait. */
export const gilLongHold: Rule = (evidence) => {
  for (const { gil, heavy, light, meanLightWait, waiting, meanHold } of gilTurns(evidence)) {
    const longest = LONG_HOLD * gil.switchInterval
    const waiters = light.length > 0 ? light : heavy.length >= 2 ? heavy : []
    const waited = gilWaitShare(waiters)
    const wait = light.length > 0 ? meanLightWait : waiting >= MIN_WAIT_SHARE ? meanHold : 0
    const holder = [...heavy, ...light].toSorted((a, b) => heldBy(b) - heldBy(a))[0]
    if (holder === undefined || !(waited >= MIN_WAIT_SHARE && wait >= longest)) continue
    return {
      id: 'gil-long-hold',
      text: `Single calls in ${holder.name} kept the GIL for ${formatSeconds(wait)} on average, many times the ${formatSeconds(gil.switchInterval)} after which Python code gives it up: the others waited for it ${formatShare(waited)} of their time.`,
      evidence: [
        { label: 'mean time for which others waited', value: wait, unit: 's' },
        { label: 'longest time that a thread kept the GIL', value: gil.longestHold, unit: 's' },
        { label: 'share of their time in which the others waited for the GIL', value: waited, unit: 'share' },
      ],
      where: placesOf([holder], ['python', 'gil-off-core']),
      suggestion: 'Do that call in a process, cut it into smaller ones, or use a library that releases the GIL.',
      strength: Math.max(waited, waiting >= 1 ? 0.5 : 0),
    }
  }
  return undefined
}
