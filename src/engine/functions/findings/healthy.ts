import { formatFactor } from '../../../contract/text.ts'
import { isFaster, loopOf, othersOf, speedupOver } from '../ways.ts'
import type { FunctionRule } from './rule.ts'

/** Nothing stands in the way of any model, as far as can be seen. */
export const healthy: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  if (loop === undefined) return undefined
  const [best] = othersOf(evidence).toSorted((a, b) => a.summary.median - b.summary.median)
  const ending =
    best !== undefined && isFaster(best, loop)
      ? `${best.summary.label} is ${formatFactor(speedupOver(loop, best))} as fast as the loop`
      : 'and no other way is faster than the loop'
  return {
    id: 'healthy',
    text: `Nothing is wrong: ${ending}.`,
    evidence: [{ label: 'loop', value: loop.summary.median, unit: 's' }],
    where: [],
    strength: 0,
  }
}
