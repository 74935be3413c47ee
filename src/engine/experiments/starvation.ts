import type { Chart, Measurement, Picture } from '../../contract/figure.ts'
import type { TrialResult } from '../../contract/run.ts'
import { formatSeconds, formatShare } from '../../contract/text.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec } from './experiment.ts'
import { jainIndex } from './fairness.ts'
import { spreadOf } from './judging.ts'
import { chart, measure, measureEach, valueOf } from './measuring.ts'
import { commonParameters } from './parameters.ts'
import { variantOf } from './orders.ts'

export const starvation: ExperimentModule = {
  work: { id: 'starvation', unit: 's', bound: 'io' },
  variants,
  picture,
  judge,
  experiment: {
    id: 'starvation',
    work: 'starvation',
    group: 'Synchronisation',
    name: 'Starvation',
    title: 'Starvation',
    task: 'takes a lock, holds it for a while and releases it; one of them takes it again at once',
    question: 'One thread takes the lock again as soon as it has released it: do the others get their turns?',
    bet: {
      question:
        'Four threads want one lock, and one of them never pauses. The others wait for it. Which threads get it?',
      choices: [
        { id: 'equal', label: 'All of them, a quarter of the turns each' },
        { id: 'mostly', label: 'All of them, but the greedy one clearly more often' },
        { id: 'only', label: 'Nearly always the greedy one' },
      ],
    },
    models: { default: ['thread'], offered: { kinds: ['thread'] }, locked: 'never', single: true },
    parameters: [
      ...commonParameters({
        workers: { default: 4, min: 2, max: 16 },
        seconds: {
          label: 'Duration',
          hint: 'How long the threads compete.',
          default: 0.5,
          min: 0.2,
          max: 10,
          presets: [{ value: 0.5 }, { value: 2 }, { value: 5 }],
        },
      }),
      {
        id: 'hold',
        label: 'Turn',
        hint: 'How long each thread holds the lock.',
        unit: 'ms',
        kind: 'number',
        default: 1,
        min: 0.1,
        max: 20,
        presets: [{ value: 0.2 }, { value: 1 }, { value: 5 }],
      },
    ],
    published: [],
    lesson: {
      why:
        'A plain lock promises nothing about which thread is next: the one that releases it is running and can take it again before another has woken up. A thread that only polls hardly ever finds it ' +
        'free: this is starvation. A fair lock is handed to the thread that has waited longest. Some locks do so after a while: that of CPython 3.14 after 1 ms.',
      next: 'Compare CPython 3.13 with 3.14. Try shorter turns, or two threads.',
      source:
        'R. Jain, D. Chiu and W. Hawe, "A Quantitative Measure of Fairness", 1984: the index is 1 when all have the same, 1 / n when one has all.',
    },
  },
}

const WAYS = [
  { id: 'retry', label: 'plain lock, polled', words: 'where the others poll a plain lock' },
  { id: 'wait', label: 'plain lock, waited for', words: 'where they wait for a plain lock' },
  { id: 'fair', label: 'fair lock', words: 'where they wait for a fair one' },
]

function variants({ models, workers }: ResolvedRequest): VariantSpec[] {
  return WAYS.map(({ id, label }) => variantOf(models[0]!, { id, label, workers, params: { way: id } }))
}

const TURNS = { id: 'turns', label: 'Share of the turns', unit: 'share' }
const JAIN = { id: 'fairness', label: "Fairness of the turns (Jain's index)", unit: '' }
const LONGEST = { id: 'longest-wait', label: 'Longest wait for a turn', unit: 's' }

function picture(evidence: Evidence): Picture {
  const [turns, jain] = [turnShares(evidence), fairness(evidence)]
  const longest = measure(evidence, LONGEST, longestWait)
  const shape = { mark: 'bars', x: { label: 'lock', unit: '', scale: 'category' } } as const
  return {
    measurements: [turns, jain, longest],
    figures: [
      chart(turns, { ...shape, references: ideal('the same for all', 1 / evidence.plan.workers) }),
      chart(jain, { ...shape, references: ideal('all have the same', 1) }),
      chart(longest, { ...shape, y: { scale: 'log' } }),
    ],
  }
}

function ideal(label: string, value: number): Chart['references'] {
  return [{ kind: 'ideal', label, points: WAYS.map((way) => ({ x: way.label, value })) }]
}

const GREEDY = 'greedy'

/** The first worker is the greedy one. */
function names(workers: number): string[] {
  return Array.from({ length: workers }, (_, index) => (index === 0 ? GREEDY : `polite ${index}`))
}

function turnsOf({ workers }: TrialResult): number[] {
  return workers.map((worker) => valueOf(worker, 'turns') ?? NaN)
}

function shareOf(trial: TrialResult, index: number): number {
  const turns = turnsOf(trial)
  return turns[index]! / turns.reduce((sum, value) => sum + value, 0)
}

function longestWait({ workers }: TrialResult): number {
  return Math.max(...workers.map((worker) => valueOf(worker, 'longestWaitSeconds') ?? NaN))
}

function turnShares(evidence: Evidence): Measurement {
  const picks = names(evidence.plan.workers).map((name, index) => {
    return [name, (trial: TrialResult) => shareOf(trial, index)] as const
  })
  return measureEach(evidence, TURNS, Object.fromEntries(picks))
}

function fairness(evidence: Evidence): Measurement {
  return measure(evidence, JAIN, (trial) => jainIndex(turnsOf(trial)))
}

type ModelComparison = 'even' | 'unfair' | 'starved'

/** Factors of an equal share, and share of all turns, from which a lock is unfair or starves. Chosen because chance alone stays below them. */
const UNFAIR = 1.25
const STARVED = 0.95

function standingOf(share: number, workers: number): ModelComparison {
  if (share >= STARVED) return 'starved'
  return share * workers >= UNFAIR ? 'unfair' : 'even'
}

const OUTCOMES: Readonly<Record<ModelComparison, string>> = { even: 'equal', unfair: 'mostly', starved: 'only' }

function judge(evidence: Evidence): Judgement {
  const { plan, results } = evidence
  const shares = results.filter(({ variant }) => variant === 'wait').map((trial) => shareOf(trial, 0))
  const comparisons = new Set(shares.map((share) => standingOf(share, plan.workers)))
  if (shares.length === 0 || shares.some(Number.isNaN)) {
    return { kind: 'incomplete', text: 'The lock of a greedy thread has not been measured yet.' }
  }
  const text = `The greedy one of ${plan.workers} threads took ${sentence(evidence)}.${waits(evidence)}`
  if (comparisons.has('even') && comparisons.size > 1) {
    const range = `${formatShare(Math.min(...shares))} to ${formatShare(Math.max(...shares))}`
    return {
      kind: 'too-noisy',
      text: `Too noisy to say: the greedy one took ${range} of the turns, depending on the repeat. ${text}`,
    }
  }
  const comparison = comparisons.size > 1 ? 'unfair' : [...comparisons][0]!
  return { kind: comparison, outcome: OUTCOMES[comparison], text }
}

/** "100 % of the turns where the others ... (fairness 0.25), 25 % where ...". */
function sentence(evidence: Evidence): string {
  const greedy = turnShares(evidence).points.filter(({ series }) => series === GREEDY)
  const jain = fairness(evidence).points
  const parts = WAYS.flatMap(({ label, words }) => {
    const [share, index] = [greedy.find(({ x }) => x === label), jain.find(({ x }) => x === label)]
    if (share?.value === undefined || index?.value === undefined) return []
    return [`${formatShare(share.value)} ${words} (fairness ${index.value.toFixed(2)})`]
  })
  return parts.join(', ').replace(' where', ' of the turns where')
}

function waits(evidence: Evidence): string {
  const points = measure(evidence, LONGEST, longestWait).points
  const medianOf = (id: string) =>
    spreadOf(points.find(({ x }) => x === WAYS.find((way) => way.id === id)!.label))?.median
  const [plain, fair] = [medianOf('wait'), medianOf('fair')]
  if (plain === undefined || fair === undefined) return ''
  return ` The longest wait for the plain lock was ${formatSeconds(plain)}, for the fair one ${formatSeconds(fair)}.`
}
