import type { Model } from '../../contract/experiment.ts'
import type { Chart, Measurement, Picture, Point } from '../../contract/figure.ts'
import type { TrialResult, Variant } from '../../contract/run.ts'
import { formatFactor, formatTenths } from '../../contract/text.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec, Work } from './experiment.ts'
import { compare, spreadOf, variesWidely, type Spread, repeatsVary } from './judging.ts'
import { chart, measure } from './measuring.ts'
import { firstOfKind, firstWithLock, modelLabel, variantOf } from './orders.ts'
import { commonParameters, fixed, START_METHOD } from './parameters.ts'

const COUNTING: Work = { id: 'countdown', unit: 'steps', bound: 'cpu' }
const WAITING: Work = { id: 'wait', unit: 's', bound: 'io' }

export const scaling: ExperimentModule = {
  work: COUNTING,
  variants,
  picture,
  judge,
  experiment: {
    id: 'scaling',
    work: 'countdown',
    group: 'Speed-up',
    name: 'Scalability',
    title: 'Scalability',
    task: 'counts down; in a separate panel, threads wait',
    question: 'One, two, three workers and more: how far do threads and processes scale?',
    bet: {
      question: 'Every worker adds the same amount of work. How does the time of processes grow?',
      choices: [
        { id: 'flat', label: 'Not at all up to the number of cores, then with each worker' },
        { id: 'linear', label: 'With every worker, from the first' },
        { id: 'never', label: 'Not at all: more workers, more speed' },
      ],
    },
    models: { default: ['thread', 'process'], offered: { kinds: ['thread', 'process', 'interpreter', 'cluster'] } },
    parameters: [
      ...commonParameters({
        workers: fixed(1),
        seconds: { default: 0.3, max: 5, presets: [{ value: 0.2 }, { value: 0.3 }, { value: 1 }, { value: 3 }] },
      }),
      {
        id: 'most',
        label: 'Maximum workers',
        hint: '0 means one fewer than twice the usable cores.',
        unit: '',
        kind: 'integer',
        default: 0,
        min: 0,
        max: 32,
      },
      {
        id: 'work',
        label: 'Work',
        hint: 'Each worker does a full piece of work, or all workers share one.',
        kind: 'choice',
        default: 'each',
        choices: [
          { id: 'each', label: 'the same for each worker' },
          { id: 'total', label: 'the same in total' },
        ],
      },
      START_METHOD,
    ],
    published: [],
    lesson: {
      why:
        'Each process runs on its own core, so the time stays the same until the cores are used up, and then grows with every worker. Threads under a GIL share one core from the ' +
        'first. Two hyperthreads share the execution units of one core: eight of them are worth about four cores.',
      next: 'Share the same work among all workers, and look for the number of workers from which it no longer pays. Then try a free-threaded build.',
      source:
        "Amdahl's law, and the published measurements of 1 to 15 workers on 8 hyperthreads: about 4 times the speed, not 8.",
    },
  },
}

/** One worker, two, ... of every model; and threads that wait, for the last panel. */
function variants({ models, params, cores }: ResolvedRequest): VariantSpec[] {
  const most = Number(params['most']) || Math.max(2, 2 * cores - 1)
  const counts = steps(most)
  const share = (workers: number) => (params['work'] === 'total' ? 1 / workers : 1)
  const ofModel = (model: Model, workers: number) =>
    order(model, `${model.label} × ${workers}`, workers, { share: share(workers) })
  const threads = firstOfKind(models, 'thread')
  const waits = threads === undefined ? [] : counts.map((workers) => waiting(threads, workers))
  return counts.flatMap((workers, index) => [models.map((model) => ofModel(model, workers)), waits[index] ?? []].flat())
}

function waiting(threads: Model, workers: number): VariantSpec {
  return order(threads, `waiting × ${workers}`, workers, { id: `waiting-${workers}`, work: WAITING })
}

function order(model: Model, label: string, workers: number, more: Partial<VariantSpec>): VariantSpec {
  return variantOf(model, { id: `${model.id}-${workers}`, label, workers, ...more })
}

const MAX_STEPS = 9

/** 1, 2, ... most; where these are many, some of them, and always the ends. */
function steps(most: number): number[] {
  const count = Math.min(most, MAX_STEPS)
  return [
    ...new Set(
      Array.from({ length: count }, (_, index) => Math.round(1 + (index * (most - 1)) / Math.max(count - 1, 1))),
    ),
  ]
}

const isWaiting = ({ id }: Variant) => id.startsWith('waiting-')
const place = (variant: Variant, { runtime }: Evidence) => {
  return { series: modelLabel(runtime, variant.model), x: variant.workers }
}
const counting = (evidence: Evidence) => (variant: Variant) =>
  isWaiting(variant) ? undefined : place(variant, evidence)
const idle = (evidence: Evidence) => (variant: Variant) => (isWaiting(variant) ? place(variant, evidence) : undefined)
/** The variants that compute. */
const computing = ({ plan }: Evidence) => plan.variants.filter((variant) => !isWaiting(variant))

function picture(evidence: Evidence): Picture {
  const time = measure(evidence, { id: 'time', label: 'Time', unit: 's' }, wall, counting(evidence))
  const timePerWorker = measure(
    evidence,
    { id: 'time-per-worker', label: 'Time / workers', unit: 's' },
    perWorker,
    counting(evidence),
  )
  const ratio = threadsOverProcesses(evidence, time)
  const wait = measure(evidence, { id: 'waiting', label: 'Time of threads that wait', unit: 's' }, wall, idle(evidence))
  const cores = measure(
    evidence,
    { id: 'parallelism', label: 'Effective parallelism', unit: '' },
    parallelism,
    counting(evidence),
  )
  const total = evidence.plan.params['work'] === 'total'
  return {
    measurements: [time, timePerWorker, ratio, wait, cores],
    figures: [
      panel(time, idealTime(evidence, time, total)),
      panel(timePerWorker, []),
      panel(ratio, []),
      panel(wait, []),
      panel(cores, idealCores(evidence, cores)),
    ],
  }
}

const wall = (trial: TrialResult) => trial.wallSeconds
const perWorker = (trial: TrialResult) => trial.wallSeconds / trial.workers.length
const parallelism = (trial: TrialResult) => trial.effectiveParallelism

function panel(measurement: Measurement, references: Chart['references']): Chart {
  return chart(measurement, { mark: 'lines', x: { label: 'workers', unit: '', scale: 'linear' }, references })
}

/** Threads' median over processes', at each number of workers that both have. */
function threadsOverProcesses(evidence: Evidence, { points }: Measurement): Measurement {
  const [threads, processes] = (['thread', 'process'] as const).map((kind) => firstOfKind(computing(evidence), kind))
  const ratios = points.flatMap(({ model, x, value }): Point[] => {
    const other = points.find((point) => point.model === processes?.model && point.x === x)?.value
    return model !== threads?.model || value === undefined || other === undefined
      ? []
      : [{ series: '', x, value: value / other }]
  })
  return { id: 'threads-over-processes', label: 'Threads / processes', unit: 'x', points: ratios }
}

function idealTime(evidence: Evidence, { points }: Measurement, total: boolean): Chart['references'] {
  const { cores } = evidence
  const processes = firstOfKind(computing(evidence), 'process')?.model
  const oneWorkerSeconds = points.find(({ model, x }) => model === processes && x === 1)?.value
  if (oneWorkerSeconds === undefined) return []
  const value = (workers: number) =>
    total ? oneWorkerSeconds / Math.min(workers, cores) : oneWorkerSeconds * Math.max(1, workers / cores)
  return [
    {
      kind: 'ideal',
      label: `ideal on ${formatTenths(cores)} cores`,
      points: countsOf(points).map((x) => ({ x, value: value(x) })),
    },
  ]
}

function idealCores({ cores }: Evidence, { points }: Measurement): Chart['references'] {
  const ideal = countsOf(points).map((x) => ({ x, value: Math.min(x, cores) }))
  return ideal.length === 0 ? [] : [{ kind: 'ideal', label: `ideal on ${formatTenths(cores)} cores`, points: ideal }]
}

function countsOf(points: readonly Point[]): number[] {
  return [...new Set(points.map(({ x }) => Number(x)))]
}

/** The verdict is on the first of these that was measured. */
const MAIN_KINDS = ['process', 'interpreter', 'thread'] as const

function judge(evidence: Evidence): Judgement {
  const { cores, plan } = evidence
  const time = measure(evidence, { id: 'time', label: 'Time', unit: 's' }, wall, counting(evidence))
  const timeAt = (variant: Variant | undefined, workers: number) =>
    spreadOf(time.points.find(({ model, x }) => model === variant?.model && x === workers))
  const measured = computing(evidence).filter((variant) => timeAt(variant, 1) !== undefined)
  const model =
    MAIN_KINDS.map((kind) => firstOfKind(measured, kind)).find((variant) => variant !== undefined) ??
    firstWithLock(measured)
  const full = Math.max(1, ...countsOf(time.points).filter((count) => count <= cores))
  const [single, many] = model === undefined ? [] : [timeAt(model, 1), timeAt(model, full)]
  if (model === undefined || single === undefined || many === undefined) {
    return { kind: 'incomplete', text: 'At least two numbers of workers are needed for a comparison.' }
  }
  if (full === 1) return { kind: 'one-core', text: 'Only one core is available, so there is nothing to scale on.' }
  const gained = plan.params['work'] === 'total' ? single.median / many.median : (full * single.median) / many.median
  const text = `${full} ${modelLabel(evidence.runtime, model.model)} did ${formatFactor(gained)} the work of one in the same time, on ${formatTenths(cores)} cores.`
  return {
    ...comparison(gained, full, single, many),
    text: `${text}${threadsSentence(timeAt, full, model, firstOfKind(measured, 'thread'))}`,
  }
}

/** Shares of the ideal from which scaling is good, and below which there is none. Chosen: hyperthreads and a busy machine cost the rest. */
const NEAR = 0.7
const NONE = 1.25

function comparison(
  gained: number,
  full: number,
  single: Spread,
  many: Spread,
): Pick<Judgement, 'kind' | 'outcome' | 'reasons'> {
  const wide = [single, many].filter(variesWidely)
  const reasons = wide.length > 0 ? [`${repeatsVary()}.`] : []
  const noise = Math.max(single.spread, many.spread)
  if (gained >= NEAR * full && gained / (1 + noise) > NONE) return { kind: 'scales', outcome: 'flat', reasons }
  if (gained < NONE && noise < NONE - 1) return { kind: 'does-not-scale', outcome: 'linear', reasons }
  return noise > 1 - NEAR ? { kind: 'too-noisy', reasons } : { kind: 'scales-partly', reasons }
}

function threadsSentence(
  timeAt: (variant: Variant | undefined, workers: number) => Spread | undefined,
  full: number,
  main: Variant,
  threads: Variant | undefined,
): string {
  const [single, many] = [timeAt(threads, 1), timeAt(threads, full)]
  if (main === threads || single === undefined || many === undefined) return ''
  const { ratio, change } = compare(single, many)
  if (change === 'inconclusive') return ' The threads varied too much to say.'
  return ` ${full} threads took ${formatFactor(ratio)} the time of one.`
}
