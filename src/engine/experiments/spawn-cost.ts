import type { Runtime } from '../../contract/experiment.ts'
import type { Measurement, Picture, Point, Reference } from '../../contract/figure.ts'
import type { ModelKind } from '../../contract/model.ts'
import type { TrialResult } from '../../contract/run.ts'
import { formatFactor, formatSeconds } from '../../contract/text.ts'
import { median } from '../../contract/statistics.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec } from './experiment.ts'
import { compare, FACTOR_CHOICES, factorChoice, noiseOf, spreadOf, type Spread } from './judging.ts'
import { chart, measureEach, numbersOf, valueOf } from './measuring.ts'
import { firstOfKind, variantOf } from './orders.ts'
import { commonParameters, fixed } from './parameters.ts'

/** A way to start a worker, with the milliseconds that others measured. */
interface Method {
  readonly id: string
  readonly label: string
  /** Kind of the model whose workers are started this way. */
  readonly kind: ModelKind
  readonly startMethod?: string
  readonly publishedMs: readonly [low: number, high: number]
  /** Its place in the order that the published figures claim; left out where their ranges overlap. */
  readonly rank?: number
}

const PYTHON: readonly Method[] = [
  { id: 'thread', label: 'thread', kind: 'thread', publishedMs: [0.3, 0.4], rank: 1 },
  { id: 'fork', label: 'fork', kind: 'process', startMethod: 'fork', publishedMs: [3, 4.5], rank: 2 },
  {
    id: 'forkserver',
    label: 'forkserver',
    kind: 'process',
    startMethod: 'forkserver',
    publishedMs: [16, 27],
    rank: 3,
  },
  { id: 'interpreter', label: 'sub-interpreter', kind: 'interpreter', publishedMs: [13, 57] },
  { id: 'spawn', label: 'spawn', kind: 'process', startMethod: 'spawn', publishedMs: [81, 109], rank: 4 },
]
const NODE: readonly Method[] = [
  { id: 'worker', label: 'worker thread', kind: 'thread', publishedMs: [49, 49], rank: 1 },
  { id: 'child', label: 'child process', kind: 'process', publishedMs: [126, 126], rank: 2 },
]

export const spawnCost: ExperimentModule = {
  work: { id: 'start', unit: 's', bound: 'io' },
  variants,
  picture,
  judge,
  experiment: {
    id: 'spawn-cost',
    work: 'start',
    group: 'Isolation and cost',
    name: 'Start-up cost',
    title: 'Process and thread start-up cost',
    task: 'starts, does nothing, and ends',
    question: 'What does it cost to start a worker and wait for its end, in time and in memory?',
    bet: {
      question:
        'Start a worker and wait for its end: how many times longer does the most expensive way take than the cheapest?',
      choices: FACTOR_CHOICES,
    },
    models: {
      default: ['thread', 'process', 'interpreter'],
      offered: { kinds: ['thread', 'process', 'interpreter'] },
      locked: 'never',
    },
    parameters: commonParameters({
      workers: {
        default: 4,
        min: 1,
        max: 16,
        hint: 'Number started after the first, one at a time; then the same number at once, to measure their memory.',
      },
      seconds: fixed(0.1),
    }),
    published: [],
    lesson: {
      why:
        'A thread is a stack and an entry in a table. fork copies the page tables of the parent and shares its memory until one of them writes; spawn starts a whole interpreter and ' +
        'imports everything again; a fork server does that once and forks from then on. RSS counts shared pages for each process, PSS divides them among those that share.',
      next: 'Compare it with how long one piece of your work takes: below ten times the cost of a start, keep the workers alive and hand them work, as a pool does.',
      source:
        "Python's documentation of start methods, and what this project's authors measured on CPython 3.10 to 3.13.",
    },
  },
}

function variants({ models, workers, runtime }: ResolvedRequest): VariantSpec[] {
  return methodsOf(runtime)
    .filter(({ startMethod }) => hasStartMethod(runtime, startMethod))
    .flatMap(({ id, label, kind, startMethod }): VariantSpec[] => {
      const model = firstOfKind(models, kind)
      const options = startMethod === undefined ? undefined : { startMethod }
      return model === undefined ? [] : [variantOf(model, { id, label, workers, params: { method: id }, options })]
    })
}

function methodsOf({ kind }: Runtime): readonly Method[] {
  return kind === 'node' ? NODE : PYTHON
}

function hasStartMethod({ startMethods = [] }: Runtime, method: string | undefined): boolean {
  return method === undefined || startMethods.includes(method)
}

const COST = { id: 'start-join', label: 'Time to start and join one worker', unit: 's' }
const MEMORY = { id: 'memory', label: 'Memory of one worker', unit: 'B' }
const FIRST = 'the first'
const FURTHER = 'each further one'

function picture(evidence: Evidence): Picture {
  const [costs, memory] = [costsOf(evidence), memoryOf(evidence)]
  const x = { label: 'way to start', unit: '', scale: 'category' as const }
  return {
    measurements: [costs, memory],
    figures: [
      chart(costs, { mark: 'bars', x, y: { scale: 'log' }, references: published(evidence) }),
      chart(memory, { mark: 'bars', x, y: { scale: 'log' } }),
    ],
  }
}

function costsOf(evidence: Evidence): Measurement {
  return measureEach(evidence, COST, {
    [FIRST]: (trial) => numbersOf(trial, 'startJoinSeconds')[0],
    [FURTHER]: (trial) => median(numbersOf(trial, 'startJoinSeconds').slice(1)),
  })
}

/** The mean over the workers of a trial. */
function memoryOf(evidence: Evidence): Measurement {
  const { id, label, unit, points } = measureEach(evidence, MEMORY, {
    RSS: (trial) => meanOf(trial, 'rssBytes'),
    PSS: (trial) => meanOf(trial, 'pssBytes'),
  })
  for (const point of points) if (point.missing !== undefined) point.missing = whyNot(evidence, point.x)
  return { id, label, unit, points }
}

/** Undefined where no worker tells it. A thread can take less than what the system counts in: that is no number to draw. */
function meanOf({ workers }: TrialResult, name: string): number | undefined {
  const told = workers.flatMap((worker) => valueOf(worker, name) ?? [])
  const mean = told.reduce((sum, bytes) => sum + bytes, 0) / told.length
  return mean > 0 ? mean : undefined
}

function whyNot({ plan, results }: Evidence, label: Point['x']): string {
  const variant = plan.variants.find((candidate) => candidate.label === label)
  const told = results
    .filter((trial) => trial.variant === variant?.id)
    .flatMap(({ workers }) => workers.map(({ values }) => values['memoryMissing']))
  return told.find((value) => typeof value === 'string') ?? 'below the resolution of the system'
}

function published({ plan, runtime }: Evidence): Reference[] {
  const all = methodsOf(runtime)
  const planned = all.filter(({ id }) => plan.variants.some((variant) => variant.id === id))
  // Before a run the plan names no start methods.
  const shown = planned.length > 0 ? planned : all
  return (['low', 'high'] as const).map((end, index) => ({
    kind: 'published',
    label: `measured elsewhere, ${end} end`,
    series: FURTHER,
    source: "this project's authors",
    conditions: 'CPython 3.10 to 3.13 and Node, Linux; the order is the claim, not the values',
    points: shown.map(({ label, publishedMs }) => ({ x: label, value: publishedMs[index]! / 1000 })),
  }))
}

interface Cost extends Spread {
  readonly label: string
  readonly method: Method
}

function judge(evidence: Evidence): Judgement {
  const costs = laterCosts(evidence).toSorted((a, b) => a.median - b.median)
  const [cheapest, dearest] = [costs[0], costs.at(-1)]
  if (cheapest === undefined || dearest === undefined || cheapest === dearest) {
    return { kind: 'incomplete', text: 'At least two ways are needed for a comparison.' }
  }
  const reasons = noiseOf(costs)
  const list = costs.map(({ label, median: seconds }) => `${label} ${formatSeconds(seconds)}`).join(', ')
  const { ratio, change } = compare(cheapest, dearest)
  if (change !== 'slower') {
    return { kind: 'too-noisy', text: `Too noisy to say which costs less to start and join: ${list}.`, reasons }
  }
  const text = `Starting and joining one worker took: ${list}. The most expensive took ${formatFactor(ratio)} as long as the cheapest.${serverSentence(evidence)}`
  const outcome = factorChoice(ratio, Math.max(cheapest.spread, dearest.spread))
  return { ...comparison(costs), text, outcome, reasons }
}

function laterCosts(evidence: Evidence): Cost[] {
  const { points } = costsOf(evidence)
  return methodsOf(evidence.runtime).flatMap((method): Cost[] => {
    const spread = spreadOf(points.find(({ series, x }) => series === FURTHER && x === method.label))
    return spread === undefined ? [] : [{ method, label: method.label, ...spread }]
  })
}

/** Compares the order with the published one, beyond the noise of neighbours. */
function comparison(costs: readonly Cost[]): Pick<Judgement, 'kind' | 'published'> {
  const ranked = costs.filter(({ method }) => method.rank !== undefined)
  const claimed = ranked.toSorted((a, b) => a.method.rank! - b.method.rank!)
  const pairs = claimed.slice(1).map((other, index) => {
    const base = claimed[index]!
    return { base, other, change: compare(base, other).change }
  })
  const order = claimed.map(({ label }) => label).join(' < ')
  const against = pairs.find(({ change }) => change === 'faster')
  if (against !== undefined) {
    const { base, other } = against
    const sentence = `Unlike the figures measured elsewhere (${order}), ${other.label} cost less than ${base.label}.`
    return { kind: 'order-differs', published: sentence }
  }
  const open = pairs.find(({ change }) => change !== 'slower')
  if (open === undefined) {
    return { kind: 'order-holds', published: pairs.length === 0 ? undefined : `As measured elsewhere: ${order}.` }
  }
  const sentence = `Consistent with the order measured elsewhere (${order}), but ${open.base.label} and ${open.other.label} differ by no more than the noise.`
  return { kind: 'order-unclear', published: sentence }
}

/** Sentence about the cost of the fork server itself. */
function serverSentence(evidence: Evidence): string {
  const first = costsOf(evidence).points.find(({ series, x }) => series === FIRST && x === 'forkserver')?.value
  return first === undefined
    ? ''
    : ` The first start by forkserver took ${formatSeconds(first)}: it also started the server.`
}
