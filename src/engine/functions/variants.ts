import type { Model } from '../../contract/experiment.ts'
import type { FunctionRequest, Inspection } from '../../contract/function.ts'
import type { VariantSpec } from '../experiments/experiment.ts'
import { variantOf } from '../experiments/orders.ts'

/** Items that take longer are handed over one by one: several at once gain nothing. From the issue. */
const SMALL_SECONDS = 1e-3
/** Most handing-overs of a trial. Chosen: each was seen to take about 0.1 ms, and 10 million of them would not fit into memory. */
const MAX_HANDED_OVER = 100_000
/** Portions that each worker gets with the largest chunk. From `multiprocessing.Pool.map`. */
const PORTIONS = 4
/** Ratio of the smallest and the largest chunk from which on two sizes between them are tried rather than one. Chosen: a factor of 16 between neighbours still shows where the gain ends. */
const WIDE_RATIO = 256

/** Each model once; where items are small, those that hand items to other interpreters with several chunk sizes. */
export function functionVariants(
  models: readonly Model[],
  workers: number,
  { inputs, itemSeconds }: Pick<Inspection, 'inputs' | 'itemSeconds'>,
  chunk: FunctionRequest['chunk'] = 'auto',
): VariantSpec[] {
  const { count } = inputs
  return models.flatMap((model) => {
    const { id, label, baseline, kind } = model
    // A loop and an event loop have one worker.
    const isAlone = kind === 'sequential' || kind === 'coroutine'
    const variant = variantOf(model, { id, label, baseline, workers: isAlone ? 1 : workers })
    if (isAlone) return [variant]
    if (chunk !== 'auto') return [inChunks(variant, Math.min(chunk, count))]
    const smallest = Math.ceil(count / MAX_HANDED_OVER)
    const tries = !model.sharesInterpreter && itemSeconds < SMALL_SECONDS
    const sizes = tries ? chunkSizes(smallest, Math.ceil(count / (PORTIONS * workers))) : [smallest]
    return sizes.map((size, index) => inChunks(variant, size, index > 0))
  })
}

function inChunks(variant: VariantSpec, chunk: number, isOneOfSeveral = false): VariantSpec {
  if (chunk === 1) return { ...variant, chunk }
  const id = isOneOfSeveral ? `${variant.id}-${chunk}` : variant.id
  return { ...variant, id, label: `${variant.label}, chunks of ${chunk}`, chunk }
}

/** From the smallest to the largest, evenly apart as factors, in powers of two between. */
export function chunkSizes(smallest: number, largest: number): number[] {
  if (largest <= smallest) return [smallest]
  const steps = largest / smallest < WIDE_RATIO ? 2 : 3
  const between = Array.from({ length: steps - 1 }, (_, index) => {
    return 2 ** Math.round(Math.log2(smallest * (largest / smallest) ** ((index + 1) / steps)))
  })
  return [...new Set([smallest, ...between.filter((size) => size > smallest && size < largest), largest])]
}
