import type { Measurement, Picture } from '../../contract/figure.ts'
import { kindSlug, lockOf } from '../../contract/model.ts'
import type { TrialResult, WorkerResult } from '../../contract/run.ts'
import { formatSeconds } from '../../contract/text.ts'
import type { Evidence, ExperimentModule, Judgement } from './experiment.ts'
import {
  compare,
  judgeBesideBaseline,
  spreadOf,
  variesWidely,
  type Spread,
  type ModelComparison,
  repeatsVary,
} from './judging.ts'
import { chart, measure, valueOf, wallTimes } from './measuring.ts'
import { firstOfKind } from './orders.ts'
import { commonParameters, START_METHOD } from './parameters.ts'
import { coveredNs, type Span } from './spans.ts'

export const dbMatrix: ExperimentModule = {
  work: { id: 'matrix', unit: 'rows', bound: 'cpu', needs: 'CPython, which includes SQLite' },
  picture,
  judge,
  experiment: {
    id: 'db-matrix',
    work: 'matrix',
    group: 'Applications',
    name: 'Mixed work',
    title: 'Mixed I/O-bound and CPU-bound work',
    task: 'queries its own SQLite file for a matrix, with the delay of a slow server, and multiplies it by itself',
    question: 'Six workers each query a database, then compute with the result: what overlaps?',
    bet: {
      question: 'What do six threads make faster?',
      choices: [
        { id: 'waits', label: 'The waits only' },
        { id: 'both', label: 'The waits and the multiplications' },
        { id: 'nothing', label: 'Neither' },
      ],
    },
    models: { default: ['sequential', 'thread', 'process'], offered: { except: ['interpreter'] } },
    parameters: [
      ...commonParameters({
        workers: { default: 6, max: 16 },
        seconds: { default: 0.2, max: 5, presets: [{ value: 0.1 }, { value: 0.2 }, { value: 0.5 }, { value: 1 }] },
      }),
      {
        id: 'wait',
        label: 'Wait',
        hint: 'How long each query sleeps, in an SQL function that simulates a slow server.',
        unit: 'ms',
        kind: 'integer',
        default: 200,
        min: 10,
        max: 2000,
        presets: [{ value: 50 }, { value: 200 }, { value: 1000 }],
      },
      {
        id: 'order',
        label: 'Matrix',
        hint: 'Number of rows and columns.',
        unit: '',
        kind: 'integer',
        default: 40,
        min: 8,
        max: 64,
      },
      START_METHOD,
    ],
    published: [],
    lesson: {
      why:
        'A thread releases the GIL while it waits for a database, so waits overlap in threads as they do in processes. Multiplying in Python needs the GIL: threads that share one take turns. ' +
        'Reading needs it too: sqlite3 releases the GIL for every row, and gets it back only when a thread that multiplies hands it over.',
      next: 'Let the queries wait for one second: threads catch up with processes. Then try a larger size, and they fall behind.',
      source:
        'The usual advice: threads for I/O-bound work, processes for CPU-bound work; here applied to work that is both.',
    },
  },
}

/** Phases of a worker, in order, and the value that holds each duration. */
const PHASES = { wait: 'waitSeconds', reading: 'readSeconds', multiplication: 'multiplySeconds' } as const
type Name = keyof typeof PHASES
const NAMES = ['wait', 'reading', 'multiplication'] as const

function picture(evidence: Evidence): Picture {
  const wall = wallTimes(evidence)
  const phases = phaseTimes(evidence)
  const bars = chart(phases, { mark: 'bars', x: { label: 'model', unit: '', scale: 'category' } })
  return { measurements: [...wall.measurements, phases], figures: [...wall.figures, bars] }
}

/** Time during which at least one worker was in a phase: as long as all of them together where they take turns. */
function phaseTimes(evidence: Evidence): Measurement {
  const quantity = { id: 'phase', label: 'Time with at least one worker in this phase', unit: 's' }
  const points = NAMES.flatMap((name) => {
    const place = ({ label }: { readonly label: string }) => ({ series: name, x: label })
    return measure(evidence, quantity, (trial) => phaseSeconds(trial, name), place).points
  })
  return { ...quantity, points }
}

function phaseSeconds({ workers }: TrialResult, name: Name): number | undefined {
  const spans = workers.flatMap((worker) => phaseOf(worker, name) ?? [])
  return spans.length === 0 ? undefined : coveredNs(spans) / 1e9
}

function phaseOf(worker: WorkerResult, name: Name): Span | undefined {
  const ns = (choice: Name) => (valueOf(worker, PHASES[choice]) ?? NaN) * 1e9
  const startNs = NAMES.slice(0, NAMES.indexOf(name)).reduce((sum, choice) => sum + ns(choice), worker.startNs)
  const endNs = startNs + ns(name)
  return Number.isNaN(endNs) ? undefined : { startNs, endNs }
}

/** A model's phase relative to the sequential one; undefined if that cannot be said. */
interface Phase {
  readonly overlaps: boolean | undefined
  readonly seconds: number
  readonly sequentialSeconds: number
}

interface Phases {
  readonly comparison: ModelComparison
  readonly wait: Phase
  readonly multiplication: Phase
}

function judge(evidence: Evidence): Judgement {
  return judgeBesideBaseline(evidence, (comparisons) => {
    const { points } = phaseTimes(evidence)
    const base = evidence.summary.find(({ baseline }) => baseline)!.label
    const phase = (name: Name, label: string) => {
      const spreadAt = (x: string) => spreadOf(points.find((point) => point.series === name && point.x === x))
      return compared(spreadAt(base), spreadAt(label))
    }
    const all = comparisons.map((comparison): Phases => {
      const { label } = comparison.summary
      const multiplication = phase('multiplication', label)
      const possible = evidence.cores > 1 && lockOf(comparison, evidence.runtime) === undefined
      return { comparison, wait: phase('wait', label), multiplication: explained(multiplication, possible) }
    })
    const reasons = evidence.summary.some(variesWidely) ? [`${repeatsVary(['a model'])}.`] : []
    return { ...kindOf(all), text: all.map(sentence).join(' '), reasons }
  })
}

function compared(base: Spread | undefined, spread: Spread | undefined): Phase {
  if (base === undefined || spread === undefined) return { overlaps: undefined, seconds: NaN, sequentialSeconds: NaN }
  const { change } = compare(base, spread)
  const overlaps = change === 'inconclusive' ? undefined : change === 'faster'
  return { overlaps, seconds: spread.median, sequentialSeconds: base.median }
}

/** Computing that overlaps where it cannot, or does not where it can, is the load of other programs. */
function explained(phase: Phase, possible: boolean): Phase {
  return phase.overlaps === possible ? phase : { ...phase, overlaps: undefined }
}

/** Kind of the verdict: that of threads if they can be judged, else of the first model that can. */
function kindOf(all: readonly Phases[]): Pick<Judgement, 'kind' | 'outcome'> {
  const sure = all.filter((phases) => whatOverlaps(phases) !== undefined)
  const threads = firstOfKind(
    sure.map(({ comparison }) => comparison),
    'thread',
  )
  const main = sure.find(({ comparison }) => comparison === threads) ?? sure[0]
  if (main === undefined) return { kind: 'too-noisy' }
  const what = whatOverlaps(main)
  const isBetOn = main.comparison === threads && what !== 'multiplications'
  return { kind: `${kindSlug(main.comparison.kind)}-overlap-${what}`, outcome: isBetOn ? what : undefined }
}

function whatOverlaps({ wait, multiplication }: Phases): string | undefined {
  if (wait.overlaps === undefined || multiplication.overlaps === undefined) return undefined
  if (wait.overlaps) return multiplication.overlaps ? 'both' : 'waits'
  return multiplication.overlaps ? 'multiplications' : 'nothing'
}

function sentence({ comparison, wait, multiplication }: Phases): string {
  const waits = inWords(wait, 'did not get shorter')
  return `${comparison.duration}: the waits ${waits}, the multiplications ${inWords(multiplication, 'took turns')}.`
}

function inWords({ overlaps, seconds, sequentialSeconds }: Phase, otherwise: string): string {
  const way = overlaps === undefined ? 'are too noisy to judge' : overlaps ? 'overlapped' : otherwise
  return `${way} (${formatSeconds(seconds)} in total, ${formatSeconds(sequentialSeconds)} sequentially)`
}
