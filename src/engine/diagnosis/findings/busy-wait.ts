import { formatCores, formatShare } from '../../../contract/text.ts'
import { placesOf } from '../stacks.ts'
import type { Rule } from '../rule.ts'
import { ACTIVE, RUNNABLE, secondsIn, shareIn, workSeconds } from '../time.ts'
import { isSpinning } from './spinning.ts'

/** A thread runs and only asks whether others are ready. */
export const busyWait: Rule = (evidence) => {
  const spinning = evidence.threads.filter(isSpinning)
  const [first] = spinning.toSorted((a, b) => b.cpuSeconds - a.cpuSeconds)
  if (first === undefined) return undefined
  const cores = secondsIn(spinning, RUNNABLE) / workSeconds(evidence)
  const active = shareIn(first, ACTIVE)
  const withGil = secondsIn([first], ['python', 'gil']) > 0
  const cost = withGil ? ' and takes the GIL from the threads that work' : ''
  return {
    id: 'busy-wait',
    text: `${first.name} runs ${formatShare(active)} of its time and does nothing but ask, again and again, whether another is ready: it uses ${formatCores(cores)}${cost}.`,
    evidence: [
      { label: 'cores used for asking', value: cores, unit: '' },
      { label: 'share of its time in which it asks', value: active, unit: 'share' },
    ],
    where: placesOf(spinning, ACTIVE),
    suggestion:
      'Wait instead of asking: join(), Event.wait(), Queue.get() or Future.result() cost nothing while they wait.',
    strength: Math.min(0.9, active),
  }
}
