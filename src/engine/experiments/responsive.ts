import type { Picture } from '../../contract/figure.ts'
import type { ModelKind } from '../../contract/model.ts'
import type { TrialResult, Variant } from '../../contract/run.ts'
import { formatSeconds, formatShare } from '../../contract/text.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec, Work } from './experiment.ts'
import { chart, measure, measureEach, over, valueOf } from './measuring.ts'
import { firstOfKind, variantOf } from './orders.ts'
import { commonParameters, fixed, numberOf } from './parameters.ts'

const WAITING: Work = { id: 'window', unit: 's', bound: 'io' }
const COMPUTING: Work = { id: 'window', unit: 'steps', bound: 'cpu', calibratedBy: ['query'] }

/** Where the query runs, by the model's kind. */
const WHERE: Readonly<Partial<Record<ModelKind, string>>> = {
  sequential: 'the same thread',
  thread: 'another thread',
  process: 'another process',
}

export const responsive: ExperimentModule = {
  work: COMPUTING,
  variants,
  picture,
  judge,
  experiment: {
    id: 'responsive',
    work: 'window',
    group: 'Applications',
    name: 'Responsive UI',
    title: 'Responsive user interface',
    task: 'is either a window that draws 60 frames per second, or the slow query that it started',
    question: 'A click starts a slow query. Where must it run so that the window keeps drawing?',
    bet: {
      question: 'The query runs in its own thread. Does the window still draw its 60 frames per second?',
      choices: [
        { id: 'smooth', label: 'Yes, in time: the query has its own thread' },
        { id: 'late', label: 'It depends: late where the query computes' },
        { id: 'frozen', label: 'No: it freezes until the query is done' },
      ],
    },
    models: { default: ['sequential', 'thread', 'process'], offered: {} },
    parameters: [
      ...commonParameters({
        workers: fixed(2),
        seconds: { default: 0.8, max: 10, presets: [{ value: 0.5 }, { value: 0.8 }, { value: 2 }] },
        repeat: { default: 2 },
      }),
      {
        id: 'query',
        label: 'Query',
        hint: 'Whether the query waits, as for a database, or computes.',
        kind: 'choice',
        default: 'both',
        choices: [
          { id: 'both', label: 'both' },
          { id: 'waits', label: 'it waits' },
          { id: 'computes', label: 'it computes' },
        ],
      },
      {
        id: 'switch-interval',
        label: 'Switch interval',
        hint: 'How long the window waits before requesting the GIL from a query that computes.',
        unit: 'ms',
        kind: 'number',
        default: 5,
        min: 0.01,
        max: 100,
        presets: [{ value: 0.1 }, { value: 5, note: "CPython's default" }, { value: 20 }, { value: 50 }],
      },
    ],
    published: [],
    lesson: {
      why:
        'A window draws between its other tasks: a query in the same thread blocks drawing until the query is done. In another thread, a query that waits releases the GIL, and the ' +
        'window runs. A query that computes gives up the GIL only after a switch interval, so each frame is late by about that. Another process, or a build without a GIL, leaves the window alone.',
      next: 'Set the switch interval to 20 ms: a thread that computes now costs frames. Then set it to 0.1 ms.',
      source: 'The rule of every GUI toolkit: no slow work in the thread that draws. A frame at 60 Hz has 16.7 ms.',
    },
  },
}

const KINDS = [
  { query: 'waits', work: WAITING },
  { query: 'computes', work: COMPUTING },
]

function variants({ models, params }: ResolvedRequest): VariantSpec[] {
  const options = { switchIntervalSeconds: numberOf(params, 'switch-interval') / 1000 }
  const resolved = KINDS.filter(({ query }) => ['both', query].includes(String(params['query'])))
  return resolved.flatMap(({ query, work }) =>
    models.map((model) => {
      const label = `${model.label}, ${query}`
      return variantOf(model, { id: `${model.id}-${query}`, label, workers: 2, work, params: { query }, options })
    }),
  )
}

const FRAME_MS = 1000 / 60
const LATENESS = { id: 'lateness', label: 'Frame lateness', unit: 'ms' }
const DROPPED = { id: 'dropped', label: 'Dropped frames', unit: 'share' }

/** Picks a value that the window reports; it is worker 0. */
function told(name: string): (trial: TrialResult) => number | undefined {
  return ({ workers }) => {
    const window = workers.find(({ index }) => index === 0)
    return window && valueOf(window, name)
  }
}

function droppedShare(trial: TrialResult): number {
  return (told('dropped')(trial) ?? NaN) / (told('frames')(trial) ?? NaN)
}

function picture(evidence: Evidence): Picture {
  const picks = { median: told('p50Ms'), p95: told('p95Ms'), longest: told('maxMs') }
  const lateness = measureEach(evidence, LATENESS, picks)
  const dropped = measure(evidence, DROPPED, droppedShare)
  const x = { label: 'where the query runs', unit: '', scale: 'category' as const }
  const points = evidence.plan.variants.map(({ label }) => ({ x: label, value: FRAME_MS }))
  const frame = { kind: 'ideal' as const, label: 'a frame at 60 Hz', points }
  return {
    measurements: [lateness, dropped],
    figures: [
      chart(lateness, { mark: 'bars', x, y: { scale: 'log' }, references: [frame] }),
      chart(dropped, { mark: 'bars', x }),
    ],
  }
}

/** How a window went on: in time, late by its query and not by the system, or not at all. */
type Motion = 'smooth' | 'late' | 'frozen'

/** Lateness from which a frame is late, ms. Chosen: an eighth of a frame. */
const LATE_MS = 2
const MAX_DROPPED = 0.5

function motionOf(trial: TrialResult): Motion {
  if (droppedShare(trial) > MAX_DROPPED && told('maxMs')(trial)! > 5 * FRAME_MS) return 'frozen'
  return told('p50Ms')(trial)! > LATE_MS ? 'late' : 'smooth'
}

/** Effect of one placement on the window with one kind of query: medians over the repeats. */
interface Window {
  readonly query: string
  readonly middleMs: number
  readonly longestMs: number
  readonly droppedShare: number
  /** Undefined where the repeats do not agree. */
  readonly motion: Motion | undefined
}

function windowOf(trials: readonly TrialResult[], query: string): Window | undefined {
  const middle = (pick: (trial: TrialResult) => number | undefined) =>
    over(trials.flatMap((trial) => pick(trial) ?? [])).value
  const [middleMs, longestMs, dropped] = [middle(told('p50Ms')), middle(told('maxMs')), middle(droppedShare)]
  if (middleMs === undefined || longestMs === undefined || dropped === undefined) return undefined
  const motions = new Set(trials.map(motionOf))
  const motion = motions.size === 1 ? [...motions][0] : undefined
  return { query, middleMs, longestMs, droppedShare: dropped, motion }
}

interface Placement extends Pick<Variant, 'kind'> {
  readonly windows: readonly Window[]
}

function placementsOf({ plan, results }: Evidence): Placement[] {
  return plan.models.flatMap((model): Placement[] => {
    const { kind } = plan.variants.find((variant) => variant.model === model)!
    const windows = KINDS.flatMap(({ query }) => {
      const trials = results.filter(({ variant }) => variant === `${model}-${query}`)
      return windowOf(trials, query) ?? []
    })
    return windows.length === 0 ? [] : [{ kind, windows }]
  })
}

function judge(evidence: Evidence): Judgement {
  const placements = placementsOf(evidence)
  if (placements.length === 0) return { kind: 'incomplete', text: 'No window reported how late its frames were.' }
  const text = placements.map((placement) => sentence(placement, evidence)).join(' ')
  const noisy = placements.filter(({ windows }) => windows.some(({ motion }) => motion === undefined))
  const reasons = noisy.map(({ kind }) => `With the query in ${WHERE[kind]}, the repeats disagree.`)
  const main = firstOfKind(placements, 'thread') ?? placements[0]!
  if (noisy.includes(main)) return { kind: 'too-noisy', text: `Too noisy to say: ${text}`, reasons }
  const motion = (['frozen', 'late', 'smooth'] as const).find((choice) =>
    main.windows.some((window) => window.motion === choice),
  )!
  return { kind: `${main.kind}-${motion}`, text, reasons, outcome: outcomeOf(main) }
}

/** Outcome for the thread, if measured with both kinds of query. */
function outcomeOf({ kind, windows }: Placement): Motion | undefined {
  if (kind !== 'thread' || windows.length < KINDS.length) return undefined
  if (windows.every(({ motion }) => motion === 'frozen')) return 'frozen'
  return windows.every(({ motion }) => motion === 'smooth') ? 'smooth' : 'late'
}

function sentence({ kind, windows }: Placement, evidence: Evidence): string {
  const parts = windows.map((window) => {
    const meanwhile = `while it ${window.query === 'waits' ? 'waited' : 'computed'}`
    if (kind === 'sequential') return `${formatSeconds(window.longestMs / 1000)} ${meanwhile}`
    const dropped = window.droppedShare > 0 ? ` (${formatShare(window.droppedShare)} dropped)` : ''
    return `${formatSeconds(window.middleMs / 1000)} ${meanwhile}${dropped}${whyLate(kind, window, evidence)}`
  })
  const what = kind === 'sequential' ? 'the window froze for' : 'the median frame was late by'
  return `With the query in ${WHERE[kind]}, ${what} ${parts.join(' and ')}.`
}

function whyLate(kind: ModelKind, { query, middleMs }: Window, { plan, runtime }: Evidence): string {
  const intervalMs = numberOf(plan.params, 'switch-interval')
  if (kind !== 'thread' || query === 'waits' || !runtime.gilEnabled || middleMs < 0.5 * intervalMs) return ''
  return `, with a switch interval of ${formatSeconds(intervalMs / 1000)}`
}
