import type { Evidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { coresBusy, OUTSIDE, secondsIn, workSeconds } from '../time.ts'

/** More at work than this is called busy, in words. */
const IDLE = 0.3

/** Nothing is wrong, as far as can be seen. */
export const healthy: Rule = (evidence) => {
  const busy = coresBusy(evidence)
  return {
    id: 'healthy',
    text: `Nothing is wrong: ${busy.toFixed(2)} of ${evidence.usableCores} cores were busy${ending(evidence, busy)}.`,
    evidence: [
      { label: 'cores busy', value: busy, unit: '' },
      { label: 'usable cores', value: evidence.usableCores, unit: '' },
    ],
    where: [],
    strength: 0,
  }
}

function ending(evidence: Evidence, busy: number): string {
  const waits = secondsIn(evidence.threads, OUTSIDE) / workSeconds(evidence)
  return busy < IDLE && waits >= 1
    ? `, and ${waits.toFixed(1)} waits went on at the same time`
    : ', all in work of its own'
}
