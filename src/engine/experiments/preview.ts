import type { Model, Runtime } from '../../contract/experiment.ts'
import type { Picture } from '../../contract/figure.ts'
import { KIND_LABELS, type ModelKind } from '../../contract/model.ts'
import type { Variant } from '../../contract/run.ts'
import type { ExperimentModule } from './experiment.ts'
import { wallTimes } from './measuring.ts'
import { variantOf } from './orders.ts'

/** Interpreter of previews: before a run none is known, and published figures are for one with a GIL. */
const NOMINAL: Runtime = {
  id: 'cpython',
  kind: 'cpython',
  label: 'CPython',
  path: '',
  foundAs: [],
  version: '',
  status: 'ok',
  gilEnabled: true,
  freeThreadedBuild: false,
  models: [],
  work: [],
}

/** Picture of an experiment before a run: axes and published figures. */
export function previewOf(module: ExperimentModule): Picture {
  const { experiment } = module
  const defaults = Object.fromEntries(experiment.parameters.map((parameter) => [parameter.id, parameter.default]))
  const { workers, seconds, repeat, ...params } = defaults
  const models = experiment.models.default.map(nominalModel)
  const plan = {
    experiment: experiment.id,
    runtime: NOMINAL.id,
    models: experiment.models.default,
    variants: models.map((model): Variant =>
      variantOf(model, { id: model.id, label: model.label, workers: Number(workers) }),
    ),
    workers: Number(workers),
    seconds: Number(seconds),
    repeat: Number(repeat),
    params,
    rate: 1,
  }
  const nothing = { experiment, plan, runtime: { ...NOMINAL, models }, cores: 2, results: [], summary: [] }
  return (module.picture ?? wallTimes)(nothing)
}

/** Stands for the models of a kind: before there is a run no runtime is known to name them. */
function nominalModel(kind: ModelKind): Model {
  const sharesInterpreter = ['sequential', 'thread', 'thread-pool', 'coroutine'].includes(kind)
  return { id: kind, label: KIND_LABELS[kind], description: '', kind, sharesInterpreter, available: true }
}
