import type { Measurement, Picture } from '../../contract/figure.ts'
import type { TrialResult } from '../../contract/run.ts'
import { formatCount, formatTenths } from '../../contract/text.ts'
import { median } from '../../contract/statistics.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec } from './experiment.ts'
import { chart, measure, measureEach, totalOf } from './measuring.ts'
import { commonParameters } from './parameters.ts'
import { variantOf } from './orders.ts'

export const livelock: ExperimentModule = {
  work: { id: 'livelock', unit: 's', bound: 'io' },
  variants,
  picture,
  judge,
  experiment: {
    id: 'livelock',
    work: 'livelock',
    group: 'Synchronisation',
    name: 'Livelock',
    title: 'Livelock',
    task: 'takes its own lock, checks whether the other is free, and if not gives way: releases its lock, pauses, tries again',
    question: 'Two threads keep giving way to each other, in lockstep: what do they get done?',
    bet: {
      question:
        'Each takes one lock, finds the other taken, releases its own, pauses and tries again, both in lockstep. What do they get done?',
      choices: [
        { id: 'none', label: 'Nothing, and they keep the CPU busy' },
        { id: 'idle', label: 'Nothing, and the CPU is idle' },
        { id: 'some', label: 'A little: sooner or later one gets through' },
      ],
    },
    models: { default: ['thread'], offered: { kinds: ['thread'] }, locked: 'never', single: true },
    parameters: commonParameters({
      workers: { min: 2, max: 5 },
      seconds: {
        label: 'Duration',
        hint: 'How long the threads keep trying.',
        default: 1,
        min: 0.2,
        max: 10,
        presets: [{ value: 0.5 }, { value: 1 }, { value: 5 }],
      },
    }),
    published: [],
    lesson: {
      why:
        'Neither thread waits, so this is not a deadlock, yet neither makes progress: each step of one is undone by the same step of the other, as when two people step aside to the same side. A barrier keeps the steps together ' +
        'here, with either pause; chance alone would keep them together only for a while. A pause of random length breaks the symmetry.',
      next: 'Watch the cores while it runs, and compare them with the deadlock. Then try more threads: the random pause still works, but less often.',
      source:
        'The two people in a corridor of every textbook; random back-off as in R. Metcalfe and D. Boggs, "Ethernet", 1976.',
    },
  },
}

const FIXED = { id: 'fixed', label: 'the same pause' }
const RANDOM = { id: 'random', label: 'a random pause' }

function variants({ models, workers }: ResolvedRequest): VariantSpec[] {
  return [FIXED, RANDOM].map(({ id, label }) => variantOf(models[0]!, { id, label, workers, params: { pause: id } }))
}

const RATES = { id: 'rates', label: 'Attempts, and those that got both locks', unit: '1/s' }
const CORES = { id: 'cores', label: 'Cores kept busy', unit: '' }

function picture(evidence: Evidence): Picture {
  const [rates, cores] = [
    ratesOf(evidence),
    measure(evidence, CORES, ({ effectiveParallelism }) => effectiveParallelism),
  ]
  const shape = { mark: 'bars', x: { label: 'after giving way', unit: '', scale: 'category' } } as const
  return { measurements: [rates, cores], figures: [chart(rates, shape), chart(cores, shape)] }
}

function ratesOf(evidence: Evidence): Measurement {
  return measureEach(evidence, RATES, { attempts: rateOf('attempts'), 'got both locks': rateOf('both') })
}

function rateOf(name: string): (trial: TrialResult) => number {
  return (trial) => totalOf(trial, name) / trial.wallSeconds
}

/** Busy cores from which the threads were not waiting. Chosen because waiting uses no CPU at all. */
const BUSY_CORES = 0.25

/** Sum over all repeats of one kind of pause. */
interface RunState {
  readonly attempts: number
  readonly both: number
  readonly cores: number
}

function courseOf(results: readonly TrialResult[], id: string): RunState | undefined {
  const trials = results.filter(({ variant }) => variant === id)
  if (trials.length === 0) return undefined
  const sum = (name: string) => trials.reduce((all, trial) => all + totalOf(trial, name), 0)
  return {
    attempts: sum('attempts'),
    both: sum('both'),
    cores: median(trials.map((trial) => trial.effectiveParallelism)),
  }
}

function judge({ results, cores }: Evidence): Judgement {
  const [fixed, random] = [FIXED, RANDOM].map(({ id }) => courseOf(results, id))
  if (fixed === undefined || !(fixed.attempts > 0)) {
    return { kind: 'incomplete', text: 'No attempts with the same pause have been measured yet.' }
  }
  const busy = `${formatTenths(fixed.cores)} cores were busy`
  const text = `With the same pause, the threads tried ${formatCount(fixed.attempts)} times, got both locks ${formatCount(fixed.both)} times, and ${busy}.${luck(random)}`
  if (fixed.both > 0) return { kind: 'no-livelock', outcome: 'some', text }
  if (fixed.cores < BUSY_CORES * Math.min(1, cores)) {
    return {
      kind: 'too-noisy',
      text: `${text} This is as little as if they had waited: other programs may have used the cores.`,
    }
  }
  return { kind: random?.both === 0 ? 'no-progress' : 'livelock', outcome: 'none', text }
}

function luck(random: RunState | undefined): string {
  if (random === undefined) return ''
  return ` With a random pause, they tried ${formatCount(random.attempts)} times and got both ${formatCount(random.both)} times.`
}
