import type { Runtime } from '../../contract/experiment.ts'
import type { ModelSummary } from '../../contract/run.ts'
import { formatSeconds, formatTenths } from '../../contract/text.ts'
import type { Evidence, Judgement } from './experiment.ts'
import {
  agreement,
  judgeBesideSequential,
  listRatios,
  isStarved,
  startsSlowly,
  unsure,
  variesWidely,
  type Standing,
} from './judging.ts'

/** What is faster has kept more cores busy than sequential did; else sequential was held up. */
const LEAST_GAIN = 1.1
/** With so many more cores busy it is not the cores that are missing. */
const ENOUGH_GAIN = 1.5

/** Of experiments whose work computes: why a model does or does not use the cores. */
export function judgeComputing(evidence: Evidence): Judgement {
  return judgeBesideSequential(evidence, (given) => {
    const base = evidence.summary.find((one) => one.model === 'sequential')!
    if (isStarved(base, evidence)) return starved(base, given)
    const standings = given.map((one) =>
      isExplained(one, base, evidence) ? one : { ...one, change: 'unsure' as const },
    )
    if (standings.every((one) => one.change === 'unsure')) {
      return { kind: 'too-noisy', text: standings.map((one) => sentence(one, base, evidence)).join(' ') }
    }
    const threads = standings.find((one) => one.model === 'threads')
    const outcome = threads === undefined || threads.change === 'unsure' ? undefined : threads.change
    if (evidence.cores <= 1 && standings.every((one) => one.change !== 'faster')) {
      return { kind: 'one-core', outcome, text: `${oneCore(standings)}.` }
    }
    return {
      kind: kindOf(standings, evidence),
      outcome,
      text: standings.map((one) => sentence(one, base, evidence)).join(' '),
      published: published(evidence, standings),
    }
  })
}

/** Is the difference one that this model can have made, and not the load of other programs? */
function isExplained({ change, summary }: Standing, base: ModelSummary, evidence: Evidence): boolean {
  return change === 'faster'
    ? gain(summary, base) >= LEAST_GAIN
    : startsSlowly(summary) || !isStarved(summary, evidence)
}

/** How many times as many cores it kept busy. */
function gain(summary: ModelSummary, base: ModelSummary): number {
  return summary.effectiveParallelism / base.effectiveParallelism
}

function starved(base: ModelSummary, standings: readonly Standing[]): Judgement {
  const got = `one worker at a time got only ${formatTenths(base.effectiveParallelism)} of a core`
  return { kind: 'too-noisy', text: `Too noisy to say: ${got}, and so ${listRatios(standings)}.` }
}

function published({ experiment, runtime }: Evidence, standings: readonly Standing[]): string | undefined {
  return runtime.gilEnabled || experiment.published.length === 0
    ? agreement(experiment.published, standings)
    : 'The published figures are of interpreters with a GIL.'
}

function oneCore(standings: readonly Standing[]): string {
  return `Only one core may be used here, so nothing can make computing faster, processes neither: ${listRatios(standings)}`
}

/** By the threads where they can be judged, else by the first model that can. */
function kindOf(standings: readonly Standing[], { runtime }: Evidence): string {
  const sure = standings.filter((one) => one.change !== 'unsure')
  const main = sure.find((one) => one.model === 'threads') ?? sure[0]!
  if (main.change === 'faster') return `${main.model}-scale`
  if (main.model !== 'threads' || !runtime.gilEnabled) return `${main.model}-do-not-scale`
  return main.change === 'slower' ? 'gil-slower' : 'gil-serial'
}

function sentence(one: Standing, base: ModelSummary, evidence: Evidence): string {
  if (one.change === 'unsure') {
    return variesWidely(one.summary) ? unsure(one) : `${one.took}, too noisy to judge: ${busy(one)} cores were busy.`
  }
  if (one.change === 'faster') return `${one.took} and kept ${busy(one)} cores busy${whyFaster(one, evidence)}.`
  return `${one.took}: ${whyNotFaster(one, base, evidence)}.`
}

function whyFaster(one: Standing, { runtime }: Evidence): string {
  if (one.model !== 'threads') return ''
  if (runtime.kind === 'node') return ': each worker thread has an interpreter of its own'
  return runtime.gilEnabled ? ', which one GIL does not explain' : ': this build runs without a GIL'
}

function whyNotFaster(one: Standing, base: ModelSummary, { plan, runtime, cores }: Evidence): string {
  const lock = lockOf(one.model, runtime)
  if (lock !== undefined) {
    const turns = `${plan.workers} threads, one ${lock}, so one core's worth of work at a time`
    return one.change === 'slower' ? `${turns}, and handing the ${lock} over costs time` : turns
  }
  if (cores <= 1) return 'only one core may be used here'
  if (startsSlowly(one.summary)) return `starting them took ${formatSeconds(one.summary.startupMedian)}`
  return gain(one.summary, base) >= ENOUGH_GAIN
    ? `they kept ${busy(one)} cores busy, and yet got no more done`
    : `no GIL holds them, and yet they kept only ${busy(one)} cores busy`
}

/** Without which no worker of the model computes; undefined where they compute at the same time. */
export function lockOf(model: string, { gilEnabled }: Runtime): string | undefined {
  if (model === 'gil') return 'lock'
  return gilEnabled && (model === 'threads' || model === 'thread-pool') ? 'GIL' : undefined
}

function busy(one: Standing): string {
  return formatTenths(one.summary.effectiveParallelism)
}
