import type { Runtime } from '../../contract/experiment.ts'
import type { Figure, Measurement, Picture, Point } from '../../contract/figure.ts'
import type { ModelSummary } from '../../contract/run.ts'
import { formatSeconds, formatShare, formatTenths } from '../../contract/text.ts'
import { median } from '../../contract/statistics.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec } from './experiment.ts'
import { chart, lookOf, measure } from './measuring.ts'
import { variantForEachModel } from './orders.ts'
import { commonParameters, numberOf } from './parameters.ts'
import { holdsMs, lanesOf, overlapShare, spansOf } from './spans.ts'
import { capital, isStarved, spreadOf, variesWidely } from './judging.ts'

export const gilHandoff: ExperimentModule = {
  work: { id: 'countdown', unit: 'steps', bound: 'cpu' },
  variants,
  picture,
  judge,
  experiment: {
    id: 'gil-handoff',
    work: 'countdown',
    group: 'Inside the GIL',
    name: 'GIL hand-off',
    title: 'GIL hand-off',
    task: 'counts down and records a timestamp every few hundred microseconds',
    question: 'Two threads compute in one interpreter: which of them runs at each moment, and for how long?',
    bet: {
      question: 'Another thread wants to run too. How long does the first one go on before it hands over?',
      choices: [
        { id: 'interval', label: 'About the switch interval' },
        { id: 'both', label: 'It does not have to: both run at once' },
        { id: 'other', label: 'Much shorter or much longer' },
      ],
    },
    models: {
      default: ['thread'],
      offered: { kinds: ['thread', 'interpreter', 'process'] },
      locked: 'default',
    },
    parameters: [
      ...commonParameters({
        workers: { min: 2, max: 8 },
        seconds: { default: 1, max: 10, presets: [{ value: 0.5 }, { value: 1 }, { value: 2 }] },
      }),
      {
        id: 'switch-interval',
        label: 'Switch interval',
        hint: 'How long a waiting thread waits before requesting the GIL.',
        unit: 'ms',
        kind: 'number',
        default: 5,
        min: 0.01,
        max: 100,
        presets: [{ value: 0.1 }, { value: 1 }, { value: 5, note: "CPython's default" }, { value: 20 }, { value: 100 }],
      },
    ],
    published: [],
    lesson: {
      why:
        'A thread that wants the GIL waits for the switch interval and then requests it. The thread that holds it sees this at its next safe point, releases it, and waits until another has ' +
        'taken it. Threads that compute therefore run one at a time, for about a switch interval each. Without a GIL, or with one GIL each, they run at the same time.',
      next: 'Set the switch interval to 100 ms, then to 0.1 ms. Try more threads. Then run it on a free-threaded build, or in sub-interpreters.',
      source: 'Antoine Pitrou\'s GIL of CPython 3.2, and David Beazley, "Understanding the Python GIL", 2010.',
    },
  },
}

function variants(resolved: ResolvedRequest): VariantSpec[] {
  const options = { switchIntervalSeconds: numberOf(resolved.params, 'switch-interval') / 1000 }
  return variantForEachModel(resolved).map((order) => Object.assign({ options }, order))
}

const HOLD = { id: 'hold', label: 'Time between taking the GIL and handing it over', unit: 'ms' }
const OVERLAP = { id: 'overlap', label: 'Time with more than one thread running', unit: 'share' }

function picture(evidence: Evidence): Picture {
  const { plan, results, runtime } = evidence
  const intervalMs = numberOf(plan.params, 'switch-interval')
  const last = plan.variants.flatMap(({ id, label }) => {
    const trial = results.findLast((result) => result.variant === id)
    return trial === undefined ? [] : [{ trial, label }]
  })
  const windowMs = Math.min(Math.max(24 * intervalMs, 20), 1000)
  const lanes: Figure = {
    kind: 'lanes',
    id: 'lanes',
    title: 'Which thread ran when, in the middle of the last repeat',
    windowMs,
    lanes: last.flatMap(({ trial, label }) => lanesOf(trial, windowMs, label, noGil(runtime))),
  }
  const lengths = histogram(evidence, intervalMs)
  const bins = chart(lengths, {
    mark: 'histogram',
    x: { label: 'hold time', unit: 'ms', scale: 'linear' },
    references: [{ kind: 'ideal', label: 'switch interval', points: verticalAt(intervalMs, lengths) }],
  })
  return { measurements: [lengths, holds(evidence), overlaps(evidence)], figures: [lanes, bins] }
}

function noGil(runtime: Runtime): string {
  return runtime.kind === 'node' ? 'one V8 isolate per worker: no GIL' : 'free-threaded build: there is no GIL'
}

function holds(evidence: Evidence): Measurement {
  return measure(evidence, HOLD, (trial) => median(holdsMs(trial)))
}

function overlaps(evidence: Evidence): Measurement {
  return measure(evidence, OVERLAP, (trial) => overlapShare(trial.workers.map(spansOf)))
}

const BINS = 24

/** Turns of all repeats, by length; the last bin holds all that are longer. */
function histogram({ plan, results }: Evidence, intervalMs: number): Measurement {
  const width = (3 * intervalMs) / BINS
  const points = plan.variants.flatMap((variant): Point[] => {
    const lengths = results.filter((trial) => trial.variant === variant.id).flatMap(holdsMs)
    if (lengths.length === 0) return []
    const counts = Array.from({ length: BINS }, () => 0)
    for (const length of lengths) counts[Math.min(Math.floor(length / width), BINS - 1)]!++
    return counts.map((value, bin) => Object.assign({ series: variant.label, x: bin * width, value }, lookOf(variant)))
  })
  return { id: 'turns', label: 'Distribution of hold times', unit: '', points }
}

function verticalAt(x: number, { points }: Measurement): { x: number; value: number }[] {
  const highest = Math.max(1, ...points.map(({ value = 0 }) => value))
  return [0, highest].map((value) => ({ x, value }))
}

/** Share of simultaneous running from which threads do run in parallel. Chosen because timestamps are far more exact than 1 %. */
const TURNS_OVERLAP = 0.01
const AT_ONCE_OVERLAP = 0.5

function judge(evidence: Evidence): Judgement {
  const { plan, cores } = evidence
  const [main] = plan.variants
  const overlap = spreadOf(overlaps(evidence).points.find(({ x }) => x === main?.label))
  if (main === undefined || overlap === undefined) {
    return { kind: 'incomplete', text: 'No worker reported when it ran, so there is nothing to show.' }
  }
  const summary = evidence.summary.find(({ variant }) => variant === main.id)
  if (summary !== undefined && isStarved(summary, evidence)) return starved(summary)
  if (overlap.median < TURNS_OVERLAP) return turns(evidence, main.label)
  if (overlap.median > AT_ONCE_OVERLAP) {
    const text = `${capital(main.label)} ran at the same time for ${formatShare(overlap.median)} of the time: no lock makes them take turns.`
    return { kind: 'at-once', text, outcome: 'both' }
  }
  const shared = `${capital(main.label)} ran at the same time for ${formatShare(overlap.median)} of the time`
  if (cores <= 1) return { kind: 'one-core', text: `${shared}: only one core is available.` }
  return { kind: 'too-noisy', text: `Too noisy to say: ${shared}, too much for one lock and too little for none.` }
}

/** The system takes the core away in the middle of a turn, which then looks like two. */
function starved({ label, effectiveParallelism }: ModelSummary): Judgement {
  const text = `Too noisy to say: ${label} got only ${formatTenths(effectiveParallelism)} of a core, the rest went to other programs.`
  return { kind: 'too-noisy', text }
}

function turns(evidence: Evidence, label: string): Judgement {
  const point = holds(evidence).points.find(({ x }) => x === label)
  const hold = spreadOf(point)
  if (hold === undefined)
    return { kind: 'no-turns', text: 'No hold of the GIL had both a start and an end; use a larger size.' }
  const intervalMs = numberOf(evidence.plan.params, 'switch-interval')
  const ratio = hold.median / intervalMs
  const took = `The median hold time was ${formatSeconds(hold.median / 1000)}`
  if (variesWidely(hold) && hold.trials > 1) {
    const range = `${formatSeconds(point!.low! / 1000)} to ${formatSeconds(point!.high! / 1000)}`
    return { kind: 'too-noisy', text: `Too noisy to say: the median hold time was ${range}, depending on the repeat.` }
  }
  const alone = 'one thread ran at a time'
  if (ratio >= 0.8 && ratio <= 1.6) {
    const text = `${took}, with a switch interval of ${formatSeconds(intervalMs / 1000)}, and ${alone}.`
    return { kind: 'switch-interval', text, outcome: 'interval' }
  }
  const way = ratio < 0.8 ? 'shorter' : 'longer'
  const text = `${took}, ${way} than the switch interval of ${formatSeconds(intervalMs / 1000)}, and ${alone}.`
  return { kind: `${way}-turns`, text, outcome: 'other' }
}
