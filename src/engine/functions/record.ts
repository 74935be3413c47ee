import { kindSlug } from '../../contract/model.ts'
import type { FunctionRun, Run, TrialResult } from '../../contract/run.ts'
import type { Evidence } from '../experiments/experiment.ts'
import { variesWidely } from '../experiments/judging.ts'
import { formatShare } from '../../contract/text.ts'
import { activityOf } from './activity.ts'
import { adviseFunction } from './advice.ts'
import { diagnoseFunction } from './diagnose.ts'
import type { FunctionEvidence } from './evidence.ts'
import type { CallsReport } from './function-state.ts'

/** Least difference of repeats that is told, seconds. Chosen: a scheduler's few turns. */
const MIN_DIFFERENCE_SECONDS = 0.02

type Entries = Pick<
  FunctionRun,
  'function' | 'inputs' | 'inspection' | 'controls' | 'agreement' | 'diagnosis' | 'advice' | 'sweep' | 'verdict'
>

/** Results with what was read from outside. */
export function withActivity(
  results: readonly TrialResult[],
  activity: Run['activity'],
  runtime: Pick<Run['runtime'], 'kind'>,
): TrialResult[] {
  return results.map((trial) => ({ ...trial, ...activityOf(trial, activity, runtime) }))
}

/**
 * What the record of the user's function has in place of an experiment's verdict: findings, and advice.
 * @param reasons Why the machine's numbers may be another program's, a sentence each.
 */
export function functionEntries(
  { plan, runtime, cores, results, summary }: Evidence,
  { inspection, controls, agreement, sweep, memoryBytes }: CallsReport,
  reasons: readonly string[],
  failure: Run['failure'],
): Entries {
  const evidence: FunctionEvidence = {
    plan,
    runtime,
    cores,
    inspection,
    results,
    summary,
    controls,
    agreement,
    reasons: [...reasons, ...variations(summary)],
    memoryBytes,
  }
  const diagnosis = diagnoseFunction(evidence)
  const advice = summary.some(({ trials }) => trials > 0) ? adviseFunction(evidence) : undefined
  const { noisy, reasons: noise, findings } = diagnosis
  const model = plan.variants.find((variant) => variant.model === advice?.model)
  const kind = advice === undefined ? 'not-advised' : model?.baseline ? 'keep-loop' : `use-${kindSlug(model!.kind)}`
  return {
    function: inspection.function,
    inputs: inspection.inputs,
    inspection,
    controls: [...controls],
    agreement,
    diagnosis,
    advice,
    sweep: sweep === undefined ? undefined : [...sweep],
    verdict: { kind, text: advice?.text ?? failure?.message ?? findings[0]?.text ?? '', noisy, reasons: noise },
  }
}

function variations(summary: Evidence['summary']): string[] {
  return summary
    .filter((row) => row.trials > 1 && variesWidely(row) && row.max - row.min > MIN_DIFFERENCE_SECONDS)
    .map(({ label, spread }) => `The repeats of ${label} vary by ${formatShare(spread)} of their median.`)
}
