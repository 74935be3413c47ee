import type { Model, Runtime } from '../../contract/experiment.ts'
import type { ModelKind } from '../../contract/model.ts'
import type { RunPlan, TrialResult } from '../../contract/run.ts'
import type { ResolvedRequest, VariantSpec } from './experiment.ts'

/** Variant of a model, with the model's traits. */
export function variantOf(
  { id, kind, sharesInterpreter, lock }: Model,
  rest: Omit<VariantSpec, 'model' | 'kind' | 'sharesInterpreter' | 'lock'>,
): VariantSpec {
  return { model: id, kind, sharesInterpreter, lock, ...rest }
}

/** Each chosen model once, as it is; the others are compared with the baseline. */
export function variantForEachModel({ models, workers }: ResolvedRequest): VariantSpec[] {
  return models.map((model) => {
    const { id, label, baseline } = model
    return variantOf(model, { id, label, baseline, workers })
  })
}

/** The label of a model by its id: for a figure whose series are models, whatever their variants are called. */
export function modelLabel({ models }: Pick<Runtime, 'models'>, model: string): string {
  return models.find(({ id }) => id === model)?.label ?? model
}

/** The label of a trial's variant, for a sentence. */
export function labelOf({ variants }: Pick<RunPlan, 'variants'>, { variant }: Pick<TrialResult, 'variant'>): string {
  return variants.find(({ id }) => id === variant)?.label ?? variant
}

/** The first that is of a kind and has no lock of its own: what a sentence or a figure means by "threads" or "processes". */
export function firstOfKind<T extends { readonly kind: ModelKind; readonly lock?: string | undefined }>(
  all: readonly T[],
  kind: ModelKind,
): T | undefined {
  return all.find((candidate) => candidate.kind === kind && candidate.lock === undefined)
}

/** The first that has a lock of its own: a model of the GIL. */
export function firstWithLock<T extends { readonly lock?: string | undefined }>(all: readonly T[]): T | undefined {
  return all.find(({ lock }) => lock !== undefined)
}
