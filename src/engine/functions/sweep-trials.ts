import type { Sweep } from '../../contract/function.ts'
import { median } from '../../contract/statistics.ts'
import { summarise } from '../../contract/summary.ts'
import type { VariantSpec } from '../experiments/experiment.ts'
import { sendProgress, type RunContext, type RunState } from '../lab/run-state.ts'
import { OrderError } from '../runtimes/order-error.ts'
import type { FunctionState } from './function-state.ts'
import { fitAmdahl } from './sweep.ts'
import { timeCalls } from './trial.ts'

/** Models that are swept, and numbers of workers that each is run with, at most. Chosen: a curve needs no more. */
const MAX_MODELS = 2
const MAX_POINTS = 8

/** Runs the best models beside the loop with 1, 2, ... up to the plan's workers, whose times are known. A model that fails has no curve. */
export async function measureSweep(context: RunContext, state: RunState, own: FunctionState): Promise<void> {
  for (const spec of bestOf(state)) {
    const sweep = await sweepOf(context, state, own, spec).catch((error: unknown) => {
      if (context.signal.aborted || !(error instanceof OrderError)) throw error
    })
    if (sweep !== undefined) own.sweep.push(sweep)
  }
}

async function sweepOf(context: RunContext, state: RunState, own: FunctionState, spec: VariantSpec): Promise<Sweep> {
  const { repeat: repeats } = state.planned.plan
  const points = pointsUpTo(spec.workers).map((workers) => ({ workers, seconds: new Array<number>() }))
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const { workers, seconds } of points) {
      if (workers === spec.workers) continue
      sendProgress(context, state, { phase: 'running', variant: spec.id, repeat })
      seconds.push(await timeCalls(context, state, own, { ...spec, workers }))
    }
  }
  points.at(-1)!.seconds.push(...wallsOf(state, spec))
  return {
    model: spec.model,
    points: points.map(({ workers, seconds }) => {
      return { workers, median: median(seconds), min: Math.min(...seconds), max: Math.max(...seconds) }
    }),
    serialShare: fitAmdahl(points),
  }
}

/** The fastest variant of each model, the fastest model first. */
function bestOf({ planned, results }: RunState): VariantSpec[] {
  const fastest = summarise(planned.plan.variants, results)
    .filter(({ trials, baseline }) => trials > 0 && baseline !== true)
    .toSorted((a, b) => a.median - b.median)
    .flatMap(({ variant }) => planned.specs.find(({ id }) => id === variant) ?? [])
    .filter(({ workers }) => workers > 1)
  const models = new Set(fastest.map(({ model }) => model))
  return [...models].slice(0, MAX_MODELS).map((model) => fastest.find((spec) => spec.model === model)!)
}

function wallsOf({ results }: RunState, { id }: VariantSpec): number[] {
  return results.filter((trial) => trial.variant === id && trial.failed === undefined).map((trial) => trial.wallSeconds)
}

/** 1 to `workers`, or as many numbers between that are about evenly apart. */
export function pointsUpTo(workers: number): number[] {
  const count = Math.min(workers, MAX_POINTS)
  const step = count > 1 ? (workers - 1) / (count - 1) : 0
  return Array.from({ length: count }, (_, index) => Math.round(1 + index * step))
}
