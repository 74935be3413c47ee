import type { Diagnosis } from '../../contract/finding.ts'

/** Diagnoses in a row that must put a finding first before it replaces another that still holds. Chosen: at one a second, a reader has time to read the sentence. */
const CONFIRMATIONS = 3

/**
 * Orders the findings of a running program so that the first one does not change from second to second. A finding that no
 * longer holds is dropped at once.
 */
export function createSteadyDiagnosis(): (diagnosis: Diagnosis) => Diagnosis {
  let first: string | undefined
  let challenger: string | undefined
  let confirmed = 0
  return (diagnosis) => {
    const { findings } = diagnosis
    const strongest = findings[0]?.id
    confirmed = strongest === challenger ? confirmed + 1 : 1
    challenger = strongest
    const held = findings.find(({ id }) => id === first)
    if (held === undefined || strongest === first || confirmed >= CONFIRMATIONS) {
      first = strongest
      return diagnosis
    }
    return { ...diagnosis, findings: [held, ...findings.filter((finding) => finding !== held)] }
  }
}
