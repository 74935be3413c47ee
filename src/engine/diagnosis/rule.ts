import type { Finding } from '../../contract/finding.ts'
import type { Evidence } from './evidence.ts'

/** A finding, and how much it explains. */
export interface Verdict extends Finding {
  /**
   * Share of the program's time, or of the cores' time, that would be won if it were mended, as far as the evidence shows: 0..1.
   * Findings are sorted by it. `healthy` and good news have 0.
   */
  readonly strength: number
}

/** One rule: a pure function of the evidence. Undefined where it does not apply, or where there is too little to say so. */
export type Rule = (evidence: Evidence) => Verdict | undefined
