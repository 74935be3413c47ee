import { CoreglowError } from '../../contract/procedures.ts'
import type { Graph, Picture } from '../../contract/figure.ts'
import type { TrialResult } from '../../contract/run.ts'
import { formatCount, formatSeconds, shortName } from '../../contract/text.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec } from './experiment.ts'
import { capital } from './judging.ts'
import { chart, measure, textsOf, totalOf, valueOf } from './measuring.ts'
import { variantOf } from './orders.ts'
import { commonParameters, START_METHOD } from './parameters.ts'
import { findCycle, inWords, waitGraph, type Party } from './wait-graph.ts'

export const deadlock: ExperimentModule = {
  work: { id: 'deadlock', unit: 's', bound: 'io' },
  variants,
  picture,
  judge,
  experiment: {
    id: 'deadlock',
    work: 'deadlock',
    group: 'Synchronisation',
    name: 'Deadlock',
    title: 'Deadlock',
    task: "takes two locks: its own, then its neighbour's",
    question: 'Two threads need the same two locks and take them in opposite order: what happens?',
    bet: {
      question: 'Each thread holds its first lock and now wants the one the other holds. What happens?',
      choices: [
        { id: 'wait', label: 'Both wait, for ever' },
        { id: 'one', label: 'One waits, the other goes on' },
        { id: 'error', label: 'The interpreter notices it and raises an error' },
      ],
    },
    models: { default: ['thread'], offered: { kinds: ['thread', 'process'] }, locked: 'never' },
    parameters: [
      ...commonParameters({
        workers: { min: 2, max: 5 },
        seconds: {
          label: 'Time-out',
          hint: 'How long a worker waits for a lock. Nothing else ends a deadlock.',
          default: 1,
          min: 0.2,
          max: 10,
          presets: [{ value: 0.5 }, { value: 1 }, { value: 5 }],
        },
        repeat: { default: 2 },
      }),
      START_METHOD,
    ],
    published: [],
    lesson: {
      why:
        'Each thread holds the lock the other waits for, so neither can go on: a deadlock. This experiment makes it certain: all workers take their first lock, meet at a barrier, and only then request ' +
        'the second. Without the barrier, the same program may run for months. If all threads take the locks in one agreed order, the last lock of a chain is always free, so no cycle can form.',
      next: 'Try five workers: the dining philosophers. Then watch the CPU while they wait, and compare it with a livelock.',
      source:
        'E. W. Dijkstra, "Hierarchical ordering of sequential processes", 1971; E. G. Coffman, M. Elphick and A. Shoshani, "System deadlocks", 1971.',
    },
  },
}

const ORDERS = [
  { id: 'opposite', label: 'opposite order' },
  { id: 'agreed', label: 'agreed order' },
]

/** Variants to measure. @throws CoreglowError if no requested model can share a lock */
function variants({ models, workers, runtime }: ResolvedRequest): VariantSpec[] {
  const able = runtime.kind === 'node' ? models.filter(({ kind }) => kind !== 'process') : models
  if (able.length === 0) {
    const message = `Processes of ${runtime.label} share no memory, so they cannot share a lock. Use threads.`
    throw new CoreglowError('unsupported', message, { path: 'params.models' })
  }
  return able.flatMap((model) =>
    ORDERS.map(({ id, label }) =>
      variantOf(model, {
        id: `${model.id}-${id}`,
        label: `${model.label}, ${label}`,
        workers,
        params: { order: id, locks: model.kind === 'process' ? 'multiprocessing' : 'threading' },
      }),
    ),
  )
}

const BOTH = { id: 'both', label: 'Attempts that got both locks', unit: 'share' }
const LONGEST = { id: 'longest-wait', label: 'Longest wait for a lock', unit: 's' }

function picture(evidence: Evidence): Picture {
  const both = measure(evidence, BOTH, (trial) => totalOf(trial, 'both') / totalOf(trial, 'attempts'))
  const longest = measure(evidence, LONGEST, longestWait)
  const x = { label: 'order', unit: '', scale: 'category' } as const
  return {
    measurements: [both, longest],
    figures: [
      ...graphs(evidence),
      chart(both, { mark: 'bars', x }),
      chart(longest, { mark: 'bars', x, y: { scale: 'log' } }),
    ],
  }
}

function longestWait({ workers }: TrialResult): number {
  return Math.max(...workers.map((worker) => valueOf(worker, 'longestWaitSeconds') ?? NaN))
}

/** Locks that each worker held and waited for at the time-out. */
function partiesOf({ workers }: TrialResult): Party[] {
  return workers.map((worker) => {
    return { name: shortName(worker.name), holds: textsOf(worker, 'holds'), waits: textsOf(worker, 'waits') }
  })
}

const isOpposite = ({ variant }: Pick<TrialResult, 'variant'>) => variant.endsWith('-opposite')

/** Graphs of the last repeat of each model. */
function graphs({ plan, results }: Evidence): Graph[] {
  return plan.variants.flatMap(({ id, label, kind }) => {
    const trial = results.findLast((result) => result.variant === id)
    if (trial === undefined || !isOpposite(trial)) return []
    return [
      waitGraph(partiesOf(trial), {
        id: `graph-${id}`,
        title: `${capital(label)}: at the time-out`,
        kind: kind === 'process' ? kind : 'thread',
      }),
    ]
  })
}

function judge({ plan, results }: Evidence): Judgement {
  const opposite = results.filter(isOpposite)
  const agreed = results.filter((trial) => !isOpposite(trial))
  const [first] = opposite
  if (first === undefined) return { kind: 'incomplete', text: 'The locks have not yet been taken in opposite order.' }
  const cycles = opposite.flatMap((trial) => findCycle(partiesOf(trial))?.length ?? [])
  if (cycles.length > 0 && agreed.every(finished)) {
    const found = `This is a cycle of ${Math.max(...cycles)} (circular wait), found in ${cycles.length} of ${opposite.length} trials; only the time-out of ${formatSeconds(plan.seconds)} ended it.`
    const text = `${partiesOf(deadlocked(opposite)).map(inWords).join('; ')}. ${found}${goesOn(agreed)}`
    return { kind: 'deadlock', outcome: 'wait', text }
  }
  if (!results.every(finished)) return { kind: 'too-noisy', text: tooSlow(plan.seconds, cycles.length) }
  const text = `Even in opposite order, all workers got both locks in ${opposite.length} of ${opposite.length} trials. This proves nothing: they never held one lock each.`
  return { kind: 'no-deadlock', outcome: 'one', text }
}

function deadlocked(trials: readonly TrialResult[]): TrialResult {
  return trials.find((trial) => findCycle(partiesOf(trial)) !== undefined)!
}

function finished(trial: TrialResult): boolean {
  return partiesOf(trial).every(({ waits }) => waits.length === 0)
}

function goesOn(agreed: readonly TrialResult[]): string {
  if (agreed.length === 0) return ''
  const times = agreed.reduce((sum, trial) => sum + totalOf(trial, 'both'), 0)
  const longest = Math.max(...agreed.map(longestWait))
  return ` In an agreed order, all workers got both locks (${formatCount(times)} times) and waited at most ${formatSeconds(longest)}.`
}

function tooSlow(seconds: number, cycles: number): string {
  const where = cycles > 0 ? 'in an agreed order' : 'in opposite order'
  return `Too noisy to say: ${where} a worker waited longer than the time-out of ${formatSeconds(seconds)} without a cycle. Use a longer time-out.`
}
