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
    const comparisons = given.map((one) =>
      isExplained(one, base, evidence) ? one : { ...one, change: 'inconclusive' as const },
    )
    if (comparisons.every((one) => one.change === 'inconclusive')) {
      return { kind: 'too-noisy', text: comparisons.map((one) => sentence(one, base, evidence)).join(' ') }
    }
    const threads = firstOfKind(comparisons, 'thread')
    const outcome = threads === undefined || threads.change === 'inconclusive' ? undefined : threads.change
    if (evidence.cores <= 1 && comparisons.every((one) => one.change !== 'faster')) {
      return { kind: 'one-core', outcome, text: `${oneCore(comparisons)}.` }
    }
    return {
      kind: kindOf(comparisons, evidence),
      outcome,
      text: comparisons.map((one) => sentence(one, base, evidence)).join(' '),
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

function sentence(one: ModelComparison, base: ModelSummary, evidence: Evidence): string {
  if (one.change === 'inconclusive') {
    return variesWidely(one.summary)
      ? inconclusive(one)
      : `${one.duration}, too noisy to judge: ${busy(one)} cores were busy.`
  }
  if (one.change === 'faster') return `${one.duration} and kept ${busy(one)} cores busy${whyFaster(one, evidence)}.`
  return `${one.duration}: ${whyNotFaster(one, base, evidence)}.`
}

function whyFaster(one: ModelComparison, { runtime }: Evidence): string {
  if (one.kind !== 'thread' && one.kind !== 'thread-pool') return ''
  const lock = lockOf(one, runtime)
  if (lock !== undefined) return `, which a single ${lock} does not explain`
  return one.sharesInterpreter ? ': this build runs without a GIL' : ': each worker thread has its own interpreter'
}

function whyNotFaster(one: ModelComparison, base: ModelSummary, { plan, runtime, cores }: Evidence): string {
  if (one.kind === 'coroutine') return 'one thread runs all of them, one at a time'
  const lock = lockOf(one, runtime)
  if (lock !== undefined) {
    const turns = `${plan.workers} threads, one ${lock}, so one core's worth of work at a time`
    return one.change === 'slower' ? `${turns}, and handing over the ${lock} costs time` : turns
  }
  if (cores <= 1) return 'only one core is available'
  if (startsSlowly(one.summary)) return `starting them took ${formatSeconds(one.summary.workerStartMedian)}`
  return gain(one.summary, base) >= ENOUGH_GAIN
    ? `they kept ${busy(one)} cores busy but got no more done`
    : `no GIL limits them, yet they kept only ${busy(one)} cores busy`
}

function busy(one: ModelComparison): string {
  return formatTenths(one.summary.effectiveParallelism)
}
