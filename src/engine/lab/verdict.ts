import type { TrialResult, Verdict } from '../../contract/run.ts'
import type { Evidence, ExperimentModule, Judgement } from '../experiments/experiment.ts'

/** What the numbers say, if they may be compared at all: only equal work is. */
export function decide(
  module: ExperimentModule,
  evidence: Evidence,
  results: readonly TrialResult[],
  reasons: readonly string[],
): Verdict {
  const judgement = mismatch(results) ?? module.judge(evidence)
  return { ...judgement, noisy: reasons.length > 0, reasons: [...reasons] }
}

function mismatch(results: readonly TrialResult[]): Judgement | undefined {
  const [first] = results
  const other = results.find((one) => one.checksum !== first?.checksum)
  if (first === undefined || other === undefined) return undefined
  const text = `${first.model} and ${other.model} did not do the same work (checksums ${first.checksum} and ${other.checksum}), so their times say nothing about each other.`
  return { kind: 'checksum-mismatch', text }
}
