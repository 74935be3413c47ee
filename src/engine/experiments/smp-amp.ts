import type { Model } from '../../contract/experiment.ts'
import type { Chart, Measurement, Picture, Point } from '../../contract/figure.ts'
import type { TrialResult, Variant, WorkerResult } from '../../contract/run.ts'
import { formatFactor, formatSeconds, formatShare } from '../../contract/text.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec } from './experiment.ts'
import { chart, measure, valueOf, workOf } from './measuring.ts'
import { commonParameters, numberOf } from './parameters.ts'
import { variantOf } from './orders.ts'

export const smpAmp: ExperimentModule = {
  work: { id: 'pieces', unit: 'steps', bound: 'cpu', calibratedBy: [] },
  variants,
  picture,
  judge,
  experiment: {
    id: 'smp-amp',
    work: 'pieces',
    group: 'Scheduling',
    name: 'SMP and AMP',
    title: 'Symmetric and asymmetric multiprocessing',
    task: 'takes pieces of work of uneven length and does them one by one',
    question: 'All cores take work from one queue, or a master assigns it to fixed cores: which is done first?',
    bet: {
      question:
        'The pieces are of uneven length, and every worker gets the same number. Which way is the work done first?',
      choices: [
        { id: 'symmetric', label: 'One queue for all: any free core takes the next piece' },
        { id: 'same', label: 'Both alike: it is the same work' },
        { id: 'asymmetric', label: 'Assigned: no core has to ask' },
      ],
    },
    models: { default: ['process'], offered: { kinds: ['process', 'thread', 'interpreter'] }, locked: 'never' },
    parameters: [
      ...commonParameters({
        workers: { min: 2, max: 8 },
        seconds: { default: 0.8, min: 0.2, max: 10, presets: [{ value: 0.8 }, { value: 2 }, { value: 5 }] },
      }),
      {
        id: 'pieces',
        label: 'Pieces',
        hint: 'Per worker; the more pieces, the likelier a lucky assignment.',
        unit: '',
        kind: 'integer',
        default: 12,
        min: 2,
        max: 40,
      },
      {
        id: 'seed',
        label: 'Seed',
        hint: 'Determines how the work is cut and assigned; some assignments are lucky.',
        unit: '',
        kind: 'integer',
        default: 15,
        min: 1,
        max: 9999,
      },
    ],
    published: [],
    lesson: {
      why:
        'In symmetric multiprocessing all cores are equal, like chefs who take the next order when they are free: none is idle while there is work, and the last pieces end nearly together. In asymmetric ' +
        'multiprocessing a master, the head chef, assigns the work to cores with a fixed role. It does not know how long a piece will take, so one worker is done while another has pieces left in its queue.',
      next: 'Try another seed: a lucky assignment is just as good. Then try more workers, and many small pieces.',
      source:
        'Abraham Silberschatz, Peter Galvin and Greg Gagne, "Operating System Concepts": symmetric and asymmetric multiprocessing.',
    },
  },
}

const QUEUES = { symmetric: 'shared', asymmetric: 'own' } as const
const LABELS = { symmetric: 'one queue for all', asymmetric: 'assigned' } as const
type Way = keyof typeof QUEUES

/** Both ways of sharing out, of each model; those to whom it is dealt out are bound to a core each, where that can be done. */
function variants({ models, workers, runtime }: ResolvedRequest): VariantSpec[] {
  const order = (model: Model, way: Way) =>
    variantOf(model, {
      id: `${way}-${model.id}`,
      label: models.length === 1 ? LABELS[way] : `${model.label}, ${LABELS[way]}`,
      workers,
      params: { queue: QUEUES[way] },
      options: way === 'asymmetric' && runtime.affinity ? { affinity: 'each' } : {},
    })
  return models.flatMap((model) => [order(model, 'symmetric'), order(model, 'asymmetric')])
}

function wayOf({ id }: Pick<Variant, 'id'>): Way | undefined {
  return (['symmetric', 'asymmetric'] as const).find((way) => id.startsWith(`${way}-`))
}

const WALL = { id: 'wall-time', label: 'Wall time', unit: 's' }
const IDLE_SHARE = { id: 'idle-share', label: 'Idle share of workers', unit: 'share' }

function picture(evidence: Evidence): Picture {
  const queues = queueLengths(evidence)
  const idle = ofEachWorker(evidence, { id: 'idle', label: 'Idle time', unit: 's' }, idleSeconds)
  const pieces = ofEachWorker(
    evidence,
    { id: 'pieces', label: 'Pieces done', unit: '' },
    (_, worker) => takesOf(worker).length,
  )
  const wall = measure(evidence, WALL, ({ wallSeconds }) => wallSeconds)
  const share = measure(evidence, IDLE_SHARE, idleShare)
  const overTime = chart(queues, { mark: 'lines', x: { label: 'time', unit: 's', scale: 'linear' } })
  return {
    measurements: [queues, idle, pieces, wall, share],
    figures: [overTime, bars(idle, 'worker'), bars(pieces, 'worker'), bars(wall, 'way'), bars(share, 'way')],
  }
}

function bars(measurement: Measurement, label: string): Chart {
  return chart(measurement, { mark: 'bars', x: { label, unit: '', scale: 'category' } })
}

/** Queue lengths in the last repeat, at each moment at which a piece is taken. */
function queueLengths({ plan, results }: Evidence): Measurement {
  const points = plan.variants.flatMap((variant): Point[] => {
    const trial = results.findLast((result) => result.variant === variant.id)
    if (trial === undefined) return []
    if (wayOf(variant) === 'symmetric') return lengths(trial, trial.workers, variant.label)
    return trial.workers.flatMap((worker) => lengths(trial, [worker], `${variant.label}: ${nameOf(worker)}`))
  })
  return { id: 'queue-length', label: 'Pieces left in the queue', unit: '', points }
}

/** Length of the queue from which `takers` take. */
function lengths(trial: TrialResult, takers: readonly WorkerResult[], series: string): Point[] {
  const begin = workOf(trial).startNs
  const taken = takers
    .flatMap((worker) => takesOf(worker).map((ms) => (worker.startNs - begin) / 1e9 + ms / 1e3))
    .toSorted((a, b) => a - b)
  return [
    { series, x: 0, value: taken.length },
    ...taken.map((x, index) => ({ series, x, value: taken.length - index - 1 })),
  ]
}

/** A number of every worker under every variant: a category for each worker, a series for each variant. */
function ofEachWorker(
  evidence: Evidence,
  quantity: Pick<Measurement, 'id' | 'label' | 'unit'>,
  pick: (trial: TrialResult, worker: WorkerResult) => number | undefined,
): Measurement {
  const points = Array.from({ length: evidence.plan.workers }, (_, index) => {
    const place = ({ label }: Variant) => ({ series: label, x: nameOf({ index }), model: undefined })
    const ofWorker = (trial: TrialResult) => {
      const worker = trial.workers.find((candidate) => candidate.index === index)
      return worker && pick(trial, worker)
    }
    return measure(evidence, quantity, ofWorker, place).points
  })
  return { ...quantity, points: points.flat() }
}

function nameOf({ index }: Pick<WorkerResult, 'index'>): string {
  return `worker ${index + 1}`
}

/** When it took its pieces, ms after its start. */
function takesOf({ values }: WorkerResult): number[] {
  const takes = values['takesMs']
  return Array.isArray(takes) ? takes.map(Number) : []
}

/** Idle seconds of a worker; NaN if it does not report its busy time. */
function idleSeconds(trial: TrialResult, worker: WorkerResult): number {
  return workOf(trial).seconds - (valueOf(worker, 'busySeconds') ?? NaN)
}

function idleShare(trial: TrialResult): number {
  const idle = trial.workers.reduce((sum, worker) => sum + idleSeconds(trial, worker), 0)
  return idle / trial.workers.length / workOf(trial).seconds
}

/** A share that is less different than this is the same; of a single repeat, whose range is not known, this much less. */
const MARGIN = { several: 0.02, single: 0.1 }
/** With wider ranges, finding no difference means nothing. */
const MAX_RANGE = 0.1

function judge(evidence: Evidence): Judgement {
  const { plan, cores, results } = evidence
  const all = plan.workers * numberOf(plan.params, 'pieces')
  const done = results.map(piecesOf).find((count) => count !== all)
  if (done !== undefined) {
    return { kind: 'pieces-lost', text: `${done} of ${all} pieces were done, so the two ways cannot be compared.` }
  }
  const [symmetric, asymmetric] = [outcomeOf(evidence, 'symmetric'), outcomeOf(evidence, 'asymmetric')]
  if (symmetric === undefined || asymmetric === undefined) {
    return { kind: 'incomplete', text: 'Both ways of assigning the work must have run; one has not.' }
  }
  const text = `With one queue for all, ${plan.workers} workers were idle for ${told(symmetric)}; with the work assigned, for ${told(asymmetric)}${pinned(evidence)}.`
  if (cores <= 1) return { kind: 'one-core', text: `Only one core is available. ${text}` }
  const ratio = asymmetric.seconds / symmetric.seconds
  if (isLess(symmetric, asymmetric) && ratio > 1) {
    const why = 'a worker that was done early could not take pieces from the queue of another'
    return {
      kind: 'symmetric-less-idle',
      outcome: 'symmetric',
      text: `${text} Assigning took ${formatFactor(ratio)} the time: ${why}.`,
    }
  }
  if (isLess(asymmetric, symmetric) && ratio < 1) {
    const lucky = `This assignment was lucky: one queue for all took ${formatFactor(1 / ratio)} the time.`
    return { kind: 'asymmetric-less-idle', outcome: 'asymmetric', text: `${text} ${lucky}` }
  }
  const [low, high] = [Math.min(symmetric.low, asymmetric.low), Math.max(symmetric.high, asymmetric.high)]
  if (high - low > MAX_RANGE) return { kind: 'too-noisy', text: `Too noisy to say. ${text}` }
  return { kind: 'no-difference', outcome: 'same', text: `${text} The difference is within the noise.` }
}

/** Idle shares over the repeats and median wall time of the first model. */
interface Outcome {
  readonly idle: number
  readonly low: number
  readonly high: number
  readonly repeats: number
  readonly seconds: number
}

function outcomeOf(evidence: Evidence, way: Way): Outcome | undefined {
  const first = (points: readonly Point[]) => points.find(({ x }) => x === way)
  const place = (variant: Variant) => {
    const isFirst = variant.model === evidence.plan.models[0]
    return isFirst && wayOf(variant) === way ? { series: '', x: way } : undefined
  }
  const idle = first(measure(evidence, IDLE_SHARE, idleShare, place).points)
  const wall = first(measure(evidence, WALL, ({ wallSeconds }) => wallSeconds, place).points)
  if (idle?.value === undefined || wall?.value === undefined) return undefined
  const { value, low = value, high = value, repeats = 1 } = idle
  return { idle: value, low, high, repeats, seconds: wall.value }
}

function isLess(outcome: Outcome, other: Outcome): boolean {
  const margin = Math.min(outcome.repeats, other.repeats) > 1 ? MARGIN.several : MARGIN.single
  return other.low > outcome.high + margin
}

function told({ idle, seconds }: Outcome): string {
  return `${formatShare(idle)} of their time and took ${formatSeconds(seconds)}`
}

function pinned({ runtime }: Evidence): string {
  return runtime.affinity ? '' : ` (to workers that are not pinned to a core, which ${runtime.label} cannot do here)`
}

function piecesOf({ workers }: TrialResult): number {
  return workers.reduce((sum, worker) => sum + takesOf(worker).length, 0)
}
