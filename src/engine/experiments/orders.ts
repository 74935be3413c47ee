import type { Runtime } from '../../contract/experiment.ts'
import type { ResolvedRequest, VariantSpec } from './experiment.ts'

/** A model's label as the runtime has it. */
export function labelOf({ models }: Pick<Runtime, 'models'>, model: string): string {
  return models.find(({ id }) => id === model)?.label ?? model
}

/** Each chosen model once, as it is. */
export function variantForEachModel({ models, workers, runtime }: ResolvedRequest): VariantSpec[] {
  return models.map((model) => ({ id: model, label: labelOf(runtime, model), model, workers }))
}
