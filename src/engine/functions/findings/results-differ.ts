import { formatCount } from '../../../contract/text.ts'
import { capital } from '../../experiments/judging.ts'
import type { FunctionEvidence } from '../evidence.ts'
import type { Verdict } from '../../diagnosis/rule.ts'
import type { FunctionRule } from './rule.ts'
import { changesOf, itemsText, placeOf } from './words.ts'

/** Wrong results matter more than any time. Results that change from repeat to repeat are often meant to, such as a time or a chance. */
const STRENGTH = 0.95
const UNSTABLE_STRENGTH = 0.2

/** A model returns other results than the loop, or the loop itself does from repeat to repeat. */
export const resultsDiffer: FunctionRule = (evidence) => {
  const { agreement, plan, inspection } = evidence
  if (agreement.unstable !== undefined) return unstable(agreement.unstable)
  const [difference] = agreement.differs.filter(({ how }) => how === 'value').toSorted((a, b) => b.items - a.items)
  const variant = plan.variants.find(({ id }) => id === difference?.variant)
  if (difference === undefined || variant === undefined) return undefined
  const { items, first } = difference
  const all = inspection.inputs.count
  return {
    id: 'results-differ',
    text: `${capital(variant.label)} returned other results than the loop for ${formatCount(items)} of ${itemsText(all)}. The first is item ${formatCount(first.item)}: the loop returned ${first.expected}, ${variant.label} ${first.got}.${reason(evidence, variant.sharesInterpreter)}`,
    evidence: [
      { label: 'items that differ', value: items, unit: '' },
      { label: 'share of all items', value: items / all, unit: 'share' },
    ],
    where: placeOf(evidence),
    suggestion: variant.sharesInterpreter
      ? 'Give each call what it changes: absolute paths instead of a working folder, values of its own instead of shared ones; or use processes.'
      : 'Pass to each call what it needs: a process has its own copy of the variables of the module, and what it changes there stays there.',
    strength: STRENGTH,
  }
}

function reason(evidence: FunctionEvidence, sharesInterpreter: boolean): string {
  const changes = changesOf(evidence)
  if (changes === undefined || !sharesInterpreter) return ''
  return ` The function changes ${changes}, which belongs to the whole process: calls that run at the same time change it for each other.`
}

function unstable(sentence: string): Verdict {
  return {
    id: 'results-differ',
    text: `${sentence} What depends on time, chance or the outside cannot be compared, so no model could be checked.`,
    evidence: [],
    where: [],
    strength: UNSTABLE_STRENGTH,
  }
}
