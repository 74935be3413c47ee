import type { Experiment, Model, Runtime } from './experiment.ts'

type Ruled = Pick<Experiment, 'models' | 'work'>

/** The runtime's models that an experiment is for, in the runtime's order, also those that are not available here. */
export function offeredModels(
  { models: { offered, locked }, work }: Ruled,
  runtime: Pick<Runtime, 'models'>,
): readonly Model[] {
  const { kinds, except = [] } = offered
  return runtime.models.filter(
    (model) =>
      (model.work?.includes(work) ?? true) &&
      (kinds?.includes(model.kind) ?? true) &&
      !except.includes(model.kind) &&
      (locked !== 'never' || model.lock === undefined),
  )
}

/** Models that run by default, in the order of the rule's kinds; only the first if the experiment has a single model. */
export function defaultModels(experiment: Ruled, runtime: Pick<Runtime, 'models'>): readonly Model[] {
  const { default: kinds, locked, single } = experiment.models
  const usable = offeredModels(experiment, runtime).filter(({ available }) => available)
  const unlocked = usable.filter(({ lock }) => lock === undefined || locked === 'default')
  const models = kinds.flatMap((kind) => unlocked.filter((model) => model.kind === kind))
  return single ? models.slice(0, 1) : models
}
