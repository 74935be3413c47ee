import type { ModelSummary } from '../../contract/run.ts'
import { formatSeconds, formatTenths } from '../../contract/text.ts'
import type { Evidence, ExperimentModule, Judgement } from './experiment.ts'
import {
  agreement,
  judgeBesideSequential,
  listRatios,
  startsSlowly,
  unsure,
  variesWidely,
  type Standing,
} from './judging.ts'
import { commonParameters, START_METHOD } from './parameters.ts'

export const cpuCountdown: ExperimentModule = {
  work: { id: 'countdown', unit: 'steps', bound: 'computing' },
  judge,
  experiment: {
    id: 'cpu-countdown',
    group: 'The six runs',
    name: 'Counting',
    title: 'Two tasks that count down to zero',
    task: 'counts down to zero in a plain loop',
    question: 'Two tasks that count down to zero: do threads make it faster?',
    bet: {
      question: 'Two threads instead of one after the other: how long does the counting take?',
      choices: [
        { id: 'faster', label: 'Less: two threads, two cores' },
        { id: 'same', label: 'The same: they take turns' },
        { id: 'slower', label: 'Longer: taking turns costs time' },
      ],
    },
    models: {
      default: ['sequential', 'threads', 'processes'],
      offered: ['sequential', 'threads', 'gil', 'thread-pool', 'processes', 'process-pool', 'interpreters'],
    },
    parameters: [...commonParameters(), START_METHOD],
    published: [
      {
        source: 'the published figures for older CPython',
        conditions: 'an older CPython, 2 workers; one worker alone took 12 s',
        wallSeconds: { sequential: 26, threads: 40, processes: 12 },
      },
      {
        source: 'David Beazley, "Inside the Python GIL", Chicago 2009',
        conditions: 'a dual-core Mac, CPython of 2009, 2 threads',
        wallSeconds: { sequential: 24.6, threads: 45.5 },
      },
      {
        source: 'the published figures for CPython 3.9',
        conditions: 'CPython 3.9; 6.5 s with 1 to 8 threads',
        wallSeconds: { sequential: 6.5, threads: 6.5 },
      },
    ],
    lesson: {
      why:
        'With a GIL only one thread of an interpreter runs Python code at a time, however many cores there are. Processes have an interpreter and a GIL ' +
        'each, so they use several cores. A free-threaded build has no GIL; in Node every worker thread has an interpreter of its own.',
      next: 'Compare an old CPython with a new one, then with a free-threaded build or with Node. Then take more workers than there are cores.',
      source: "The counting half of the classic six runs, and David Beazley's countdown of 2009.",
    },
  },
}

/** Counting keeps at least one core busy. With less than this of one, its wall time is that of other programs. */
const LEAST_PARALLELISM = 0.75
/** What is faster has kept more cores busy than sequential did; else sequential was held up. */
const LEAST_GAIN = 1.1

function judge(evidence: Evidence): Judgement {
  return judgeBesideSequential(evidence, (given) => {
    const base = evidence.summary.find((one) => one.model === 'sequential')!
    if (isStarved(base, evidence)) return starved(base, given)
    const standings = given.map((one) =>
      isExplained(one, base, evidence) ? one : { ...one, change: 'unsure' as const },
    )
    if (standings.every((one) => one.change === 'unsure')) {
      return { kind: 'too-noisy', text: standings.map((one) => sentence(one, evidence)).join(' ') }
    }
    const threads = standings.find((one) => one.model === 'threads')
    const outcome = threads === undefined || threads.change === 'unsure' ? undefined : threads.change
    if (evidence.cores <= 1 && standings.every((one) => one.change !== 'faster')) {
      return { kind: 'one-core', outcome, text: `${oneCore(standings)}.` }
    }
    return {
      kind: kindOf(standings, evidence),
      outcome,
      text: standings.map((one) => sentence(one, evidence)).join(' '),
      published: published(evidence, standings),
    }
  })
}

function isStarved({ effectiveParallelism }: ModelSummary, { cores }: Evidence): boolean {
  return effectiveParallelism < LEAST_PARALLELISM * Math.min(1, cores)
}

/** Is the difference one that this model can have made, and not the load of other programs? */
function isExplained({ change, summary }: Standing, base: ModelSummary, evidence: Evidence): boolean {
  if (change === 'faster') return summary.effectiveParallelism >= LEAST_GAIN * base.effectiveParallelism
  return startsSlowly(summary) || !isStarved(summary, evidence)
}

function starved(base: ModelSummary, standings: readonly Standing[]): Judgement {
  const got = `one worker at a time got only ${formatTenths(base.effectiveParallelism)} of a core`
  return { kind: 'too-noisy', text: `Too noisy to say: ${got}, and so ${listRatios(standings)}.` }
}

function published({ experiment, runtime }: Evidence, standings: readonly Standing[]): string | undefined {
  return runtime.gilEnabled
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

function sentence(one: Standing, evidence: Evidence): string {
  if (one.change === 'unsure') {
    return variesWidely(one.summary) ? unsure(one) : `${one.took}, too noisy to judge: ${busy(one)} cores were busy.`
  }
  if (one.change === 'faster') return `${one.took} and kept ${busy(one)} cores busy${whyFaster(one, evidence)}.`
  return `${one.took}: ${whyNotFaster(one, evidence)}.`
}

function whyFaster(one: Standing, { runtime }: Evidence): string {
  if (one.model !== 'threads') return ''
  if (runtime.kind === 'node') return ': each worker thread has an interpreter of its own'
  return runtime.gilEnabled ? ', which one GIL does not explain' : ': this build runs without a GIL'
}

function whyNotFaster(one: Standing, { plan, runtime, cores }: Evidence): string {
  if (one.model === 'threads' && runtime.gilEnabled) {
    const turns = `${plan.workers} threads, one GIL, so one core's worth of work at a time`
    return one.change === 'slower' ? `${turns}, and handing the GIL over costs time` : turns
  }
  if (cores <= 1) return 'only one core may be used here'
  if (startsSlowly(one.summary)) return `starting them took ${formatSeconds(one.summary.startupMedian)}`
  return `no GIL holds them, and yet they kept only ${busy(one)} cores busy`
}

function busy(one: Standing): string {
  return formatTenths(one.summary.effectiveParallelism)
}
