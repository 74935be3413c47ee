import { traitsOf } from '../../testing/sample-models.ts'
import type { Model, Runtime, Settings } from '../../contract/experiment.ts'
import type { ModelSummary, TrialResult, Variant } from '../../contract/run.ts'
import type { ResolvedRequest, Evidence, ExperimentModule } from './experiment.ts'

type Numbers = Partial<Omit<ModelSummary, 'variant' | 'label'>>

/** A row of hand-made numbers: three steady repeats unless told otherwise. */
export function row(variant: string, median: number, numbers: Numbers = {}): ModelSummary {
  return {
    variant,
    model: variant,
    kind: traitsOf(numbers.model ?? variant).kind,
    baseline: traitsOf(variant).baseline,
    label: variant,
    trials: 3,
    median,
    min: median,
    max: median,
    spread: 0.02,
    workerStartMedian: 0.001,
    cpuMedian: 2,
    effectiveParallelism: 1,
    ...numbers,
  }
}

/** A variant of a model, by the ids that tests use. */
export function variantLike(id: string, model = id, workers = 2): Variant {
  return { id, label: id, model, ...traitsOf(model), baseline: traitsOf(id).baseline, workers }
}

/** Models as a runtime describes them, by the ids that tests use. */
export function modelsLike(...ids: readonly string[]): Model[] {
  return ids.map((id) => Object.assign({ id, label: id, description: id, available: true }, traitsOf(id)))
}

export function runtimeLike(change: Partial<Runtime> = {}): Runtime {
  return {
    id: 'cpython-3.11.7',
    kind: 'cpython',
    label: 'CPython 3.11.7',
    path: '/usr/bin/python3',
    foundAs: [],
    version: '3.11.7',
    status: 'ok',
    gilEnabled: true,
    freeThreadedBuild: false,
    models: modelsLike('sequential', 'threads', 'processes', 'asyncio'),
    work: ['wait', 'countdown'],
    ...change,
  }
}

export const NODE = runtimeLike({
  id: 'node',
  kind: 'node',
  label: 'Node 20',
  gilEnabled: false,
  models: modelsLike('sequential', 'threads', 'processes').map((model) => {
    return Object.assign(model, traitsOf(model.id, 'node'))
  }),
})
export const FREE_THREADED = runtimeLike({ label: 'CPython 3.13.0t', gilEnabled: false, freeThreadedBuild: true })

/** Evidence of an experiment that judges by its trials: each of them a result of the variant that it names. */
export function trialsOf(
  module: ExperimentModule,
  results: readonly TrialResult[],
  change: Omit<NonNullable<Parameters<typeof evidence>[2]>, 'results'> = {},
): Evidence {
  const defaults = Object.fromEntries(
    module.experiment.parameters.map((parameter) => [parameter.id, parameter.default]),
  )
  const models = new Map(results.map(({ variant, model }) => [variant, model]))
  const rows = [...models].map(([variant, model]) => row(variant, 1, { model }))
  return evidence(module, rows, { ...change, results, params: { ...defaults, ...change.params } })
}

/** A request of which all but the variants is decided: two workers of a second, once, in threads and processes. */
export function askedLike(change: Partial<ResolvedRequest> = {}): ResolvedRequest {
  return {
    models: modelsLike('threads', 'processes'),
    workers: 2,
    seconds: 1,
    repeat: 1,
    params: {},
    runtime: runtimeLike(),
    runtimes: [],
    cores: 2,
    ...change,
  }
}

export function evidence(
  { experiment }: ExperimentModule,
  summary: readonly ModelSummary[],
  change: Partial<Omit<Evidence, 'plan'>> & { readonly workers?: number; readonly params?: Settings } = {},
): Evidence {
  const { workers = 2, params = {}, runtime = runtimeLike(), ...rest } = change
  const plan = {
    experiment: experiment.id,
    runtime: 'cpython-3.11.7',
    models: [...new Set(summary.map((summaryRow) => summaryRow.model))],
    variants: summary.map(({ variant, label, model, baseline }) => {
      return { id: variant, label, model, ...traitsOf(model, runtime.kind), baseline, workers }
    }),
    params,
    workers,
    seconds: 2,
    repeat: 3,
    rate: 20,
  }
  return { experiment, plan, runtime, cores: 2, results: [], summary, ...rest }
}
