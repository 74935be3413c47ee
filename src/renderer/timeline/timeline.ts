import { shortName } from '../../contract/text.ts'
import type { TrialResult, Variant } from '../../contract/run.ts'
import { gilsOf, noGilReason, type Gil } from './gils.ts'
import type { ShownRun } from '../state/runs.ts'
import type { Lane } from '../live/scene.ts'
import { spanIndexOf, type SpanIndex } from './span-index.ts'
import { marksOf, type TrialMark } from './timeline-marks.ts'

export const TIMELINE_MODES = ['trial', 'run'] as const
/** `trial`: each variant's latest repeat, all from zero; `run`: all repeats, when they were. */
export type TimelineMode = (typeof TIMELINE_MODES)[number]

interface Row {
  readonly variant: string
  /** It is the first of its variant, whose label this is. */
  readonly heading?: string
  readonly name: string
}

/** One worker of one variant. */
export interface WorkerRow extends Row {
  readonly kind: 'worker'
  readonly index: number
  /** The process that it is in, by the name that its worker gave it, and its pid where that is one. */
  readonly process: string
  /** Of all repeats. */
  readonly lanes: readonly Lane[]
  /** What is drawn, with the moment that its zero stands for, ns. */
  readonly spans: readonly WorkerSpan[]
  /** Where earlier repeats ended, seconds after their zero. */
  readonly earlierEnds: readonly number[]
}

export interface WorkerSpan {
  readonly lane: Lane
  readonly zeroNs: number
  /** When it was on the interpreter, from its own stamps of the clock: ns after its start. */
  readonly spans?: SpanIndex
  readonly gil?: Gil
}

/** What the workers of a variant take turns with, or why they do not. */
export interface GilRow extends Row {
  readonly kind: 'gil'
  readonly spans: readonly { readonly gil: Gil; readonly zeroNs: number }[]
  readonly note?: string
}

export type TimelineRow = WorkerRow | GilRow

export interface Timeline {
  readonly rows: readonly TimelineRow[]
  readonly marks: readonly TrialMark[]
  /** Seconds that fit: it grows in steps, and is wide enough for what is expected. */
  readonly seconds: number
}

export interface TimelineOptions {
  readonly mode: TimelineMode
  /** The only variant to show; undefined takes as many as can be told apart. */
  readonly variant?: string
  /** Rows that can be told apart in the height that there is. */
  readonly room: number
}

/** With more variants than these one is shown at a time. */
export const MAX_VARIANTS = 6

export function timelineOf(run: ShownRun, lanes: readonly Lane[], nowNs: number, options: TimelineOptions): Timeline {
  const zeros = trialZeros(lanes)
  const runZero = Math.min(...zeros.values())
  const zeroOf = (trial: TrialKey) => (options.mode === 'run' ? runZero : zeros.get(trialKey(trial)))
  const variants = variantsShown(run, options.variant)
  const groups = variants.map((variant) => groupOf(run, variant, lanes, options.mode, zeroOf))
  const all = groups.flat().length
  const tight = all > options.room
  const fewer = tight ? groups.map(merged) : groups
  const dense = fewer.flat().length > options.room * MAX_DENSE
  const rows = fewer.flatMap((group, i) => headed(dense ? group.filter(hasSpans) : group, variants[i]!))
  const ends = groups
    .flat()
    .flatMap((row) => (row.kind === 'worker' ? row.lanes.map((lane) => secondsOf(lane, nowNs, zeroOf)) : []))
  const marks = marksOf(run, new Set(variants.map(({ id }) => id)), (trial) =>
    options.mode === 'run' || isLatest(trial, lanes) ? zeroOf(trial) : undefined,
  )
  return { rows, marks, seconds: roomySeconds(Math.max(0, ...ends, expectedSeconds(run, variants)) * 1.02) }
}

/** All where they are few; else the one that was chosen, or that is on, or the last. */
export function variantsShown({ plan, progress }: ShownRun, chosen: string | undefined): readonly Variant[] {
  const { variants } = plan
  const one = variants.find(({ id }) => id === chosen)
  if (one !== undefined) return [one]
  return variants.length <= MAX_VARIANTS
    ? variants
    : [variants.find(({ id }) => id === progress.variant) ?? variants.at(-1)!]
}

function isLatest({ variant, repeat }: TrialKey, lanes: readonly Lane[]): boolean {
  return !lanes.some(({ worker }) => worker.variant === variant && worker.repeat > repeat)
}

interface TrialKey {
  readonly variant: string
  readonly repeat: number
}
type ZeroOf = (trial: TrialKey) => number | undefined

/** So many more rows than can be told apart, and words in them cannot be read. */
const MAX_DENSE = 1.4

const hasSpans = (row: TimelineRow) => row.kind === 'worker' || row.note === undefined

/** Its GILs, then its workers. */
function groupOf(
  run: ShownRun,
  variant: Variant,
  lanes: readonly Lane[],
  mode: TimelineMode,
  zeroOf: ZeroOf,
): TimelineRow[] {
  const own = lanes.filter(({ worker }) => worker.variant === variant.id)
  const latest = Math.max(...own.map(({ worker }) => worker.repeat))
  const isShown = ({ repeat }: TrialKey) => mode === 'run' || repeat === latest
  const trials = run.results.filter(
    (trial) => trial.variant === variant.id && isShown(trial) && zeroOf(trial) !== undefined,
  )
  const workers = Array.from({ length: variant.workers }, (_, index): WorkerRow => {
    const mine = own.filter(({ worker }) => worker.index === index)
    const earlier = mine.filter(({ worker }) => !isShown(worker))
    return {
      kind: 'worker',
      variant: variant.id,
      index,
      process: processOf(mine),
      name: shortName(mine.at(-1)?.worker.name ?? ''),
      lanes: mine,
      spans: mine.filter(({ worker }) => isShown(worker)).map((lane) => spanOf(run, lane, zeroOf(lane.worker)!)),
      earlierEnds: earlier.map(({ worker }) => ((worker.endNs ?? NaN) - zeroOf(worker)!) / 1e9),
    }
  })
  return grouped(gilRows(run, variant, trials, zeroOf), workers)
}

/** Process by process: its GIL, then its threads. */
function grouped(gils: readonly GilRow[], workers: readonly WorkerRow[]): TimelineRow[] {
  const pidOf = ({ lanes }: WorkerRow) => lanes.at(-1)?.worker.pid
  const place = (row: WorkerRow) => workers.findIndex((other) => other === row || pidOf(other) === pidOf(row))
  const left = new Set(workers.toSorted((a, b) => place(a) - place(b)))
  const shared = gils.flatMap((gil) => {
    const holders = new Set(gil.spans.flatMap((span) => span.gil.holders.map(({ worker }) => worker)))
    const own = [...left].filter(({ index }) => holders.has(index))
    own.forEach((row) => left.delete(row))
    return [gil, ...own]
  })
  return [...shared, ...left]
}

function processOf(lanes: readonly Lane[]): string {
  const last = lanes.at(-1)?.worker
  if (last === undefined) return ''
  const [name] = last.name.split('/')
  const isOne = lanes.every(({ worker }) => worker.pid === last.pid)
  return isOne ? `${name} ${last.pid}` : name!
}

function headed([first, ...rest]: readonly TimelineRow[], { label }: Variant): readonly TimelineRow[] {
  return first === undefined ? [] : [{ ...first, heading: label }, ...rest]
}

function spanOf({ results }: ShownRun, lane: Lane, zeroNs: number): WorkerSpan {
  const { variant, repeat, index } = lane.worker
  const trial = results.find((each) => each.variant === variant && each.repeat === repeat)
  const own = trial?.workers.find((worker) => worker.index === index)
  if (trial === undefined || own?.running === undefined) return { lane, zeroNs }
  return { lane, zeroNs, spans: spanIndexOf(own.running), gil: gilsOf(trial).find(({ name }) => name === own.gil) }
}

/** A row for each GIL of a trial; in those of several repeats it is the first, the second ... of each. */
function gilRows({ runtime }: ShownRun, variant: Variant, trials: readonly TrialResult[], zeroOf: ZeroOf): GilRow[] {
  const row = { kind: 'gil', variant: variant.id } as const
  const note = trials.map((trial) => noGilReason(trial, variant, runtime)).find((reason) => reason !== undefined)
  if (note !== undefined) return [{ ...row, name: 'GIL', spans: [], note }]
  const most = Math.max(0, ...trials.map((trial) => gilsOf(trial).length))
  return Array.from({ length: most }, (_, i) => {
    const spans = trials.flatMap((trial) => {
      const gil = gilsOf(trial)[i]
      return gil === undefined ? [] : [{ gil, zeroNs: zeroOf(trial)! }]
    })
    const isModel = spans[0]?.gil.name === 'model'
    return { ...row, name: isModel ? 'GIL, a model' : most > 1 ? `GIL ${i + 1}` : 'GIL', spans }
  })
}

/** Where there is no room for a row for each GIL: how many there are. */
function merged(group: readonly TimelineRow[]): readonly TimelineRow[] {
  const workers = group.filter(({ kind }) => kind === 'worker')
  const gils = group.filter((row) => row.kind === 'gil')
  const [first] = gils
  if (first === undefined || gils.length < 2) return group
  const note = `${gils.length} GILs${gils.length === workers.length ? ', one per worker' : ''}`
  return [{ ...first, name: 'GIL', spans: [], note }, ...workers]
}

function secondsOf({ worker }: Lane, nowNs: number, zeroOf: ZeroOf): number {
  return ((worker.endNs ?? nowNs) - zeroOf(worker)!) / 1e9
}

function expectedSeconds({ plan, record }: ShownRun, shown: readonly Variant[]): number {
  if (record !== undefined) return 0 // it is over
  return plan.seconds * (shown.find(({ model }) => model === 'sequential')?.workers ?? 1)
}

const STEPS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

/** The next round number, so that the axis does not change with every sample. */
export function roomySeconds(seconds: number): number {
  if (!(seconds > 0) || !Number.isFinite(seconds)) return 1
  const power = 10 ** Math.floor(Math.log10(seconds))
  return (STEPS.find((step) => step * power >= seconds) ?? 10) * power
}

function trialZeros(lanes: readonly Lane[]): Map<string, number> {
  const zeros = new Map<string, number>()
  for (const { worker } of lanes) {
    const key = trialKey(worker)
    zeros.set(key, Math.min(zeros.get(key) ?? Infinity, worker.startNs))
  }
  return zeros
}

function trialKey({ variant, repeat }: TrialKey): string {
  return `${variant}/${repeat}`
}
