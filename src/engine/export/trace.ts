import type { Recording } from '../../contract/observation.ts'
import type { ProgramRecord } from '../../contract/program.ts'
import type { Run, TrialResult, WorkerResult } from '../../contract/run.ts'
import { isRun, resultsOf, type SavedRecord } from '../../contract/saved-record.ts'
import { DIGEST_PLACEHOLDER, embedDigest } from '../digest/digest.ts'
import { spansOf } from '../experiments/spans.ts'
import { describeRun } from '../../contract/describe.ts'
import { TASK_STATES } from '../../contract/frame.ts'
import { threadLabel } from '../../contract/task-ref.ts'
import { taskUses } from '../observation/task-use.ts'
import { coreSlices } from './core-owners.ts'
import { gilCounters, stateSlices } from './trace-states.ts'

/**
 * The Trace Event Format that Perfetto and chrome://tracing read: "Trace Event Format", Google, 2016. Times are microseconds
 * after the run's first moment.
 */
export interface TraceEvent {
  /** X: a slice; C: a counter; i: an instant; M: a name. */
  readonly ph: 'X' | 'C' | 'i' | 'M'
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts?: number
  readonly dur?: number
  readonly s?: 't' | 'p'
  readonly args?: Readonly<Record<string, unknown>>
}

/**
 * Tracks of no process or thread stand under numbers that none has (Linux ends at 2^22). No number is a thread's twice: Perfetto
 * names threads by theirs, whatever their process.
 */
const CORES_PID = 2 ** 30
const GILS_PID = CORES_PID + 2 ** 16
const OWN_TIDS = GILS_PID + 2 ** 16

/** One run as a trace: a process track for each process, a thread track for each worker, a track for each core and each GIL, counters. Without a plan, a thread track for each task, with its states. */
export function trace(run: SavedRecord): string {
  const events = [...traceEvents(run)]
  const otherData = { ...describeRun(run), file_sha256: DIGEST_PLACEHOLDER }
  const lines = events.map((event) => JSON.stringify(event)).join(',\n')
  return embedDigest(
    `{"displayTimeUnit":"ns","otherData":${JSON.stringify(otherData)},\n"traceEvents":[\n${lines}\n]}\n`,
  )
}

/** ns of the machine's clock to microseconds of the trace. */
type TraceClock = (ns: number) => number

export function* traceEvents(run: SavedRecord): Generator<TraceEvent> {
  const windows = isRun(run) ? [] : run.activity.windows.slice(0, 1)
  const starts = [...resultsOf(run).map(({ startNs }) => startNs), ...windows.map(({ fromNs }) => fromNs)]
  const zeroNs = Math.min(run.recording.tNs[0] ?? Infinity, ...starts)
  const toTraceUs: TraceClock = (ns) => Math.round(ns - zeroNs) / 1000
  yield* coreEvents(run, toTraceUs)
  if (isRun(run)) yield* runEvents(run, toTraceUs)
  else yield* programEvents(run, toTraceUs)
  yield* memoryEvents(run, toTraceUs)
}

function* runEvents(run: Run, toTraceUs: TraceClock): Generator<TraceEvent> {
  for (const [place, trial] of run.results.entries()) {
    yield* trialEvents(run, trial, place, toTraceUs)
    yield* gilEvents(trial, toTraceUs)
  }
}

/** What each thread did by itself where that was read, and how the GILs were used; else the kernel's states in the samples. */
function* programEvents({ recording, activity }: ProgramRecord, toTraceUs: TraceClock): Generator<TraceEvent> {
  const slices = stateSlices(activity)
  const read = new Set(slices.map(threadLabel))
  yield* taskEvents(recording, read, toTraceUs)
  for (const { pid, tid, name, startNs, endNs } of slices) yield slice(name, { pid, tid }, startNs, endNs, toTraceUs)
  for (const { pid, tid, name } of activity.threads) yield named('thread_name', { pid, tid }, name)
  for (const { pid, name, tNs, held, waiting } of gilCounters(activity)) {
    const args = { 'held %': Math.round(held), 'threads waiting': Math.round(waiting * 100) / 100 }
    yield { ph: 'C', name, pid, tid: pid, ts: toTraceUs(tNs), args }
  }
}

/** Each task that was watched: its life, and in it the states in which samples found it; those of `read` have slices of their own. */
function* taskEvents(recording: Recording, read: ReadonlySet<string>, toTraceUs: TraceClock): Generator<TraceEvent> {
  const states = statesByTask(recording)
  const split = new Set(recording.tasks.flatMap(({ kind, pid, tid }) => (kind === 'thread' && pid === tid ? pid : [])))
  for (const [place, { task, startNs, endNs, cpuSeconds, cores }] of taskUses(recording).entries()) {
    const { pid, tid, kind, name, index } = task
    if (kind === 'process') yield* nameProcess(pid, name, place)
    // Its first thread's row says what it did.
    if (kind === 'process' && split.has(pid)) continue
    const track = { pid, tid }
    if (read.has(threadLabel(track))) continue
    yield named('thread_name', track, name)
    yield slice(name, track, startNs, endNs, toTraceUs, { cpuSeconds, cores })
    for (const state of states.get(index) ?? []) yield slice(state.name, track, state.startNs, state.endNs, toTraceUs)
  }
}

interface StateSpan {
  readonly name: string
  readonly startNs: number
  endNs: number
}

/** Samples in a row with the same state, from the sample before to the last of them. */
function statesByTask({ tNs, rows }: Recording): ReadonlyMap<number, readonly StateSpan[]> {
  const spans = new Map<number, StateSpan[]>()
  const lastFrame = new Map<number, number>()
  for (const [row, task] of rows.task.entries()) {
    const frame = rows.frame[row]!
    const before = lastFrame.get(task)
    lastFrame.set(task, frame)
    if (before === undefined) continue
    const known = spans.get(task) ?? []
    spans.set(task, known)
    const [last, name] = [known.at(-1), TASK_STATES[rows.state[row]!] ?? 'unknown']
    if (last !== undefined && last.name === name && last.endNs === tNs[before]) last.endNs = tNs[frame]!
    else known.push({ name, startNs: tNs[before]!, endNs: tNs[frame]! })
  }
  return spans
}

function* trialEvents(run: Run, trial: TrialResult, place: number, toTraceUs: TraceClock): Generator<TraceEvent> {
  const label = run.plan.variants.find(({ id }) => id === trial.variant)?.label ?? trial.variant
  const what = `${label}, repeat ${trial.repeat}`
  const main = { pid: trial.pid, tid: trial.pid }
  yield* nameProcess(trial.pid, `MainProcess (${what})`, place)
  yield named('thread_name', main, 'MainProcess/MainThread')
  yield slice(what, main, trial.startNs, trial.endNs, toTraceUs, {
    wallSeconds: trial.wallSeconds,
    cpuSeconds: trial.cpuSeconds,
    ...trial.values,
  })
  if (trial.died !== undefined) yield instant(`died: ${trial.died}`, main, trial.endNs, toTraceUs)
  for (const worker of trial.workers) {
    const tid = isAlone(worker, trial) ? worker.tid : OWN_TIDS + place * 1000 + worker.index
    yield* workerEvents({ ...worker, tid }, trial, what, place, toTraceUs)
  }
}

/** Slices of one track must be nested: workers that share a thread at the same time, as coroutines do, have a track each. */
function isAlone(worker: WorkerResult, { workers }: TrialResult): boolean {
  const { pid, tid, requestedNs, endNs } = worker
  return workers.every(
    (other) =>
      other === worker ||
      other.pid !== pid ||
      other.tid !== tid ||
      other.endNs <= requestedNs ||
      other.requestedNs >= endNs,
  )
}

function* workerEvents(
  worker: WorkerResult,
  { pid }: TrialResult,
  what: string,
  place: number,
  toTraceUs: TraceClock,
): Generator<TraceEvent> {
  const track = { pid: worker.pid, tid: worker.tid }
  const [process = worker.name] = worker.name.split('/')
  if (worker.pid !== pid) yield* nameProcess(worker.pid, `${process} (${what})`, place)
  // In the main thread of a model without threads the worker is a slice within the trial's.
  if (worker.tid !== pid) yield named('thread_name', track, worker.name)
  const { index, checksum, cores, cpuSeconds, startNs, endNs, requestedNs, lost, values } = worker
  if (worker.tid !== pid) yield slice('starting', track, requestedNs, startNs, toTraceUs)
  yield slice(`worker ${index + 1}`, track, startNs, endNs, toTraceUs, { checksum, cores, cpuSeconds, ...values })
  for (const span of spansOf(worker))
    yield slice('running', track, span.startNs, Math.min(span.endNs, endNs), toTraceUs)
  if (lost !== undefined) yield instant(`lost: ${lost}`, track, endNs, toTraceUs)
}

/** Slices of who holds each GIL; a trial's GILs have a track each. */
function* gilEvents({ workers }: TrialResult, toTraceUs: TraceClock): Generator<TraceEvent> {
  const gils = [...new Set(workers.flatMap(({ gil }) => gil ?? []))]
  if (gils.length > 0) yield* nameProcess(GILS_PID, 'GILs', -1)
  for (const [tid, gil] of gils.entries()) {
    const track = { pid: GILS_PID, tid: GILS_PID + tid + 1 }
    yield named('thread_name', track, `GIL ${tid + 1}`)
    const holders = workers.filter((worker) => worker.gil === gil)
    for (const { name, startNs, endNs } of holdsOf(holders))
      yield slice(name, track, startNs, endNs, toTraceUs, { gil })
  }
}

/** When workers held a GIL, one after the other: a stamp that comes a little before the last holder's end does not count before it. */
function* holdsOf(workers: readonly WorkerResult[]): Generator<Pick<WorkerResult, 'name' | 'startNs' | 'endNs'>> {
  const spans = workers.flatMap((worker) => spansOf(worker).map((span) => Object.assign({ name: worker.name }, span)))
  let freeNs = 0
  for (const { name, startNs, endNs } of spans.toSorted((a, b) => a.startNs - b.startNs)) {
    if (endNs > freeNs) yield { name, startNs: Math.max(startNs, freeNs), endNs }
    freeNs = Math.max(freeNs, endNs)
  }
}

function* coreEvents(run: SavedRecord, toTraceUs: TraceClock): Generator<TraceEvent> {
  const { recording } = run
  yield* nameProcess(CORES_PID, 'Cores', -2)
  for (const core of recording.busy.keys()) yield named('thread_name', coreTrack(core), `core ${core}`)
  for (const { core, startNs, endNs, name } of coreSlices(run)) {
    yield slice(name, coreTrack(core), startNs, endNs, toTraceUs)
  }
  for (const [frame, tNs] of recording.tNs.entries()) {
    const shares = recording.busy.map((core, i) => [`core ${i}`, core[frame]] as const)
    const known = shares.filter(([, share]) => share !== null && share !== undefined)
    if (known.length === 0) continue
    const args = Object.fromEntries(known.map(([name, share]) => [name, Math.round(share! * 100)]))
    yield { ph: 'C', name: 'busy %', pid: CORES_PID, tid: CORES_PID, ts: toTraceUs(tNs), args }
  }
}

const coreTrack = (core: number): Track => ({ pid: CORES_PID, tid: CORES_PID + 1 + core })

/** Resident memory of the processes that were watched. */
function* memoryEvents({ recording: { rows, tasks, tNs } }: SavedRecord, toTraceUs: TraceClock): Generator<TraceEvent> {
  for (const [row, task] of rows.task.entries()) {
    const { kind, role, pid } = tasks[task]!
    const bytes = rows.rssBytes[row]
    if (kind !== 'process' || role !== 'run' || typeof bytes !== 'number') continue
    yield {
      ph: 'C',
      name: 'resident memory, bytes',
      pid,
      tid: pid,
      ts: toTraceUs(tNs[rows.frame[row]!]!),
      args: { bytes },
    }
  }
}

interface Track {
  readonly pid: number
  readonly tid: number
}

function* nameProcess(pid: number, name: string, order: number): Generator<TraceEvent> {
  yield named('process_name', { pid, tid: pid }, name)
  yield { ph: 'M', name: 'process_sort_index', pid, tid: pid, args: { sort_index: order } }
}

function named(kind: string, track: Track, name: string): TraceEvent {
  return { ph: 'M', name: kind, ...track, args: { name } }
}

function slice(
  name: string,
  track: Track,
  startNs: number,
  endNs: number,
  toTraceUs: TraceClock,
  args?: TraceEvent['args'],
): TraceEvent {
  const ts = toTraceUs(startNs)
  return { ph: 'X', name, ...track, ts, dur: Math.max(0, Math.round((toTraceUs(endNs) - ts) * 1000) / 1000), args }
}

function instant(name: string, track: Track, ns: number, toTraceUs: TraceClock): TraceEvent {
  return { ph: 'i', name, ...track, ts: toTraceUs(ns), s: 't' }
}
