import type { Measurement, Picture, Point } from '../../contract/figure.ts'
import type { TrialResult } from '../../contract/run.ts'
import { formatBytes, formatFactor, formatSeconds } from '../../contract/text.ts'
import type { Evidence, ExperimentModule, Judgement } from './experiment.ts'
import { compare, FACTOR_CHOICES, factorChoice, noiseOf, spreadOf, type Spread } from './judging.ts'
import { chart, curves, numbersOf } from './measuring.ts'
import { commonParameters, fixed, START_METHOD } from './parameters.ts'

export const ipcCost: ExperimentModule = {
  work: { id: 'messages', unit: 's', bound: 'io' },
  picture,
  judge,
  experiment: {
    id: 'ipc-cost',
    work: 'messages',
    group: 'Synchronisation',
    name: 'IPC cost',
    title: 'Inter-process communication cost',
    task: 'sends messages to another worker, or receives and answers them',
    question: 'Two workers pass data, 1 kB to 16 MB at a time: what does it cost, and how does the cost grow?',
    bet: {
      question:
        'The largest message there, an answer back: how many times longer does the most expensive way take than the cheapest?',
      choices: FACTOR_CHOICES,
    },
    models: { default: ['thread', 'process'], offered: {} },
    parameters: [
      ...commonParameters({
        workers: fixed(2),
        seconds: {
          default: 0.4,
          min: 0.1,
          max: 10,
          presets: [{ value: 0.2 }, { value: 0.4 }, { value: 2 }],
          hint: 'Split equally between all message sizes, half for round trips and half for a stream.',
        },
      }),
      {
        id: 'largest',
        label: 'Largest message',
        hint: 'Also measured: 1 kB, 10 kB, 100 kB, 1 MB, 4 MB and 16 MB, up to this size.',
        unit: 'MB',
        kind: 'integer',
        default: 16,
        min: 1,
        max: 64,
        presets: [{ value: 1 }, { value: 4 }, { value: 16 }, { value: 64 }],
      },
      START_METHOD,
    ],
    published: [],
    lesson: {
      why:
        'Workers that share memory pass a reference, which costs the same for any size. Between processes, the bytes must be moved: a pipe copies them into the kernel and out ' +
        'again, a queue also pickles them, shared memory copies them once. For small messages, waking the other worker dominates the cost, whatever the way.',
      next: 'Look for the size at which the lines begin to rise. Then consider how often your program passes how much data, and whether it could pass a name or an index instead.',
      source:
        "The usual ping-pong measurement of message passing (latency by size, throughput by size), with Python's and Node's own primitives.",
    },
  },
}

const THROUGHPUT = { id: 'throughput', label: 'Throughput of a stream of messages', unit: 'MB/s' }
const ROUND_TRIP = { id: 'round-trip', label: 'Round trip: a message there, a few bytes back', unit: 's' }

function picture(evidence: Evidence): Picture {
  const throughput = curves(evidence, THROUGHPUT, (trial) => bySize(trial, 'megabytesPerSecond'))
  const trips = roundTrips(evidence)
  return { measurements: [throughput, trips], figures: [throughput, trips].map(bySizeChart) }
}

function roundTrips(evidence: Evidence): Measurement {
  return curves(evidence, ROUND_TRIP, (trial) => bySize(trial, 'roundTripSeconds'))
}

function bySizeChart(measurement: Measurement) {
  return chart(measurement, {
    mark: 'lines',
    x: { label: 'message size', unit: 'B', scale: 'log' },
    y: { scale: 'log' },
  })
}

/** What the sender measured, by bytes of a message. */
function bySize({ workers }: TrialResult, name: string): ReadonlyMap<number, number> {
  const sender = workers.find(({ values }) => numbersOf({ values }, name).length > 0)
  if (sender === undefined) return new Map()
  const numbers = numbersOf(sender, name)
  return new Map(
    numbersOf(sender, 'sizes').flatMap((size, index) => (index < numbers.length ? [[size, numbers[index]!]] : [])),
  )
}

interface Way extends Spread {
  readonly label: string
}

function judge(evidence: Evidence): Judgement {
  const { points } = roundTrips(evidence)
  const sizes = points.map(({ x }) => Number(x))
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)]
  const ways = waysAt(points, largest)
  const [cheapest, dearest] = [ways[0], ways.at(-1)]
  if (cheapest === undefined || dearest === undefined || cheapest === dearest) {
    return { kind: 'incomplete', text: 'At least two ways are needed for a comparison.' }
  }
  const reasons = noiseOf(ways)
  const { ratio, change } = compare(cheapest, dearest)
  const shown = `A round trip with ${formatBytes(largest)} took ${formatSeconds(cheapest.median)} by ${cheapest.label} and ${formatSeconds(dearest.median)} by ${dearest.label}`
  if (change === 'inconclusive') {
    return { kind: 'too-noisy', text: `Too noisy to say: ${shown}, and the repeats vary by as much.`, reasons }
  }
  if (change === 'same') return { kind: 'alike', text: `${shown}: no meaningful difference.`, outcome: 'ten', reasons }
  return {
    kind: 'copying-costs',
    text: `${shown}, ${formatFactor(ratio)} as long.${atSmallest(points, smallest)}${growth(points, dearest.label)}`,
    outcome: factorChoice(ratio, Math.max(cheapest.spread, dearest.spread)),
    reasons,
  }
}

/** The cheapest first. */
function waysAt(points: readonly Point[], size: number): Way[] {
  return points
    .flatMap((point): Way[] => {
      const spread = point.x === size ? spreadOf(point) : undefined
      return spread === undefined ? [] : [{ label: point.series, ...spread }]
    })
    .toSorted((a, b) => a.median - b.median)
}

function atSmallest(points: readonly Point[], size: number): string {
  const ways = waysAt(points, size)
  const [cheapest, dearest] = [ways[0], ways.at(-1)]
  if (cheapest === undefined || dearest === undefined || compare(cheapest, dearest).change !== 'slower') return ''
  const factor = formatFactor(dearest.median / cheapest.median)
  return ` ${formatBytes(size)} took ${formatSeconds(cheapest.median)} by ${cheapest.label} and ${formatSeconds(dearest.median)} by ${dearest.label}, ${factor} as long.`
}

/** Sentence about the size from which bytes cost more than the wake-up. */
function growth(points: readonly Point[], label: string): string {
  const seriesPoints = points.filter(({ series, value }) => series === label && value !== undefined)
  const bitten = seriesPoints.find(({ value }) => value! > 2 * seriesPoints[0]!.value!)
  if (bitten === undefined) return ''
  return ` From ${formatBytes(Number(bitten.x))} on, ${label} took more than twice its time for ${formatBytes(Number(seriesPoints[0]!.x))}: from there the size matters.`
}
