import { defaultModels, offeredModels } from '../../contract/model-rule.ts'
import type {
  Experiment,
  Model,
  NumberParameter,
  Parameter,
  Runtime,
  Settings,
  Suite,
} from '../../contract/experiment.ts'
import { KIND_LABELS } from '../../contract/model.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import { isCommonSetting, LIMITS, MAX_RUN_SECONDS } from '../../contract/limits.ts'
import type { RunPlan, RunRequest, Variant } from '../../contract/run.ts'
import { allOf } from '../../contract/text.ts'
import type { ResolvedRequest, ExperimentModule, VariantSpec } from '../experiments/experiment.ts'
import { variantForEachModel } from '../experiments/orders.ts'
import { START_METHOD } from '../experiments/parameters.ts'
import type { PlannedCalls } from '../functions/planned-calls.ts'
import { orNearest } from './nearest.ts'
import { worstSeconds } from './schedule.ts'

/** A plan with everything it refers to. */
export interface PlannedRun {
  readonly plan: RunPlan
  /** The plan's variants, with how to run them. */
  readonly specs: readonly VariantSpec[]
  readonly module: ExperimentModule
  readonly runtime: Runtime
  /** Id of the suite, if one was requested. */
  readonly suite: string | undefined
  /** Of the user's function, where that is the work. */
  readonly calls?: PlannedCalls
}

export interface Catalogue {
  readonly experiments: readonly ExperimentModule[]
  readonly suites: readonly Suite[]
}

/** The experiments behind a request: one, or a suite's. @throws CoreglowError unknown-experiment */
export function chooseExperiments(request: RunRequest, { experiments, suites }: Catalogue): ExperimentModule[] {
  const suite = suites.find((candidate) => candidate.id === request.experiment)
  const chosen = experiments.filter((module) =>
    (suite?.experiments ?? [request.experiment]).includes(module.experiment.id),
  )
  if (chosen.length > 0) return chosen
  const ids = [...suites.map((item) => item.id), ...experiments.map((module) => module.experiment.id)]
  throw unknown('unknown-experiment', 'experiment', request.experiment, ids, 'params.experiment')
}

/** Rejects settings that neither an experiment nor a chosen model has; in a suite each takes those it has. @throws CoreglowError bad-params */
export function checkSettings(
  { experiment, params = {} }: RunRequest,
  plans: readonly PlannedRun[],
  { models }: Pick<Runtime, 'models'>,
): void {
  const ids = plans.flatMap(({ plan }) => Object.keys(plan.params))
  const stranger = Object.keys(params).find((id) => !ids.includes(id))
  if (stranger === undefined) return
  const path = `params.params.${stranger}`
  const owner = models.find(({ settings = [] }) => settings.some(({ id }) => id === stranger))
  if (owner === undefined) throw unknown('bad-params', `setting of ${experiment}`, stranger, [...new Set(ids)], path)
  const message = `"${stranger}" is a setting of the model "${owner.id}", which this run does not have.`
  throw new CoreglowError('bad-params', message, { path })
}

/** Inputs of a plan besides the request and the runtime. */
export type Site = Pick<ResolvedRequest, 'runtimes' | 'cores'>

/** Fills every blank of a request and checks every value. @throws CoreglowError that names the field in `path` */
export function planRun(module: ExperimentModule, request: RunRequest, runtime: Runtime, site: Site): PlannedRun {
  checkRuntime(runtime, module)
  const suite = request.experiment === module.experiment.id ? undefined : request.experiment
  const models = chooseModels(module, request.models, runtime)
  const asked: ResolvedRequest = {
    models,
    workers: setting(module, 'workers', request.workers),
    seconds: setting(module, 'seconds', request.seconds),
    repeat: setting(module, 'repeat', request.repeat),
    params: {
      ...chooseParams(module, request.params ?? {}, runtime),
      ...modelSettings(models, request.params ?? {}),
    },
    runtime,
    ...site,
  }
  const specs = (module.variants?.(asked) ?? variantForEachModel(asked)).map((spec) =>
    withModelSettings(withStartMethod(spec, asked.params), models, asked.params),
  )
  for (const spec of specs) checkOrder(spec, module, runtime)
  checkLength(specs, asked, module.shorter)
  const { workers, seconds, repeat, params } = asked
  const plan: RunPlan = {
    experiment: module.experiment.id,
    runtime: runtime.id,
    models: models.map(({ id }) => id),
    variants: withKindIndices(specs.map(toVariant)),
    workers,
    seconds,
    repeat,
    params,
    rate: checkedNumber(RATE, request.rate ?? RATE.default),
    bet: chooseBet(module, request.bet),
  }
  return { plan, specs, module, runtime, suite }
}

function withStartMethod(spec: VariantSpec, params: Settings): VariantSpec {
  const startMethod = params[START_METHOD.id]
  if (typeof startMethod !== 'string' || startMethod === START_METHOD.default) return spec
  return { ...spec, options: { startMethod, ...spec.options } }
}

/** The settings of the variant's own model. */
export function withModelSettings(spec: VariantSpec, models: readonly Model[], params: Settings): VariantSpec {
  const own = models.find(({ id }) => id === spec.model)?.settings ?? []
  if (own.length === 0) return spec
  const settings = Object.fromEntries(own.map(({ id }) => [id, params[id]!]))
  return { ...spec, options: { settings, ...spec.options } }
}

function toVariant({
  id,
  label,
  model,
  kind,
  sharesInterpreter,
  lock,
  baseline,
  workers,
  chunk,
  interpreter,
}: VariantSpec): Variant {
  const interpreterOverride = interpreter && {
    runtime: interpreter.runtime.id,
    label: interpreter.runtime.label,
    args: [...interpreter.args],
  }
  return { id, label, model, kind, sharesInterpreter, lock, baseline, workers, chunk, interpreterOverride }
}

/** Counts the models of each kind in the order in which they come, so that their colours differ. */
function withKindIndices(variants: readonly Variant[]): Variant[] {
  const models = [...new Map(variants.map(({ model, kind }) => [model, kind]))]
  return variants.map((variant) => {
    const sameKind = models.filter(([, kind]) => kind === variant.kind)
    const kindIndex = sameKind.findIndex(([model]) => model === variant.model)
    return kindIndex === 0 ? variant : { ...variant, kindIndex }
  })
}

const RATE: NumberParameter = {
  id: 'rate',
  label: 'Sample rate',
  unit: 'Hz',
  kind: 'number',
  ...LIMITS.rate,
}

function setting(module: ExperimentModule, id: string, value: number | undefined): number {
  const parameter = module.experiment.parameters.find((candidate) => candidate.id === id)!
  return Number(checked(parameter, value ?? parameter.default, `params.${id}`))
}

/** Values of the experiment's own parameters. */
function chooseParams({ experiment }: ExperimentModule, asked: Settings, runtime: Runtime): Settings {
  const own = experiment.parameters.filter(({ id }) => !isCommonSetting(id))
  const params = valuesOf(own, asked)
  checkStartMethod(asked[START_METHOD.id], runtime)
  return params
}

/** Values of the chosen models' own settings. @throws CoreglowError bad-params */
export function modelSettings(models: readonly Model[], asked: Settings): Settings {
  return valuesOf(
    models.flatMap(({ settings = [] }) => settings),
    asked,
  )
}

function valuesOf(parameters: readonly Parameter[], asked: Settings): Settings {
  return Object.fromEntries(
    parameters.map((parameter) => [
      parameter.id,
      checked(parameter, asked[parameter.id] ?? parameter.default, `params.params.${parameter.id}`),
    ]),
  )
}

function checkStartMethod(asked: Settings[string] | undefined, { label, startMethods = [] }: Runtime): void {
  if (asked === undefined || asked === START_METHOD.default || startMethods.includes(String(asked))) return
  const has = startMethods.length > 0 ? `available: ${startMethods.join(', ')}` : 'it has none'
  const path = `params.params.${START_METHOD.id}`
  throw new CoreglowError('unsupported', `${label} does not support the start method "${asked}" (${has}).`, { path })
}

function checked(parameter: Parameter, value: number | string, path: string): number | string {
  if (parameter.kind === 'text') return String(value).trim()
  if (parameter.kind !== 'choice') return checkedNumber(parameter, value, path)
  const ids = parameter.choices.map(({ id }) => id)
  // A terminal takes a choice such as "4" for a number.
  if (ids.includes(String(value))) return String(value)
  throw unknown('bad-params', parameter.label.toLowerCase(), String(value), ids, path)
}

function checkedNumber(
  { id, label, kind, unit, min, max }: NumberParameter,
  value: number | string,
  path = `params.${id}`,
): number {
  const whole = kind === 'integer'
  if (typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))) return value
  const range = min === max ? `${min}` : `${whole ? 'a whole number' : 'a number'} from ${min} to ${max}`
  throw new CoreglowError('bad-params', `${label} must be ${range}${unit && ` ${unit}`}, not ${value}.`, { path })
}

function checkLength(
  specs: readonly VariantSpec[],
  asked: ResolvedRequest,
  shorter = 'fewer workers, a smaller size or fewer repeats',
): void {
  const longest = asked.repeat * specs.reduce((sum, spec) => sum + worstSeconds(spec, asked), 0)
  if (longest <= MAX_RUN_SECONDS) return
  throw new CoreglowError(
    'bad-params',
    `This run could take ${Math.round(longest / 60)} minutes; the limit is ${MAX_RUN_SECONDS / 60}. Use ${shorter}.`,
    { path: 'params.seconds' },
  )
}

function checkRuntime(runtime: Runtime, { experiment, work }: ExperimentModule): void {
  const path = 'params.runtime'
  if (runtime.status !== 'ok') {
    const code = runtime.status === 'broken' ? 'broken-runtime' : 'unsupported'
    throw new CoreglowError(code, `${runtime.label} cannot run this: ${runtime.reason ?? runtime.status}`, { path })
  }
  if (runtime.work.includes(work.id) || runtime.models.some((model) => model.work?.includes(work.id))) return
  const needs = work.needs ?? 'another runtime'
  throw new CoreglowError('unsupported', `${runtime.label} cannot run ${experiment.id}; it needs ${needs}.`, { path })
}

function chooseModels(
  { experiment, work }: ExperimentModule,
  ids: readonly string[] | undefined,
  runtime: Runtime,
): Model[] {
  if (ids === undefined) return usualModels(experiment, runtime)
  if (ids.length === 0) throw new CoreglowError('bad-params', 'Name at least one model.', { path: 'params.models' })
  if (experiment.models.single && ids.length > 1) {
    const message = `${experiment.name} runs with one model at a time, not with ${ids.length}.`
    throw new CoreglowError('bad-params', message, { path: 'params.models' })
  }
  const offered = offeredModels(experiment, runtime)
  return ids.map((id, index) => {
    const path = `params.models.${index}`
    const reason = runtime.models.some((model) => model.id === id) && unavailableReason({ work }, runtime, id)
    if (reason) throw new CoreglowError('unsupported', reason, { path })
    const model = offered.find((candidate) => candidate.id === id)
    if (model === undefined) {
      const names = offered.map((candidate) => candidate.id)
      throw unknown('unknown-model', `model of ${experiment.id} on ${runtime.label}`, id, names, path)
    }
    if (ids.indexOf(id) < index) throw new CoreglowError('bad-params', `The model "${id}" is listed twice.`, { path })
    return model
  })
}

/** @throws CoreglowError unsupported where the runtime has none of the kinds that the experiment runs by default */
function usualModels(experiment: Experiment, runtime: Runtime): Model[] {
  const models = defaultModels(experiment, runtime)
  if (models.length > 0) return [...models]
  const missing = offeredModels(experiment, runtime).filter(({ kind }) => experiment.models.default.includes(kind))
  const kinds = allOf(experiment.models.default.map((kind) => KIND_LABELS[kind]))
  const reasons = missing.map((model) => cannotRun(runtime, model)).join(' ')
  throw new CoreglowError('unsupported', reasons || `${runtime.label} has no model for this, such as ${kinds}.`, {
    path: 'params.runtime',
  })
}

/** Checks a variant, which may need other work or another interpreter than requested. */
function checkOrder({ work, model, interpreter }: VariantSpec, module: ExperimentModule, runtime: Runtime): void {
  const reason = unavailableReason({ work: work ?? module.work }, interpreter?.runtime ?? runtime, model)
  if (reason !== undefined) throw new CoreglowError('unsupported', reason, { path: 'params.runtime' })
}

/** Why this runtime cannot run the model with this work; undefined where it can. */
function unavailableReason({ work }: Pick<ExperimentModule, 'work'>, runtime: Runtime, id: string): string | undefined {
  const model: Model | undefined = runtime.models.find((candidate) => candidate.id === id)
  if (model === undefined) return `${runtime.label} has no model "${id}".`
  if (!model.available) return cannotRun(runtime, model)
  if (model.work?.includes(work.id) ?? true) return undefined
  return `${runtime.label} cannot run the work "${work.id}" with the model "${id}".`
}

function cannotRun({ label }: Runtime, { id, needs }: Model): string {
  return `${label} cannot run "${id}"; it needs ${needs ?? 'another runtime'}.`
}

function chooseBet({ experiment }: ExperimentModule, bets: RunRequest['bet']): string | undefined {
  const bet = bets?.[experiment.id]
  const choices = experiment.bet.choices.map((choice) => choice.id)
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
