import type { FunctionRule } from './rule.ts'
import { placeOf } from './words.ts'

/** Which call comes first decides the results: that matters more than any time. */
const STRENGTH = 0.85

/** The function remembers something from call to call: the same input, a second time, returned something else. */
export const keepsState: FunctionRule = (evidence) => {
  const { repeated } = evidence.inspection
  if (repeated.equal || evidence.agreement.unstable !== undefined) return undefined
  return {
    id: 'keeps-state',
    text: `The function keeps state: called with the first item a second time, it returned ${repeated.second} instead of ${repeated.first}. Each process has a state of its own, and threads share one.`,
    evidence: [],
    where: placeOf(evidence),
    suggestion: 'Make the result depend on the item alone: pass the state in, and return it.',
    strength: STRENGTH,
  }
}
