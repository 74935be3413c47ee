import type { Chart, Picture } from '../../contract/figure.ts'
import type { ModelKind } from '../../contract/model.ts'
import type { TrialResult, Variant } from '../../contract/run.ts'
import { formatCount, formatFactor, formatSeconds } from '../../contract/text.ts'
import { median } from '../../contract/statistics.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec, Work } from './experiment.ts'
import { capital, compare, spreadOf, startsSlowly, variesWidely, type Spread, repeatsVary } from './judging.ts'
import { chart, measure, measureEach, valueOf } from './measuring.ts'
import { firstOfKind, labelOf, variantForEachModel } from './orders.ts'
import { commonParameters, numberOf, START_METHOD } from './parameters.ts'

/** Work of a server that waits; its amount is the total seconds of one client. */
const WAITING: Work = { id: 'serve', unit: 's', bound: 'io' }
const COMPUTING: Work = { id: 'serve', unit: 'steps', bound: 'cpu', calibratedBy: ['work'] }

export const socketServer: ExperimentModule = {
  work: WAITING,
  variants,
  picture,
  judge,
  experiment: {
    id: 'socket-server',
    work: 'serve',
    group: 'Applications',
    name: 'Socket server',
    title: 'Concurrent socket server',
    task: 'serves one client of an echo server over TCP, and counts its requests in a shared counter',
    question: 'Many clients, one server: one at a time, a thread each, a process each, or an event loop?',
    bet: {
      question:
        'Each request makes the server wait for 5 ms. What does a thread per client gain over one client at a time?',
      choices: [
        { id: 'clients', label: 'As many times the requests as there are clients' },
        { id: 'cores', label: 'Less: as many times as there are cores' },
        { id: 'none', label: 'Nothing: there is one GIL, and one counter' },
      ],
    },
    models: { default: ['sequential', 'thread', 'process', 'coroutine'], offered: {} },
    parameters: [
      ...commonParameters({
        workers: {
          default: 8,
          min: 1,
          max: 32,
          hint: 'Number of clients, all connected at once; each worker serves one.',
        },
        seconds: {
          default: 0.2,
          max: 5,
          presets: [{ value: 0.2 }, { value: 1 }, { value: 3 }],
          hint: 'How long one client takes on its own; it sends as many requests as fit.',
        },
      }),
      {
        id: 'service',
        label: 'Service time',
        hint: 'How long the server takes before it answers.',
        unit: 'ms',
        kind: 'number',
        default: 5,
        min: 1,
        max: 100,
        presets: [{ value: 1 }, { value: 5 }, { value: 20 }],
      },
      {
        id: 'work',
        label: 'Work',
        hint: 'What the server does for a request.',
        kind: 'choice',
        default: 'wait',
        choices: [
          { id: 'wait', label: 'it waits, as for a database' },
          { id: 'compute', label: 'it computes' },
        ],
      },
      START_METHOD,
    ],
    published: [],
    lesson: {
      why:
        'A server that serves one client at a time makes all others wait, even while it waits itself. Threads, processes and an event loop serve the next client meanwhile. The counter that they ' +
        'share is guarded by a lock; with processes, it must be in shared memory. If a request makes the server compute, an event loop answers no other client meanwhile.',
      next: 'Let the server compute instead of wait: then only models that use several cores gain. Then try 32 clients.',
      source: 'The classic series of echo servers: iterative, threaded, forking and event-driven.',
    },
  },
}

function computes({ params }: Pick<Evidence['plan'], 'params'>): boolean {
  return params['work'] === 'compute'
}

function variants(resolved: ResolvedRequest): VariantSpec[] {
  const requests = Math.max(1, Math.round((resolved.seconds * 1000) / numberOf(resolved.params, 'service')))
  const more = { work: computes(resolved) ? COMPUTING : WAITING, params: { requests } }
  return variantForEachModel(resolved).map((order) => Object.assign({}, order, more))
}

const RATE = { id: 'requests-per-second', label: 'Requests per second', unit: '1/s' }
const LATENCY = { id: 'latency', label: 'Response time', unit: 'ms' }

function rateOf(trial: TrialResult): number {
  return (valueOf(trial, 'requests') ?? NaN) / (valueOf(trial, 'seconds') ?? NaN)
}

function picture(evidence: Evidence): Picture {
  const rates = measure(evidence, RATE, rateOf)
  const latencies = measureEach(evidence, LATENCY, {
    median: (trial) => valueOf(trial, 'p50Ms'),
    p95: (trial) => valueOf(trial, 'p95Ms'),
    longest: (trial) => valueOf(trial, 'maxMs'),
  })
  const x = { label: 'model', unit: '', scale: 'category' as const }
  return {
    measurements: [rates, latencies],
    figures: [
      chart(rates, { mark: 'bars', x, references: ideal(evidence) }),
      chart(latencies, { mark: 'bars', x, y: { scale: 'log' } }),
    ],
  }
}

/** Ideal rate, if serving took the service time only: for one client, or for as many as can be served at once. */
function ideal({ plan, cores }: Evidence): Chart['references'] {
  const most = computes(plan) ? Math.min(plan.workers, cores) : plan.workers
  const points = plan.variants.map(({ kind, label }) => {
    const clients = kind === 'sequential' ? 1 : most
    return { x: label, value: (1000 * clients) / numberOf(plan.params, 'service') }
  })
  return points.length === 0 ? [] : [{ kind: 'ideal', label: 'service time only', points }]
}

/** Share of the clients served at once from which all of them are. Chosen because the echo itself costs the rest. */
const NEAR = 0.6

interface ModelComparison extends Pick<Variant, 'kind' | 'label' | 'sharesInterpreter'> {
  readonly variant: string
  /** Requests per second, relative to one client at a time. */
  readonly gain: number
  readonly change: ReturnType<typeof compare>['change']
  /** Where starting its workers took long: how long, s. */
  readonly startup: number | undefined
}

function judge(evidence: Evidence): Judgement {
  const miscounted = evidence.results.find(({ values }) => values['counted'] !== values['requests'])
  if (miscounted !== undefined) return wrongCount(miscounted, evidence)
  const spreads = secondsPerRequest(evidence)
  const base = spreads.get(firstOfKind(evidence.plan.variants, 'sequential')?.id ?? '')
  const comparisons = base === undefined ? [] : standingsBeside(base, spreads, evidence)
  if (base === undefined || comparisons.length === 0) {
    return { kind: 'incomplete', text: 'One client at a time and another way must both have run.' }
  }
  const wide = [...spreads.values()].some(variesWidely)
  const reasons = wide ? [`${repeatsVary()}.`] : []
  if (evidence.plan.workers === 1) {
    return { kind: 'one-client', text: `There is one client: ${gains(comparisons)}.`, reasons }
  }
  return { ...verdict(comparisons, base, evidence), reasons }
}

/** Seconds per request, by variant. */
function secondsPerRequest(evidence: Evidence): Map<string, Spread> {
  const { points } = measure(
    evidence,
    RATE,
    (trial) => 1 / rateOf(trial),
    ({ id }) => ({ series: '', x: id }),
  )
  const known = points.map((point) => [String(point.x), spreadOf(point)] as const)
  return new Map(known.flatMap(([id, spread]) => (spread === undefined ? [] : [[id, spread]])))
}

function standingsBeside(
  base: Spread,
  spreads: ReadonlyMap<string, Spread>,
  { plan, summary }: Evidence,
): ModelComparison[] {
  return summary.flatMap((row): ModelComparison[] => {
    const mine = row.kind === 'sequential' ? undefined : spreads.get(row.variant)
    if (mine === undefined) return []
    const { kind, label, sharesInterpreter } = plan.variants.find(({ id }) => id === row.variant)!
    const { ratio, change } = compare(base, mine)
    const startup = startsSlowly(row) ? row.workerStartMedian : undefined
    return [{ variant: row.variant, kind, label, sharesInterpreter, gain: 1 / ratio, change, startup }]
  })
}

function wrongCount(trial: TrialResult, { plan }: Evidence): Judgement {
  const { values } = trial
  const [counted, requests] = [values['counted'], values['requests']].map((value) => formatCount(Number(value)))
  const text = `The shared counter of ${labelOf(plan, trial)} stood at ${counted} after ${requests} requests: its lock does not guard it.`
  return { kind: 'miscounted', text }
}

function verdict(comparisons: readonly ModelComparison[], base: Spread, evidence: Evidence): Judgement {
  const { plan, runtime } = evidence
  const sure = comparisons.filter(({ change }) => change !== 'inconclusive')
  const text = `One client at a time got ${formatCount(1 / base.median)} answers per second.`
  const main = firstOfKind(sure, 'thread') ?? sure[0]
  if (main === undefined)
    return { kind: 'too-noisy', text: `Too noisy to say: ${text} In comparison, ${gains(comparisons)}.` }
  const sentences = comparisons.map((comparison) => sentence(comparison, computes(plan), runtime.gilEnabled))
  const reach = reachOf(main, plan.workers)
  return {
    kind: { clients: 'all-at-once', cores: 'some-at-once', none: 'no-gain' }[reach],
    text: [text, ...sentences, longestWaits(main, evidence)].join(' '),
    // The bet is on a server that waits.
    outcome: main.kind === 'thread' && !computes(plan) ? reach : undefined,
  }
}

/** How many clients it serves at once, by what it gains. */
function reachOf({ gain, change }: ModelComparison, clients: number): 'clients' | 'cores' | 'none' {
  if (change !== 'faster') return 'none'
  return gain >= NEAR * clients ? 'clients' : 'cores'
}

function longestWaits({ variant, label }: ModelComparison, { plan, results }: Evidence): string {
  const longest = (id: string) =>
    formatSeconds(
      median(results.filter((result) => result.variant === id).map((result) => valueOf(result, 'maxMs') ?? NaN)) / 1000,
    )
  return `The longest wait for an answer was ${longest(firstOfKind(plan.variants, 'sequential')!.id)} one at a time, ${longest(variant)} with ${label}.`
}

/** "thread per client gave 7.60×, asyncio 7.52×". */
function gains(comparisons: readonly ModelComparison[]): string {
  return comparisons
    .map(({ label, gain }, index) => `${label}${index === 0 ? ' gave' : ''} ${formatFactor(gain)}`)
    .join(', ')
}

function sentence(comparison: ModelComparison, computing: boolean, gil: boolean): string {
  const { label, gain, change, startup } = comparison
  const gave = `${capital(label)} gave ${formatFactor(gain)}`
  if (change === 'inconclusive') return `${gave}, too noisy to judge.`
  const taken = gil && comparison.sharesInterpreter
  const why = (computing ? whyComputing : whyWaiting)(comparison.kind, change === 'faster', taken)
  const start = startup === undefined ? '' : `, with ${formatSeconds(startup)} to start one`
  return `${gave}${why}${start}.`
}

function whyWaiting(kind: ModelKind, gained: boolean, gil: boolean): string {
  if (!gained) return ''
  if (kind === 'thread') return gil ? ': a thread that waits releases the GIL' : ''
  return kind === 'coroutine' ? ', in a single thread' : ''
}

function whyComputing(kind: ModelKind, gained: boolean, gil: boolean): string {
  if (kind === 'coroutine') {
    return ': while it computes for one client, it answers no other'
  }
  if (kind === 'thread' && gil) {
    return gained
      ? ', which a single GIL does not explain'
      : ': there is one GIL, so one request is worked on at a time'
  }
  return gained ? ': requests are worked on by several cores' : ''
}
