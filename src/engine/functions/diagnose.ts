import type { Diagnosis, Finding } from '../../contract/finding.ts'
import type { FunctionEvidence } from './evidence.ts'
import { OTHERWISE, RULES } from './findings/index.ts'
import { coresGiven } from './findings/unclear.ts'
import type { Verdict } from '../diagnosis/rule.ts'
import type { FunctionRule } from './findings/rule.ts'

/** Names what decides the speed of the user's function, by all rules; the finding that explains the most comes first. Of several reasons for one finding, the strongest is given. */
export function diagnoseFunction(evidence: FunctionEvidence): Diagnosis {
  const sorted = verdicts(RULES, evidence).toSorted((a, b) => b.strength - a.strength)
  const found = sorted.filter(({ id }, index) => sorted.findIndex((other) => other.id === id) === index)
  const all = found.length > 0 ? found : verdicts(OTHERWISE, evidence).slice(0, 1)
  const short = coresGiven(evidence)
  const reasons = [...(short === undefined ? [] : [short]), ...evidence.reasons]
  return { findings: all.map(findingOf), noisy: reasons.length > 0, reasons }
}

function verdicts(rules: readonly FunctionRule[], evidence: FunctionEvidence): readonly Verdict[] {
  return rules.map((rule) => rule(evidence)).filter((verdict) => verdict !== undefined)
}

/** A number that is not known is left out: JSON has none. */
function findingOf({ id, text, evidence, where, suggestion }: Verdict): Finding {
  return { id, text, evidence: evidence.filter(({ value }) => Number.isFinite(value)), where, suggestion }
}
