import type { Diagnosis, Finding } from '../../contract/finding.ts'
import type { Evidence } from './evidence.ts'
import { EVENTS, FAULTS, NO_FAULT } from './findings/index.ts'
import { isTooShort } from './findings/unclear.ts'
import { noiseOf } from './noise.ts'
import type { Rule, Verdict } from './rule.ts'

/** Names what is wrong with a program, or that nothing is, by all rules; the finding that explains the most comes first. */
export function diagnose(evidence: Evidence): Diagnosis {
  const reasons = noiseOf(evidence)
  const faults = verdicts(isTooShort(evidence) ? EVENTS : [...EVENTS, ...FAULTS], evidence)
  const found = faults.length > 0 ? faults.toSorted((a, b) => b.strength - a.strength) : noFault(evidence)
  return { findings: found.map(findingOf), noisy: reasons.length > 0, reasons }
}

/** Good news, or why there is none: what cannot be said is not said beside it. */
function noFault(evidence: Evidence): readonly Verdict[] {
  const found = verdicts(NO_FAULT, evidence)
  return found[0]?.id === 'unclear' ? found.slice(0, 1) : found
}

function verdicts(rules: readonly Rule[], evidence: Evidence): readonly Verdict[] {
  return rules.map((rule) => rule(evidence)).filter((verdict) => verdict !== undefined)
}

/** A number that is not known is left out: JSON has none. */
function findingOf({ id, text, evidence, where, suggestion }: Verdict): Finding {
  return { id, text, evidence: evidence.filter(({ value }) => Number.isFinite(value)), where, suggestion }
}
