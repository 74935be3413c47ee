import { formatSeconds } from '../../contract/text.ts'
import type { Evidence, ExperimentModule, Judgement } from './experiment.ts'
import { agreement, judgeBesideBaseline, overlapKind, inconclusive, type ModelComparison } from './judging.ts'
import { firstOfKind } from './orders.ts'
import { commonParameters, START_METHOD } from './parameters.ts'

export const ioWait: ExperimentModule = {
  work: { id: 'wait', unit: 's', bound: 'io' },
  judge,
  comparesWallTimes: true,
  experiment: {
    id: 'io-wait',
    work: 'wait',
    group: 'The six runs',
    name: 'I/O-bound',
    title: 'I/O-bound work',
    task: 'sleeps, as if for a disk, a network or a user',
    question: 'Two tasks wait: which model finishes first?',
    bet: {
      question: 'Which way of running them makes the waits overlap?',
      choices: [
        { id: 'threads', label: 'Threads do, and so do processes' },
        { id: 'processes-only', label: 'Only processes: threads share the GIL' },
        { id: 'none', label: 'None: waiting takes as long as it takes' },
      ],
    },
    models: {
      default: ['sequential', 'thread', 'process'],
      offered: {},
    },
    parameters: [
      ...commonParameters({
        seconds: { presets: [{ value: 0.5 }, { value: 1 }, { value: 2 }, { value: 10, note: 'as published' }] },
      }),
      START_METHOD,
    ],
    published: [
      {
        source: 'the published figures for two waiting tasks',
        conditions: 'CPython, 2 workers that sleep 10 s each; processes "about" 10 s',
        wallSeconds: { sequential: 20, thread: 10, process: 10 },
      },
    ],
    lesson: {
      why:
        'A task that waits needs no core. A thread releases the GIL before it waits and takes it back afterwards, so other threads run or wait ' +
        'meanwhile. Processes overlap as well, at the cost of starting an interpreter each; asyncio does it in a single thread.',
      next: 'Try more workers: the sequential time grows with each, the others stay the same. Then let them count instead of wait.',
      source: 'The waiting half of the classic six runs: sequential, threads and processes, for work that waits.',
    },
  },
}

function judge(evidence: Evidence): Judgement {
  return judgeBesideBaseline(evidence, (comparisons) => {
    return {
      kind: overlapKind(comparisons),
      text: comparisons.map((comparison) => sentence(comparison, evidence)).join(' '),
      published: agreement(evidence.experiment.published, comparisons),
      outcome: outcomeOf(comparisons),
    }
  })
}

function outcomeOf(comparisons: readonly ModelComparison[]): string | undefined {
  const [threads, processes] = (['thread', 'process'] as const).map((kind) => firstOfKind(comparisons, kind)?.change)
  if (threads === 'faster') return 'threads'
  if (threads === undefined || threads === 'inconclusive') return undefined
  if (processes === 'faster') return 'processes-only'
  return processes === undefined || processes === 'inconclusive' ? undefined : 'none'
}

function sentence(comparison: ModelComparison, evidence: Evidence): string {
  if (comparison.change === 'inconclusive') return inconclusive(comparison)
  if (comparison.change === 'faster') return `${comparison.duration}: ${overlap(comparison, evidence)}.`
  const startup = comparison.summary.workerStartMedian
  const cost = startup > 0.1 * comparison.summary.median ? `, with ${formatSeconds(startup)} to start them` : ''
  return `${comparison.duration}: overlapping did not shorten the total${cost}.`
}

function overlap(comparison: ModelComparison, { plan, runtime }: Evidence): string {
  const waits = `${plan.workers} waits overlap`
  if (comparison.kind === 'thread' && comparison.sharesInterpreter && runtime.gilEnabled)
    return `${waits}, because a thread that waits releases the GIL`
  if (comparison.kind === 'process')
    return `${waits}, at the cost of ${formatSeconds(comparison.summary.workerStartMedian)} to start them`
  return comparison.kind === 'coroutine' ? `${waits} in a single thread` : waits
}
