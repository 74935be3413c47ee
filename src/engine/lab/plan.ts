import type { Model, Parameter, Runtime, Suite } from '../../contract/experiment.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { RunPlan, RunRequest } from '../../contract/run.ts'
import type { ExperimentModule } from '../experiments/experiment.ts'
import { LIMITS } from '../experiments/parameters.ts'
import { orNearest } from '../nearest.ts'

export const DEFAULT_RATE_HZ = 20
/** A run is held in memory while it is on: so long it may be, by the slowest way to run it. */
const LONGEST_SECONDS = 3600

/** A plan with what it speaks of. */
export interface PlannedRun {
  readonly plan: RunPlan
  readonly module: ExperimentModule
  readonly runtime: Runtime
  /** The suite that was asked for, where it was one. */
  readonly suite: string | undefined
}

export interface Catalogue {
  readonly experiments: readonly ExperimentModule[]
  readonly suites: readonly Suite[]
}

/** The ids of the experiments behind a request: one, or a suite's. @throws CoreglowError unknown-experiment */
export function chooseExperiments(request: RunRequest, { experiments, suites }: Catalogue): ExperimentModule[] {
  const suite = suites.find((one) => one.id === request.experiment)
  const chosen = experiments.filter((one) => (suite?.experiments ?? [request.experiment]).includes(one.experiment.id))
  if (chosen.length > 0) return chosen
  const ids = [...suites.map((one) => one.id), ...experiments.map((one) => one.experiment.id)]
  throw unknown('unknown-experiment', 'experiment', request.experiment, ids, 'params.experiment')
}

/** Fills every blank of a request and checks every value. @throws CoreglowError that names the field in `path` */
export function planRun(module: ExperimentModule, request: RunRequest, runtime: Runtime): PlannedRun {
  checkRuntime(runtime, module)
  const plan: RunPlan = {
    experiment: module.experiment.id,
    runtime: runtime.id,
    models: chooseModels(module, request.models, runtime),
    workers: setting(module, 'workers', request.workers),
    seconds: setting(module, 'seconds', request.seconds),
    repeat: setting(module, 'repeat', request.repeat),
    rate: checked(RATE, request.rate ?? RATE.default),
    bet: chooseBet(module, request.bet),
  }
  checkLength(plan)
  const suite = request.experiment === module.experiment.id ? undefined : request.experiment
  return { plan, module, runtime, suite }
}

const RATE: Parameter = {
  id: 'rate',
  label: 'Sample rate',
  unit: 'Hz',
  kind: 'number',
  default: DEFAULT_RATE_HZ,
  min: 1,
  max: LIMITS.maxRate,
}

function setting(module: ExperimentModule, id: string, value: number | undefined): number {
  const parameter = module.experiment.parameters.find((one) => one.id === id)!
  return checked(parameter, value ?? parameter.default)
}

function checked({ id, label, kind, unit, min, max }: Parameter, value: number): number {
  const whole = kind === 'integer'
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value
  const range = `${whole ? 'a whole number' : 'a number'} from ${min} to ${max}${unit && ` ${unit}`}`
  throw new CoreglowError('bad-params', `${label} must be ${range}, not ${value}.`, { path: `params.${id}` })
}

function checkLength({ workers, seconds, repeat, models }: RunPlan): void {
  const longest = workers * seconds * repeat * models.length
  if (longest <= LONGEST_SECONDS) return
  throw new CoreglowError(
    'bad-params',
    `Such a run could take ${Math.round(longest / 60)} minutes, more than ${LONGEST_SECONDS / 60}: take fewer workers, a smaller size or fewer repeats.`,
    { path: 'params.seconds' },
  )
}

function checkRuntime(runtime: Runtime, { experiment, work }: ExperimentModule): void {
  const path = 'params.runtime'
  if (runtime.status !== 'ok') {
    const code = runtime.status === 'broken' ? 'broken-runtime' : 'unsupported'
    throw new CoreglowError(code, `${runtime.label} cannot run this: ${runtime.reason ?? runtime.status}`, { path })
  }
  if (runtime.work.includes(work.id)) return
  throw new CoreglowError('unsupported', `${runtime.label} has no work for ${experiment.id}; take another runtime.`, {
    path,
  })
}

function chooseModels(module: ExperimentModule, asked: readonly string[] | undefined, runtime: Runtime): string[] {
  const { default: usual } = module.experiment.models
  const models = asked ?? usual.filter((id) => lack(module, runtime, id) === undefined)
  if (models.length === 0) throw new CoreglowError('bad-params', 'Name at least one model.', { path: 'params.models' })
  models.forEach((id, at) => checkModel(module, runtime, models, at, id))
  return [...models]
}

function checkModel(
  module: ExperimentModule,
  runtime: Runtime,
  models: readonly string[],
  at: number,
  id: string,
): void {
  const path = `params.models.${at}`
  const { offered } = module.experiment.models
  if (!offered.includes(id)) throw unknown('unknown-model', `model of ${module.experiment.id}`, id, offered, path)
  if (models.indexOf(id) < at) throw new CoreglowError('bad-params', `The model "${id}" is named twice.`, { path })
  const reason = lack(module, runtime, id)
  if (reason !== undefined) throw new CoreglowError('unsupported', reason, { path })
}

/** Why this runtime cannot run the model with this work; undefined where it can. */
function lack({ work }: ExperimentModule, runtime: Runtime, id: string): string | undefined {
  const model: Model | undefined = runtime.models.find((one) => one.id === id)
  if (model === undefined) return `${runtime.label} has no model "${id}".`
  if (!model.available) return `${runtime.label} cannot run "${id}": it needs ${model.needs ?? 'another runtime'}.`
  if (model.work?.includes(work.id) ?? true) return undefined
  return `${runtime.label} cannot run the work "${work.id}" with the model "${id}".`
}

function chooseBet({ experiment }: ExperimentModule, bets: RunRequest['bet']): string | undefined {
  const bet = bets?.[experiment.id]
  const choices = experiment.bet.choices.map((one) => one.id)
  if (bet === undefined || choices.includes(bet)) return bet
  throw unknown('bad-params', `bet on ${experiment.id}`, bet, choices, `params.bet.${experiment.id}`)
}

function unknown(
  code: 'unknown-experiment' | 'unknown-model' | 'bad-params',
  what: string,
  word: string,
  names: readonly string[],
  path: string,
): CoreglowError {
  return new CoreglowError(code, `There is no ${what} "${word}". ${orNearest(word, names)}`, { path })
}
