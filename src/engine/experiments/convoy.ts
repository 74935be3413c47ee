import type { Chart, Measurement, Picture, Point } from '../../contract/figure.ts'
import type { Model } from '../../contract/experiment.ts'
import type { TrialResult, Variant } from '../../contract/run.ts'
import { formatCount, formatFactor, formatSeconds } from '../../contract/text.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec } from './experiment.ts'
import { spreadOf, variesWidely, repeatsVary } from './judging.ts'
import { chart, measure, valueOf } from './measuring.ts'
import { firstOfKind, firstWithLock, variantOf } from './orders.ts'
import { commonParameters, fixed } from './parameters.ts'

export const convoy: ExperimentModule = {
  work: { id: 'convoy', unit: 's', bound: 'io' },
  variants,
  picture,
  judge,
  experiment: {
    id: 'convoy',
    work: 'convoy',
    group: 'Inside the GIL',
    name: 'Convoy effect',
    title: 'Convoy effect',
    task: 'is either an echo server for a client in another process, or a thread that computes meanwhile',
    question: 'A thread computes next to an almost idle server: how many requests does the server still answer?',
    bet: {
      question:
        'One thread starts computing, with the default switch interval of 5 ms. How many requests are still answered?',
      choices: [
        { id: 'all', label: 'Nearly all: the server hardly computes' },
        { id: 'half', label: 'About half: they share the time' },
        { id: 'few', label: 'Only a few' },
      ],
    },
    models: { default: ['thread', 'process'], offered: { kinds: ['thread', 'process'] }, locked: 'default' },
    parameters: commonParameters({
      workers: fixed(2),
      seconds: { default: 0.3, max: 10, presets: [{ value: 0.3 }, { value: 1 }, { value: 3 }] },
    }),
    published: [],
    lesson: {
      why:
        'The server releases the GIL whenever it waits for the next request. To answer, it needs the GIL back, and a thread that computes gives it up only after a switch interval. Each ' +
        'request therefore takes one or two switch intervals, however little there is to do: the convoy effect. Without a GIL, or with the computing in another process, there is nothing to wait for.',
      next: 'Run it on a free-threaded build. Then look at "GIL hand-off" with a switch interval of 0.1 ms: what the server gains, the CPU-bound thread loses.',
      source:
        'Victor Skvortsov, "Python behind the scenes #13: the GIL and its effects on Python multithreading", 2021; David Beazley showed the effect in 2010.',
    },
  },
}

/** Switch intervals to measure, ms. */
const INTERVALS = [0.01, 0.1, 1, 5, 20]
const USUAL = 5

/** Where there is a model of the GIL, it is the threads under that lock that are looked at, and those without it are one level more. */
function variants({ models }: ResolvedRequest): VariantSpec[] {
  const [locked, threads, processes] = [
    firstWithLock(models),
    firstOfKind(models, 'thread'),
    firstOfKind(models, 'process'),
  ]
  const main = locked ?? threads
  const beside = (model: Model) =>
    INTERVALS.map((ms) => order(besideId(ms), `beside a thread, ${formatSeconds(ms / 1000)}`, model, { ms }))
  return [
    main === undefined ? [] : [order('alone', 'alone', main, { workers: 1 }), ...beside(main)],
    locked && threads ? order('unlocked', 'beside a thread, no lock', threads) : [],
    processes === undefined ? [] : order('elsewhere', 'beside a process', processes),
  ].flat()
}

/** Without stamps: at the shortest interval they would be most of what the thread does. */
function order(
  id: string,
  label: string,
  model: Model,
  { workers = 2, ms = USUAL }: { readonly workers?: number; readonly ms?: number } = {},
): VariantSpec {
  return variantOf(model, { id, label, workers, options: { switchIntervalSeconds: ms / 1000, stamps: false } })
}

function besideId(ms: number): string {
  return `beside-${ms * 1000}us`
}

const RATE = { id: 'requests-per-second', label: 'Requests per second', unit: '1/s' }
const BESIDE = 'beside a thread that computes'
const LEVELS: Readonly<Record<string, string>> = {
  alone: 'alone',
  unlocked: 'beside a thread, without the lock',
  elsewhere: 'computing in another process',
}

function rateOf(trial: TrialResult): number {
  return (valueOf(trial, 'requests') ?? NaN) / (valueOf(trial, 'seconds') ?? NaN)
}

/** Position in the chart; what does not depend on the switch interval is at the first one. */
function place({ id }: Variant): Pick<Point, 'series' | 'x'> {
  const ms = INTERVALS.find((value) => besideId(value) === id)
  if (ms !== undefined) return { series: BESIDE, x: ms }
  return { series: LEVELS[id] ?? id, x: INTERVALS[0]! }
}

function picture(evidence: Evidence): Picture {
  const rates = measure(evidence, RATE, rateOf, place)
  const flat = rates.points.filter(({ series }) => series !== BESIDE)
  const across = {
    ...rates,
    points: [...rates.points, ...flat.map((point) => Object.assign({}, point, { x: INTERVALS.at(-1)! }))],
  }
  const figure = chart(across, {
    mark: 'lines',
    x: { label: 'switch interval', unit: 'ms', scale: 'log' },
    y: { scale: 'log' },
    references: PUBLISHED,
  })
  return { measurements: [across], figures: [figure] }
}

const SKVORTSOV = {
  kind: 'published' as const,
  source: 'Victor Skvortsov, "Python behind the scenes #13", 2021',
  conditions: 'CPython 3.9, 2 cores',
}
const THEIRS = { alone: 30_000, usual: 100, shortest: 11_000, elsewhere: 20_000 }
const PUBLISHED: Chart['references'] = [
  theirs('published: beside a thread', THEIRS.shortest, THEIRS.usual, USUAL),
  theirs('published: alone', THEIRS.alone, THEIRS.alone),
  theirs('published: another process', THEIRS.elsewhere, THEIRS.elsewhere),
]

function theirs(label: string, first: number, last: number, to = INTERVALS.at(-1)!): Chart['references'][number] {
  const points = [
    { x: INTERVALS[0]!, value: first },
    { x: to, value: last },
  ]
  return { ...SKVORTSOV, label, points }
}

/** Factors of lost requests from which there is a convoy, and below which there is none. Chosen so that the gap between them is wider than the noise. */
const CONVOY = 3
const NONE = 1.5

function judge(evidence: Evidence): Judgement {
  const rates = measure(evidence, RATE, rateOf, ({ id }) => ({ series: '', x: id }))
  const rateAt = (id: string) => spreadOf(rates.points.find(({ x }) => x === id))
  const [alone, usual] = [rateAt('alone'), rateAt(besideId(USUAL))]
  if (alone === undefined || usual === undefined) {
    return {
      kind: 'incomplete',
      text: 'The server has not yet been measured both alone and beside a thread that computes.',
    }
  }
  const wide = [alone, usual].some(variesWidely)
  const reasons = wide ? [`${repeatsVary()}: core placement matters here.`] : []
  const text = `Alone, the server answered ${formatCount(alone.median)} requests per second; beside a thread that computes, ${formatCount(usual.median)}`
  const [least, most] = extremes(rates)
  if (least < NONE && most > CONVOY) {
    const range = `from ${formatFactor(least)} to ${formatFactor(most)} fewer, depending on the repeat`
    return { kind: 'too-noisy', text: `Too noisy to say: ${text}, ${range}.`, reasons }
  }
  const loss = alone.median / usual.median
  const { kind, how, published } = hasLock(evidence) ? withLock(loss, usual.median) : withoutLock(loss)
  return { kind, text: `${text}${how}.${others(rateAt)}`, outcome: outcomeOf(loss), published, reasons }
}

function hasLock({ runtime, plan }: Evidence): boolean {
  return runtime.gilEnabled || plan.variants.some(({ id, lock }) => id === besideId(USUAL) && lock !== undefined)
}

interface Finding {
  readonly kind: string
  readonly how: string
  readonly published: string
}

function withLock(loss: number, rate: number): Finding {
  const kind = loss >= CONVOY ? 'convoy' : loss < NONE ? 'no-convoy' : 'shared'
  const text = kind === 'convoy' ? `, one every ${formatSeconds(1 / rate)}` : ''
  return { kind, how: ` at a switch interval of ${formatSeconds(USUAL / 1000)}${text}`, published: agreement(loss) }
}

function withoutLock(loss: number): Finding {
  const published = 'The published figures are for an interpreter with a GIL.'
  if (loss < CONVOY) return { kind: 'no-gil', how: ': there is no GIL to wait for', published }
  return { kind: 'slower-without-gil', how: ', which no GIL explains', published }
}

/** How many times fewer requests, by the closest and by the farthest repeats. */
function extremes({ points }: Measurement): [number, number] {
  const [alone, usual] = ['alone', besideId(USUAL)].map((id) => points.find(({ x }) => x === id))
  return [alone!.low! / usual!.high!, alone!.high! / usual!.low!]
}

type RateAt = (id: string) => ReturnType<typeof spreadOf>

/** Sentences about the other measurements. */
function others(rateAt: RateAt): string {
  const intervals = [INTERVALS[0]!, INTERVALS.at(-1)!].flatMap((ms) => {
    const rate = rateAt(besideId(ms))
    return rate === undefined ? [] : `${formatCount(rate.median)} at ${formatSeconds(ms / 1000)}`
  })
  const sentences = [
    intervals.length === 0 ? '' : ` It was ${intervals.join(' and ')}.`,
    level(rateAt, 'unlocked', 'Without the lock'),
    level(rateAt, 'elsewhere', 'With the computing in another process'),
  ]
  return sentences.join('')
}

function level(rateAt: RateAt, id: string, where: string): string {
  const [rate, alone] = [rateAt(id), rateAt('alone')]
  if (rate === undefined) return ''
  const more = rate.median > NONE * (alone?.median ?? Infinity)
  const why = more ? ', more than alone: most likely because no core falls asleep between two requests' : ''
  return ` ${where} it was ${formatCount(rate.median)}${why}.`
}

function outcomeOf(loss: number): string {
  if (loss >= CONVOY) return 'few'
  return loss < NONE ? 'all' : 'half'
}

/** Compares by order of magnitude: machines differ in how fast a thread wakes up, and thus in how often it finds the GIL free. */
function agreement(loss: number): string {
  const lost = THEIRS.alone / THEIRS.usual
  const both = `there ${formatFactor(lost)} fewer requests, here ${formatFactor(loss)}`
  if (loss > lost / 10) return `As published by Victor Skvortsov, by order of magnitude: ${both}.`
  return `Milder than published by Victor Skvortsov: ${both}.`
}
