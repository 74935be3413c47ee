import type { Picture, Point } from '../../contract/figure.ts'
import type { Sweep } from '../../contract/function.ts'
import type { TrialResult, Variant } from '../../contract/run.ts'
import { median } from '../../contract/statistics.ts'
import type { Evidence } from '../experiments/experiment.ts'
import { chart, lookOf, measure, wallTimes } from '../experiments/measuring.ts'
import { modelLabel } from '../experiments/orders.ts'

const CHUNKS = { id: 'wall-time-by-chunk', label: 'Wall time by chunk size', unit: 's' } as const
const IN_FLIGHT = { id: 'calls-in-flight', label: 'Calls under way at the same time', unit: '' } as const
const SPEEDUP = { id: 'speed-up', label: 'Speed-up by workers', unit: 'x' } as const

/** Wall times of the ways to run the function; those of chunk sizes and of numbers of workers, where several are tried; and how many calls were under way. Figures are there from the start, so that nothing moves. */
export function functionPicture(evidence: Evidence, sweep: readonly Sweep[] = []): Picture {
  const whole = { ...evidence, results: evidence.results.filter(({ failed }) => failed === undefined) }
  const best = { ...whole, plan: { ...whole.plan, variants: fastest(whole) } }
  const isChunked = best.plan.variants.length < whole.plan.variants.length
  const parts = [
    named(wallTimes(best), isChunked ? 'Wall time with the fastest chunks' : undefined),
    chunkChart(whole),
    sweepChart(whole, sweep),
    inFlightChart(best),
  ]
  return {
    measurements: parts.flatMap(({ measurements }) => measurements),
    figures: parts.flatMap(({ figures }) => figures),
  }
}

/** The variant of each model with the shortest median wall time, by the model's name; the first where none has one yet. The chart of chunk sizes has the others. */
function fastest({ plan, results, runtime }: Evidence): Variant[] {
  const wall = ({ id }: Variant) => {
    const trials = results.filter(({ variant }) => variant === id)
    return trials.length === 0 ? Infinity : median(trials.map(({ wallSeconds }) => wallSeconds))
  }
  return [...new Set(plan.variants.map(({ model }) => model))].map((model) => {
    const variants = plan.variants.filter((variant) => variant.model === model)
    const best = variants.reduce((least, variant) => (wall(variant) < wall(least) ? variant : least))
    return variants.length === 1 ? best : Object.assign({}, best, { label: modelLabel(runtime, model) })
  })
}

function named({ measurements, figures }: Picture, label: string | undefined): Picture {
  if (label === undefined) return { measurements, figures }
  return {
    measurements: measurements.map((measurement) => ({ ...measurement, label })),
    figures: figures.map((figure) => ({ ...figure, title: label })),
  }
}

const NOTHING: Picture = { measurements: [], figures: [] }

function chunkChart(evidence: Evidence): Picture {
  const { variants } = evidence.plan
  const several = ({ model }: Variant) => variants.filter((variant) => variant.model === model).length > 1
  if (!variants.some(several)) return NOTHING
  const measured = measure(
    evidence,
    CHUNKS,
    ({ wallSeconds }) => wallSeconds,
    (variant) =>
      several(variant)
        ? { series: modelLabel(evidence.runtime, variant.model), x: variant.chunk ?? 1, ...lookOf(variant) }
        : undefined,
  )
  const x = { label: 'items handed over at once', unit: '', scale: 'log' } as const
  return { measurements: [measured], figures: [chart(measured, { mark: 'lines', x })] }
}

function sweepChart({ plan, runtime }: Evidence, sweep: readonly Sweep[]): Picture {
  if (sweep.length === 0 && plan.function?.request.sweep !== true) return NOTHING
  const points = sweep.flatMap(({ model, points: measured }): Point[] => {
    const variant = plan.variants.find((candidate) => candidate.model === model)!
    const alone = measured[0]!.median
    return measured.map(({ workers, median: middle, min, max }) => {
      const times = { value: alone / middle, low: alone / max, high: alone / min }
      return { series: modelLabel(runtime, model), x: workers, ...lookOf(variant), ...times, repeats: plan.repeat }
    })
  })
  const x = { label: 'workers', unit: '', scale: 'linear' } as const
  return { measurements: [{ ...SPEEDUP, points }], figures: [chart(SPEEDUP, { mark: 'lines', x })] }
}

/** Of each variant, the trial whose wall time is the middle one. */
function inFlightChart({ plan, results }: Evidence): Picture {
  const points = plan.variants.flatMap((variant): Point[] => {
    const { inFlight } = middleOf(results.filter((trial) => trial.variant === variant.id)) ?? {}
    const look = { series: variant.label, ...lookOf(variant) }
    return (inFlight?.counts ?? []).map((value, step) => {
      const x = (step + 0.5) * inFlight!.stepSeconds
      return Object.assign({ x, value }, look)
    })
  })
  const x = { label: 'time', unit: 's', scale: 'linear' } as const
  return { measurements: [{ ...IN_FLIGHT, points }], figures: [chart(IN_FLIGHT, { mark: 'lines', x })] }
}

function middleOf(trials: readonly TrialResult[]): TrialResult | undefined {
  const middle = median(trials.map(({ wallSeconds }) => wallSeconds))
  return trials.toSorted((a, b) => Math.abs(a.wallSeconds - middle) - Math.abs(b.wallSeconds - middle))[0]
}
