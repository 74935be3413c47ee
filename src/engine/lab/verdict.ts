import { errorMessage } from '../../contract/error-message.ts'
import type { TrialResult, Verdict } from '../../contract/run.ts'
import type { Evidence, ExperimentModule, Judgement } from '../experiments/experiment.ts'

/** Verdict on a run; only equal work is compared. */
export function decide(
  module: ExperimentModule,
  evidence: Evidence,
  /** Key of a result's work: results with the same key did equal work. */
  workOf: (result: TrialResult) => string,
  machineReasons: readonly string[],
): Verdict {
  const { reasons: judgedReasons = [], ...judgement } = mismatch(evidence.results, workOf) ?? judged(module, evidence)
  const reasons = [...machineReasons, ...judgedReasons]
  return { ...judgement, noisy: reasons.length > 0, reasons }
}

/** Judgement; if the judge fails, a bug of ours, the run is saved without its sentence. */
function judged(module: ExperimentModule, evidence: Evidence): Judgement {
  try {
    return module.judge(evidence)
  } catch (error) {
    const text = `The measurements were saved, but Coreglow could not produce a verdict (${errorMessage(error)}). This is a bug.`
    return { kind: 'not-judged', text }
  }
}

function mismatch(results: readonly TrialResult[], workOf: (result: TrialResult) => string): Judgement | undefined {
  const whole = results.filter(
    (result) => result.died === undefined && result.workers.every(({ lost }) => lost === undefined),
  )
  const firsts = new Map<string, TrialResult>()
  for (const trial of whole) {
    const first = firsts.get(workOf(trial)) ?? trial
    firsts.set(workOf(trial), first)
    if (first.checksum === trial.checksum) continue
    const text = `${first.variant} and ${trial.variant} did not do the same work (checksums ${first.checksum} and ${trial.checksum}), so their times cannot be compared.`
    return { kind: 'checksum-mismatch', text }
  }
  return undefined
}
