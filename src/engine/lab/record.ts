import { errorMessage } from '../../contract/error-message.ts'
import type { Picture } from '../../contract/figure.ts'
import { SCHEMA_VERSION, type Environment } from '../../contract/observation.ts'
import type { Run, TrialResult } from '../../contract/run.ts'
import { summarise } from '../../contract/summary.ts'
import type { Evidence, ExperimentModule } from '../experiments/experiment.ts'
import { wallTimes } from '../experiments/measuring.ts'
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
}

/** The record of a run: summary, picture and verdict come from its results. */
export function toRecord({ environment, module, workOf, ...parts }: RecordParts): Run {
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
