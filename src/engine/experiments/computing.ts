import { kindSlug, lockOf } from '../../contract/model.ts'
import type { ModelSummary } from '../../contract/run.ts'
import { formatSeconds, formatTenths } from '../../contract/text.ts'
import type { Evidence, Judgement } from './experiment.ts'
import {
  agreement,
  isStarved,
  isSure,
  judgeBesideBaseline,
  listRatios,
  startsSlowly,
  inconclusive,
  variesWidely,
  type ModelComparison,
} from './judging.ts'
import { firstOfKind } from './orders.ts'

/** Least ratio of busy cores for a faster model; otherwise the baseline was held up. Chosen because a smaller gain is within the least band. */
const MIN_GAIN = 1.1
/** Ratio of busy cores from which missing cores are not the explanation. Chosen because half as many cores again is well beyond any noise band of steady repeats. */
const ENOUGH_GAIN = 1.5

/** Judges CPU-bound work: why a model does or does not use the cores. */
export function judgeComputing(evidence: Evidence): Judgement {
  return judgeBesideBaseline(evidence, (given) => {
    const base = evidence.summary.find(({ baseline }) => baseline)!
    if (isStarved(base, evidence)) return starved(base, given)
    const comparisons = given.map((comparison) =>
      isExplained(comparison, base, evidence) ? comparison : { ...comparison, change: 'inconclusive' as const },
    )
    if (comparisons.every((comparison) => comparison.change === 'inconclusive')) {
      return {
        kind: 'too-noisy',
        text: comparisons.map((comparison) => sentence(comparison, base, evidence)).join(' '),
      }
    }
    const threads = firstOfKind(comparisons, 'thread')
    const outcome = threads === undefined || threads.change === 'inconclusive' ? undefined : threads.change
    if (evidence.cores <= 1 && comparisons.every((comparison) => comparison.change !== 'faster')) {
      return { kind: 'one-core', outcome, text: `${oneCore(comparisons)}.` }
    }
    return {
      kind: kindOf(comparisons, evidence),
      outcome,
      text: comparisons.map((comparison) => sentence(comparison, base, evidence)).join(' '),
      published: published(evidence, comparisons),
    }
  })
}

/** Whether the model can have caused the difference, and not the load of other programs. */
function isExplained({ change, summary }: ModelComparison, base: ModelSummary, evidence: Evidence): boolean {
  return change === 'faster' ? gain(summary, base) >= MIN_GAIN : startsSlowly(summary) || !isStarved(summary, evidence)
}

/** Ratio of busy cores to the baseline's. */
function gain(summary: ModelSummary, base: ModelSummary): number {
  return summary.effectiveParallelism / base.effectiveParallelism
}

function starved(base: ModelSummary, comparisons: readonly ModelComparison[]): Judgement {
  const got = `one worker at a time got only ${formatTenths(base.effectiveParallelism)} of a core`
  return { kind: 'too-noisy', text: `Too noisy to say: ${got}; ${listRatios(comparisons)}.` }
}

function published({ experiment, runtime }: Evidence, comparisons: readonly ModelComparison[]): string | undefined {
  return runtime.gilEnabled || experiment.published.length === 0
    ? agreement(experiment.published, comparisons)
    : 'The published figures are for interpreters with a GIL.'
}

function oneCore(comparisons: readonly ModelComparison[]): string {
  return `Only one core is available, so neither threads nor processes can make computing faster: ${listRatios(comparisons)}`
}

/** Kind of the verdict: that of threads if they can be judged, else of the first model that can. */
function kindOf(comparisons: readonly ModelComparison[], { runtime }: Evidence): string {
  const sure = comparisons.filter(isSure)
  const main = firstOfKind(sure, 'thread') ?? sure[0]!
  const slug = kindSlug(main.kind)
  if (main.change === 'faster') return `${slug}-scale`
  const lock = main.kind === 'thread' ? lockOf(main, runtime) : undefined
  if (lock === undefined) return `${slug}-do-not-scale`
  return `${main.lock === undefined ? 'gil' : 'lock'}-${main.change === 'slower' ? 'slower' : 'serial'}`
}

function sentence(comparison: ModelComparison, base: ModelSummary, evidence: Evidence): string {
  if (comparison.change === 'inconclusive') {
    return variesWidely(comparison.summary)
      ? inconclusive(comparison)
      : `${comparison.duration}, too noisy to judge: ${busy(comparison)} cores were busy.`
  }
  if (comparison.change === 'faster')
    return `${comparison.duration} and kept ${busy(comparison)} cores busy${whyFaster(comparison, evidence)}.`
  return `${comparison.duration}: ${whyNotFaster(comparison, base, evidence)}.`
}

function whyFaster(comparison: ModelComparison, { runtime }: Evidence): string {
  if (comparison.kind !== 'thread' && comparison.kind !== 'thread-pool') return ''
  const lock = lockOf(comparison, runtime)
  if (lock !== undefined) return `, which a single ${lock} does not explain`
  return comparison.sharesInterpreter
    ? ': this build runs without a GIL'
    : ': each worker thread has its own interpreter'
}

function whyNotFaster(comparison: ModelComparison, base: ModelSummary, { plan, runtime, cores }: Evidence): string {
  if (comparison.kind === 'coroutine') return 'one thread runs all of them, one at a time'
  const lock = lockOf(comparison, runtime)
  if (lock !== undefined) {
    const turns = `${plan.workers} threads, one ${lock}, so one core's worth of work at a time`
    return comparison.change === 'slower' ? `${turns}, and handing over the ${lock} costs time` : turns
  }
  if (cores <= 1) return 'only one core is available'
  if (startsSlowly(comparison.summary))
    return `starting them took ${formatSeconds(comparison.summary.workerStartMedian)}`
  return gain(comparison.summary, base) >= ENOUGH_GAIN
    ? `they kept ${busy(comparison)} cores busy but got no more done`
    : `no GIL limits them, yet they kept only ${busy(comparison)} cores busy`
}

function busy(comparison: ModelComparison): string {
  return formatTenths(comparison.summary.effectiveParallelism)
}
