import type { Chart, Picture } from '../../contract/figure.ts'
import type { TrialResult } from '../../contract/run.ts'
import { formatFactor, formatSeconds, formatShare } from '../../contract/text.ts'
import { median } from '../../contract/statistics.ts'
import type { Evidence, ExperimentModule, Judgement } from './experiment.ts'
import {
  isSure,
  judgeBesideBaseline,
  overlapKind,
  startsSlowly,
  inconclusive,
  variesWidely,
  type ModelComparison,
  repeatsVary,
} from './judging.ts'
import { chart, measure, valueOf } from './measuring.ts'
import { firstOfKind } from './orders.ts'
import { commonParameters, fixed, numberOf, START_METHOD } from './parameters.ts'

export const download: ExperimentModule = {
  work: { id: 'download', unit: 'pages', bound: 'io', workUnits: ({ params }) => numberOf(params, 'pages') },
  picture,
  judge,
  experiment: {
    id: 'download',
    work: 'download',
    group: 'Applications',
    name: 'Downloads',
    title: 'Concurrent downloads',
    task: 'fetches its share of the pages from a web server on this machine, one at a time, and checks each',
    question: 'Many pages to fetch, each with a wait: what makes it faster?',
    bet: {
      question: 'Threads fetch the pages instead of a sequential loop. How much faster is that?',
      choices: [
        { id: 'all', label: 'About as many times as there are threads' },
        { id: 'partly', label: 'Less: as many times as there are cores' },
        { id: 'same', label: 'Not at all: there is one GIL' },
      ],
    },
    models: {
      default: ['sequential', 'thread', 'thread-pool', 'coroutine', 'process'],
      offered: { except: ['interpreter'] },
    },
    parameters: [
      ...commonParameters({ workers: { default: 8 }, seconds: fixed(1) }),
      {
        id: 'pages',
        label: 'Pages',
        hint: 'Total number; the workers share them.',
        unit: '',
        kind: 'integer',
        default: 24,
        min: 1,
        max: 100,
        presets: [{ value: 8 }, { value: 24 }, { value: 100 }],
      },
      {
        id: 'latency',
        label: 'Latency',
        hint: 'How long the server waits before it answers.',
        unit: 'ms',
        kind: 'number',
        default: 60,
        min: 0,
        max: 200,
        presets: [{ value: 0 }, { value: 20 }, { value: 60 }, { value: 200 }],
      },
      {
        id: 'jitter',
        label: 'Jitter',
        hint: 'The latency varies by up to this much per page, identically in each repeat.',
        unit: 'ms',
        kind: 'number',
        default: 30,
        min: 0,
        max: 200,
      },
      {
        id: 'size',
        label: 'Page size',
        unit: 'kB',
        kind: 'number',
        default: 16,
        min: 0,
        max: 1000,
        presets: [{ value: 1 }, { value: 16 }, { value: 250 }],
      },
      START_METHOD,
    ],
    published: [],
    lesson: {
      why:
        'Most of the time of a download is spent waiting for the other side. A thread that waits for a socket releases the GIL, so others can send requests or wait meanwhile; asyncio does the same with one thread ' +
        'that asks the system which sockets are ready. Processes overlap their waits as well, but cost more to start.',
      next: 'Set the latency to 0: now fetching is work for the core, and more workers help little. Then try 32 workers and 100 pages.',
      source: 'The classic exercise of fetching many pages, with a server on this machine instead of the Internet.',
    },
  },
}

function picture(evidence: Evidence): Picture {
  const wall = measure(evidence, { id: 'wall-time', label: 'Wall time', unit: 's' }, (trial) => trial.wallSeconds)
  const rate = measure(
    evidence,
    { id: 'pages-per-second', label: 'Pages per second', unit: '1/s' },
    (trial) => numberOf(evidence.plan.params, 'pages') / trial.wallSeconds,
  )
  const x = { label: 'model', unit: '', scale: 'category' as const }
  const waits = { kind: 'ideal' as const, label: 'waiting time only', points: waitsAlone(evidence) }
  const references: Chart['references'] = waits.points.length > 0 ? [waits] : []
  const figures = [chart(wall, { mark: 'bars', x, references }), chart(rate, { mark: 'bars', x })]
  return { measurements: [wall, rate], figures }
}

/** Seconds that the server kept each variant waiting: one wait after the other, or as long as the slowest worker's. */
function waitsAlone({ plan, results }: Evidence): { x: string; value: number }[] {
  return plan.variants.flatMap(({ id, label, kind }) => {
    const trial = results.find((result) => result.variant === id)
    if (trial === undefined) return []
    const { total, longest } = waitsOf(trial)
    return [{ x: label, value: kind === 'sequential' ? total : longest }]
  })
}

/** Seconds that the server waited, for all workers and for that which waited longest. */
function waitsOf({ workers }: TrialResult): { readonly total: number; readonly longest: number } {
  const waits = workers.map((worker) => valueOf(worker, 'serverSeconds') ?? NaN)
  return { total: waits.reduce((sum, value) => sum + value, 0), longest: Math.max(...waits) }
}

/** Share of the time that overlapping can save from which the waits overlap. Chosen because start-up and the work itself cost the rest. */
const NEAR = 0.6
/** Least share of waiting in the sequential time for a verdict on waits. Chosen because below half of it the waits do not decide. */
const MOSTLY = 0.5

function judge(evidence: Evidence): Judgement {
  const wide = evidence.summary.filter(variesWidely).map(({ label }) => label)
  const reasons = wide.map((label) => `${repeatsVary([label])}.`)
  const judgement = judgeBesideBaseline(evidence, (comparisons) => {
    const waited = waitedShare(evidence)
    const text = comparisons.map((comparison) => sentence(comparison, waited, evidence)).join(' ')
    if (waited < MOSTLY) {
      const little = `Waiting for the server took only ${formatShare(waited)} of the sequential time.`
      return { kind: 'little-waiting', text: `${text} ${little}` }
    }
    return { kind: overlapKind(comparisons), text, outcome: outcomeOf(comparisons, evidence) }
  })
  return { ...judgement, reasons }
}

/** Share of the sequential time spent waiting for the server. */
function waitedShare({ plan, results }: Evidence): number {
  const baseline = plan.variants.find((variant) => variant.baseline)?.id
  const shares = results
    .filter(({ variant }) => variant === baseline)
    .map((trial) => waitsOf(trial).total / trial.wallSeconds)
  return median(shares)
}

function outcomeOf(comparisons: readonly ModelComparison[], { results }: Evidence): string | undefined {
  const threads = firstOfKind(comparisons, 'thread')
  if (threads === undefined || !isSure(threads)) return undefined
  if (threads.change !== 'faster') return 'same'
  const waits = results.filter(({ variant }) => variant === threads.summary.variant).map(waitsOf)
  const most = Math.min(...waits.map(({ total, longest }) => total / longest))
  return 1 / threads.ratio >= NEAR * most ? 'all' : 'partly'
}

function sentence(comparison: ModelComparison, waited: number, { plan, runtime }: Evidence): string {
  if (comparison.change === 'inconclusive') return inconclusive(comparison)
  const startup = comparison.summary.workerStartMedian
  const start = startsSlowly(comparison.summary) ? `, with ${formatSeconds(startup)} to start them` : ''
  if (comparison.change !== 'faster') return `${comparison.duration}${start}.`
  const gain = `${comparison.duration}, ${formatFactor(1 / comparison.ratio)} the pages per second`
  const why = waited < MOSTLY ? '' : `: ${overlap(comparison, plan.workers, runtime.gilEnabled)}`
  return `${gain}${why}${start}.`
}

function overlap({ kind, sharesInterpreter }: ModelComparison, workers: number, gil: boolean): string {
  if (kind === 'coroutine') return `${workers} waits overlap in a single thread`
  const why =
    kind === 'thread' && sharesInterpreter && gil ? ', because a thread that waits for a socket releases the GIL' : ''
  return `${workers} waits overlap${why}`
}
