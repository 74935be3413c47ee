import type { Verdict } from '../../diagnosis/rule.ts'
import type { FunctionEvidence } from '../evidence.ts'

/** One rule: a pure function of the evidence. Undefined where it does not apply, or where there is too little to say so. */
export type FunctionRule = (evidence: FunctionEvidence) => Verdict | undefined
