import type { Chart, Measurement, Picture, Point } from '../../contract/figure.ts'
import type { TrialResult, Variant } from '../../contract/run.ts'
import { median, sum } from '../../contract/statistics.ts'
import type { Evidence } from './experiment.ts'

type Quantity = Pick<Measurement, 'id' | 'label' | 'unit'>

/** Where a variant's number stands in a chart; undefined where it does not belong there. `model: undefined`: its colour is not its model's. */
type Place = (variant: Variant) => Pick<Point, 'series' | 'x' | 'model' | 'kind' | 'kindIndex'> | undefined

/** A point of a variant has its model's colour. */
export function lookOf({ model, kind, kindIndex }: Variant): Pick<Point, 'model' | 'kind' | 'kindIndex'> {
  return { model, kind, kindIndex }
}

/** A number of every variant that has results, over its repeats. `pick` returns undefined where a trial has none. */
export function measure(
  { plan, results }: Pick<Evidence, 'plan' | 'results'>,
  quantity: Quantity,
  pick: (trial: TrialResult) => number | undefined,
  place: Place = byLabel,
): Measurement {
  const points = plan.variants.flatMap((variant): Point[] => {
    const position = place(variant)
    const trials = results.filter((trial) => trial.variant === variant.id)
    if (position === undefined || trials.length === 0) return []
    const values = trials.flatMap((trial) => pick(trial) ?? [])
    return [{ ...lookOf(variant), ...position, ...over(values) }]
  })
  return { ...quantity, points }
}

/** Several numbers of every variant, a series each. Their colours are the series', not the models'. */
export function measureEach(
  evidence: Pick<Evidence, 'plan' | 'results'>,
  quantity: Quantity,
  picks: Readonly<Record<string, (trial: TrialResult) => number | undefined>>,
): Measurement {
  const points = Object.entries(picks).flatMap(([series, pick]) => {
    const place = ({ label }: Variant) => ({ series, x: label, model: undefined })
    return measure(evidence, quantity, pick, place).points
  })
  return { ...quantity, points }
}

/** A series for each variant, whose trials have a number at several x: at each of them the median over its repeats. */
export function curves(
  { plan, results }: Pick<Evidence, 'plan' | 'results'>,
  quantity: Quantity,
  pick: (trial: TrialResult) => ReadonlyMap<number, number>,
): Measurement {
  const points = plan.variants.flatMap((variant): Point[] => {
    const trials = results.filter((trial) => trial.variant === variant.id).map(pick)
    const xs = [...new Set(trials.flatMap((trial) => [...trial.keys()]))].toSorted((a, b) => a - b)
    return xs.map((x) =>
      Object.assign(
        { series: variant.label, x, ...lookOf(variant) },
        over(trials.flatMap((trial) => trial.get(x) ?? [])),
      ),
    )
  })
  return { ...quantity, points }
}

/** One series, a category for each variant. */
function byLabel({ label }: Variant): Pick<Point, 'series' | 'x'> {
  return { series: '', x: label }
}

/** Median and range of some repeats of one number. */
export function over(values: readonly number[]): Pick<Point, 'value' | 'low' | 'high' | 'repeats' | 'missing'> {
  const known = values.filter((value) => Number.isFinite(value))
  if (known.length === 0) return { missing: 'not reported by any repeat' }
  return { value: median(known), low: Math.min(...known), high: Math.max(...known), repeats: known.length }
}

/** A value that a trial or a worker reports as a number. */
export function valueOf({ values }: Pick<TrialResult, 'values'>, name: string): number | undefined {
  const value = values[name]
  return typeof value === 'number' ? value : undefined
}

/** Sum over all workers of a value that each reports; NaN if a worker does not report it. */
export function totalOf({ workers }: TrialResult, name: string): number {
  return sum(workers.map((worker) => valueOf(worker, name) ?? NaN))
}

/** Numbers that a trial or a worker reports as a list; none where it reports no such list. */
export function numbersOf({ values }: Pick<TrialResult, 'values'>, name: string): readonly number[] {
  const value = values[name]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : []
}

/** The same for texts. */
export function textsOf({ values }: Pick<TrialResult, 'values'>, name: string): readonly string[] {
  const value = values[name]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** The work of all workers, from the first one's start to the last one's end: without the start of their interpreters. */
export function workOf({ workers }: Pick<TrialResult, 'workers'>): {
  readonly startNs: number
  readonly seconds: number
} {
  const startNs = Math.min(...workers.map((worker) => worker.startNs))
  return { startNs, seconds: (Math.max(...workers.map(({ endNs }) => endNs)) - startNs) / 1e9 }
}

/** A chart of one measurement. */
export function chart(
  { id, label }: Quantity,
  shape: Omit<Chart, 'kind' | 'id' | 'title' | 'measurement' | 'references' | 'y'> &
    Partial<Pick<Chart, 'title' | 'references' | 'y'>>,
): Chart {
  return { kind: 'chart', id, title: label, measurement: id, references: [], y: { scale: 'linear' }, ...shape }
}

/** The wall time of every variant, with what was published drawn to our scale. */
export function wallTimes(evidence: Evidence): Picture {
  const wall = measure(evidence, { id: 'wall-time', label: 'Wall time', unit: 's' }, (trial) => trial.wallSeconds)
  const figure = chart(wall, {
    mark: 'bars',
    x: { label: 'model', unit: '', scale: 'category' },
    references: publishedTimes(evidence),
  })
  return { measurements: [wall], figures: [figure] }
}

/** Published seconds by kind, scaled so that the published sequential time is as long as ours, or as ours is planned: a shape to compare with. */
function publishedTimes({ experiment, plan, summary }: Evidence): Chart['references'] {
  const base = summary.find(({ baseline }) => baseline)
  const ours = base?.median ?? plan.workers * plan.seconds
  return experiment.published.flatMap(({ source, conditions, wallSeconds }) => {
    const { sequential } = wallSeconds
    if (sequential === undefined) return []
    const points = plan.variants.flatMap(({ kind, lock, label }) => {
      const theirs = lock === undefined ? wallSeconds[kind] : undefined
      return theirs === undefined ? [] : [{ x: label, value: (theirs / sequential) * ours }]
    })
    const label = 'published, scaled'
    const told = `${conditions}; scaled to our sequential time`
    return points.length === 0 ? [] : [{ kind: 'published' as const, label, source, conditions: told, points }]
  })
}
