import { errorMessage } from '../../contract/error-message.ts'
import type { Picture } from '../../contract/figure.ts'
import { SCHEMA_VERSION, type Environment } from '../../contract/observation.ts'
import type { Run, TrialResult } from '../../contract/run.ts'
import { summarise } from '../../contract/summary.ts'
import type { Evidence, ExperimentModule } from '../experiments/experiment.ts'
import { wallTimes } from '../experiments/measuring.ts'
import type { CallsReport } from '../functions/function-state.ts'
import { functionPicture } from '../functions/picture.ts'
import { functionEntries, withActivity } from '../functions/record.ts'
import { noiseReasons } from './noise.ts'
import { decide } from './verdict.ts'

/** Parts of a run that are measured; the rest of its record follows from them. */
export interface RecordParts extends Pick<
  Run,
  | 'id'
  | 'createdAt'
  | 'status'
  | 'failure'
  | 'plan'
  | 'runtime'
  | 'clocks'
  | 'hosts'
  | 'calibrations'
  | 'results'
  | 'monitor'
  | 'recording'
  | 'activity'
> {
  readonly environment: Environment
  readonly module: ExperimentModule
  /** Key of the work of a result: results with the same key did the same work. */
  readonly workOf: (result: TrialResult) => string
  /** Of a run of the user's function. */
  readonly calls?: CallsReport
}

/** The record of a run: summary, picture and verdict come from its results. */
export function toRecord({ calls, workOf, ...parts }: RecordParts): Run {
  return calls === undefined ? recordOf(parts, workOf) : functionRecord(parts, calls)
}

type Parts = Omit<RecordParts, 'calls' | 'workOf'>

function recordOf({ environment, module, ...parts }: Parts, workOf: RecordParts['workOf']): Run {
  const { plan, runtime, results } = parts
  const evidence = evidenceOf(module, plan, runtime, results, environment)
  const work = module.comparesWallTimes ? module.work : undefined
  const reasons = noiseReasons({ plan, work, environment, summary: evidence.summary })
  const { picture, problem } = drawPicture(module, evidence)
  const verdict = decide(module, evidence, workOf, reasons)
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'run',
    ...parts,
    experiment: plan.experiment,
    title: module.experiment.title,
    environments: [environment],
    summary: [...evidence.summary],
    ...picture,
    verdict: problem === undefined ? verdict : { ...verdict, text: `${verdict.text} ${problem}`.trim() },
  }
}

/** The same of the user's function: its verdict is the advice. */
function functionRecord({ environment, module, ...parts }: Parts, calls: CallsReport): Run {
  const { plan, runtime, activity, failure } = parts
  const results = withActivity(parts.results, activity, runtime)
  const evidence = evidenceOf(module, plan, runtime, results, environment)
  const reasons = noiseReasons({ plan, work: undefined, environment, summary: evidence.summary })
  const picture = (given: Evidence) => functionPicture(given, calls.sweep)
  const drawn = drawPicture({ ...module, picture }, evidence)
  const { verdict, ...entries } = functionEntries(evidence, calls, reasons, failure)
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'function',
    ...parts,
    results,
    experiment: plan.experiment,
    title: module.experiment.title,
    environments: [environment],
    summary: [...evidence.summary],
    ...drawn.picture,
    verdict: { ...verdict, text: `${verdict.text} ${drawn.problem ?? ''}`.trim() },
    ...entries,
  }
}

export function evidenceOf(
  module: ExperimentModule,
  plan: Run['plan'],
  runtime: Run['runtime'],
  results: readonly TrialResult[],
  environment: Pick<Environment, 'usableCores' | 'cpuQuota'>,
): Evidence {
  const summary = summarise(plan.variants, results)
  return { experiment: module.experiment, plan, runtime, summary, results, cores: coresFor(environment) }
}

/** A picture that cannot be made, a bug of ours, costs the figures and not the measurements; `problem` says so. */
export function drawPicture(
  module: ExperimentModule,
  evidence: Evidence,
): { readonly picture: Picture; readonly problem?: string } {
  try {
    return { picture: (module.picture ?? wallTimes)(evidence) }
  } catch (error) {
    const problem = `Coreglow could not draw the charts (${errorMessage(error)}). This is a bug; the measurements are not affected.`
    return { picture: { measurements: [], figures: [] }, problem }
  }
}

function coresFor({ usableCores, cpuQuota }: Pick<Environment, 'usableCores' | 'cpuQuota'>): number {
  return typeof cpuQuota === 'number' ? Math.min(usableCores, cpuQuota) : usableCores
}
