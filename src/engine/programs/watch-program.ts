import type { ProgramSummary } from '../diagnosis/summary.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { SCHEMA_VERSION, type Environment, type Exit } from '../../contract/observation.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { ProgramEvent, ProgramRecord, ProgramRequest } from '../../contract/program.ts'
import { programText } from '../../contract/saved-record.ts'
import type { Save } from '../records/save.ts'
import { nowNs } from '../host/clock.ts'
import type { HostInfo } from '../host/host-info.ts'
import { ownIdentity } from '../host/process-identity.ts'
import type { Monitor } from '../monitor/monitor.ts'
import { observe, type Observation } from '../observation/observe.ts'
import type { RecordLog } from '../observation/record-log.ts'
import type { Guard } from '../runtimes/guard-client.ts'
import { checkProcess, type FoundProcess } from './attach.ts'
import { openObserver, type ProgramObserver, type ObserverContext } from './observer.ts'
import type { Supervisor } from './supervisor.ts'
import type { ProgramStart } from './program-log.ts'
import type { Ending } from './start.ts'
import { attachTarget, startTarget, type Target } from './target.ts'
import { followTree, type Tree } from './tree.ts'

export interface WatchContext {
  readonly monitor: Monitor
  readonly observer: ObserverContext
  readonly guard: Guard
  /** The processes that Coreglow consists of. */
  readonly ownPids: () => readonly number[]
  readonly hostInfo: () => Promise<HostInfo>
  readonly app: Environment['app']
  /** Saves an observation; answers where, or why it could not. Never rejects. */
  readonly save: Save
  /** Where it is written down while it goes on; `onFailure` gets a sentence when that cannot be. Never rejects. */
  readonly openLog: (id: string, onFailure: (sentence: string) => void) => Promise<RecordLog>
}

/**
 * Why the watching ends before the program has ended and the time is over: the user ends it, or the program with it, or the
 * client has gone.
 */
export type WatchEnd = 'watching' | 'program' | 'left'

export type WatchRequest = ProgramRequest & { readonly id: string }

/** An observation that goes on. */
export interface Watching {
  /** Whether the process is watched; its turns are sent from now on. */
  lookAt(pid: number | undefined): boolean
}

/** Time that descendants have to end after the program's first process, ms. Chosen: a pool's helpers need some tens. */
const MOMENT_MS = 500
const LOOK_MS = 20
const FUNCTIONS_RATE = 20
const UNKNOWN: Ending = { exitCode: null, signal: null }

/**
 * Watches a program with its threads and descendants until it has ended, and saves the observation. `ending` ends it
 * early; its reason is a `WatchEnd`. Resolves with what holds a program that Coreglow started and that lives on.
 * @throws CoreglowError where it cannot be started or watched, with the reason
 */
export async function watchProgram(
  context: WatchContext,
  request: WatchRequest,
  onEvent: (event: ProgramEvent) => void,
  ending: AbortSignal,
  onWatching: (watching: Watching) => void,
): Promise<Supervisor | undefined> {
  const { id, rate = LIMITS.rate.default } = request
  const { emit, release } = heldEvents(onEvent)
  const hostInfo = await context.hostInfo()
  const found = await findProcess(context, request, emit)
  const log = await context.openLog(id, (message) => emit({ type: 'warning', message }))
  const closers: (() => unknown)[] = []
  /** Whether the log has samples that are not saved elsewhere. */
  let isNeeded = false
  try {
    const parts = await open(context, request, found, log, emit, closers)
    const { program, startNs, supervisor } = parts.watched
    const title = request.title ?? programText({ program })
    const createdAt = new Date().toISOString()
    const environment = { ...hostInfo, app: context.app }
    log.append(startRecord({ id, createdAt, title, program, rate, environment }))
    await log.flush()
    isNeeded = true
    onEvent({ type: 'began', id, title, program, startNs })
    release()
    onWatching({
      lookAt(pid) {
        if (pid !== undefined && !parts.tree.has(pid)) return false
        parts.observer.lookAt(pid)
        return true
      },
    })
    const how = await untilEnd(parts, request, emit, ending)
    const record = await toRecord(parts, { id, createdAt, title, environment, ...how, reason: ending.reason })
    const { saved } = await context.save(record)
    isNeeded = !saved.ok
    const { status, wallSeconds: durationSeconds, diagnosis } = record
    emit({ type: 'end', id, status, durationSeconds, diagnosis, saved })
    closers.shift() // what lives on of a program that was started is the caller's from here on
    return supervisor?.release() === false ? supervisor : undefined
  } finally {
    for (const close of closers.toReversed()) await close()
    await (isNeeded ? log.close() : log.remove())
  }
}

/** Holds events, but for warnings, until the client has been told that it began. */
function heldEvents(onEvent: (event: ProgramEvent) => void) {
  let held: ProgramEvent[] | undefined = []
  const emit = (event: ProgramEvent) => {
    if (held === undefined || event.type === 'warning') onEvent(event)
    else held.push(event)
  }
  const release = () => {
    for (const event of held ?? []) onEvent(event)
    held = undefined
  }
  return { emit, release }
}

async function findProcess({ ownPids }: WatchContext, { target }: WatchRequest, emit: (event: ProgramEvent) => void) {
  if (target.type === 'start') return undefined
  const found = await checkProcess(target.pid, ownPids())
  if (found.limit !== undefined) emit({ type: 'warning', message: found.limit })
  return found
}

interface Parts {
  readonly watched: Target
  readonly tree: Tree
  readonly observer: ProgramObserver
  readonly observation: Observation
}

/** Starts the program or finds it, with the sampler on before. `closers` are to be called in reverse order; the first ends a program that was started. */
async function open(
  context: WatchContext,
  { target, rate = LIMITS.rate.default, gilRate = LIMITS.gilRate.default, functions = true }: WatchRequest,
  found: FoundProcess | undefined,
  log: RecordLog,
  emit: (event: ProgramEvent) => void,
  closers: (() => unknown)[],
): Promise<Parts> {
  let started: Target | undefined
  closers.push(() => started?.supervisor?.end())
  const observation = await observe(context.monitor, rate, log)
  closers.push(() => observation.stop())
  if (target.type === 'start') {
    started = await startTarget(target, context.guard, (stream, text) => emit({ type: 'output', stream, text }))
  }
  const root = target.type === 'start' ? started!.program.pid : target.pid
  const startNs = started?.startNs ?? nowNs()
  const observer = openObserver(context.observer, {
    root,
    attached: started === undefined,
    startNs,
    log,
    rates: { samples: gilRate, functions: functions ? FUNCTIONS_RATE : 0 },
    emit,
  })
  closers.push(() => observer.close())
  const tree = followTree(context.monitor, {
    root,
    rate,
    runToken: started?.runToken,
    listener: { ...observer.onMonitor, onWarning: (message) => emit({ type: 'warning', message }) },
    onBegan: (process) => observer.follow(process),
    onEnded: (children) => started?.supervisor?.hold(children.map(({ pid }) => pid)),
  })
  closers.push(() => tree.stop())
  tree.found.catch(() => {}) // a program that was started may end before it is sampled
  return { watched: started ?? attachTarget(await tree.found, found!, startNs), tree, observer, observation }
}

/** Resolves when the watching is over, and the program where it ends with it; answers how its first process ended. */
async function untilEnd(
  { watched, tree, observer, observation }: Parts,
  { target, seconds }: ProgramRequest,
  emit: (event: ProgramEvent) => void,
  signal: AbortSignal,
): Promise<Ending & { readonly endNs: number }> {
  const { supervisor, program } = watched
  let ending: (Ending & { readonly endNs: number }) | undefined
  const ended = (watched.ending ?? tree.rootEnded.then(() => UNKNOWN)).then(
    (how) => (ending = { ...how, endNs: nowNs() }),
  )
  await Promise.race([ended, elapsed(seconds, signal)])
  const isDetached = target.type === 'start' && target.detached === true
  const mayLiveOn = signal.reason === 'watching' || (isDetached && signal.reason !== 'program')
  if (ending !== undefined) {
    supervisor?.hold(tree.living().flatMap(({ pid }) => (pid === program.pid ? [] : [pid])))
    await noteDescendants(watched, emit)
  } else if (supervisor !== undefined && !mayLiveOn) {
    await supervisor.end()
    await Promise.race([ended, sleep(MOMENT_MS)])
  }
  observer.wrote(watched.lastLines())
  if (ending === undefined) return { ...UNKNOWN, endNs: nowNs() }
  const exit = exitOf(ending, supervisor?.ending === true)
  observation.recorder.exited(program.pid, exit)
  observer.exited(program.pid, exit)
  const { exitCode, signal: name } = ending
  emit({ type: 'ended', exitCode, signal: name })
  return ending
}

/** Gives what lives on a moment, and reports it. */
async function noteDescendants({ supervisor }: Target, emit: (event: ProgramEvent) => void): Promise<void> {
  const untilMs = Date.now() + MOMENT_MS
  let pids = supervisor?.living() ?? []
  while (pids.length > 0 && Date.now() < untilMs) {
    await sleep(LOOK_MS)
    pids = supervisor?.living() ?? []
  }
  if (pids.length === 0) return
  const [watched, verb] = pids.length === 1 ? [`process ${pids[0]}`, 'lives'] : [`${pids.length} processes`, 'live']
  emit({ type: 'warning', message: `The program has ended, and ${watched} that it started ${verb} on.` })
}

function exitOf({ exitCode, signal }: Ending, byCoreglow: boolean): Exit {
  if (signal !== null) return { signal, byCoreglow }
  return exitCode === null ? { missing: 'the system reports it to its parent process alone' } : { code: exitCode }
}

interface Outcome extends Ending, Pick<ProgramRecord, 'id' | 'createdAt' | 'title'> {
  readonly environment: ProgramStart['environment']
  readonly endNs: number
  /** The reason of an early end. */
  readonly reason: unknown
}

async function toRecord({ watched, observer, observation }: Parts, outcome: Outcome): Promise<ProgramRecord> {
  const { id, createdAt, title, exitCode, signal } = outcome
  const [{ load, monitor, recording }, { summary, diagnosis, activity, gil }] = await Promise.all([
    observation.report(),
    observer.report(),
  ])
  const { processes, threads, interpreters } = summary
  const wallSeconds = (outcome.endNs - watched.startNs) / 1e9
  const environment = { ...outcome.environment, ...load }
  const hasLeft = outcome.reason === ('left' satisfies WatchEnd)
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'program',
    id,
    createdAt,
    status: hasLeft ? 'stopped' : 'finished',
    failure: hasLeft ? { code: 'closed', message: 'Coreglow was closed while it watched.' } : undefined,
    title,
    program: { ...watched.program, exitCode, signal, lastLines: watched.lastLines() },
    wallSeconds,
    ...cpuUse(summary, wallSeconds),
    usableCores: Number.isNaN(summary.usableCores) ? environment.usableCores : summary.usableCores,
    processes: [...processes],
    threads: [...threads],
    interpreters: [...interpreters],
    diagnosis,
    environment,
    environments: [environment],
    clocks: [],
    monitor: { ...monitor, gil },
    recording,
    activity,
  }
}

/** CPU time as sampled: a program that ended before its first sample has used some, and nothing says how much. */
function cpuUse(
  { processes, cpuSeconds }: Pick<ProgramSummary, 'processes' | 'cpuSeconds'>,
  wallSeconds: number,
): Pick<ProgramRecord, 'cpuSeconds' | 'effectiveParallelism'> {
  if (processes.length > 0 && wallSeconds > 0) return { cpuSeconds, effectiveParallelism: cpuSeconds / wallSeconds }
  const unknown = { missing: 'the program ended before it was sampled' }
  return { cpuSeconds: unknown, effectiveParallelism: unknown }
}

function startRecord(start: Omit<ProgramStart, 'type' | 'writer'>): ProgramStart {
  return { type: 'program', writer: ownIdentity(), ...start }
}

/** Resolves after some seconds, or when the signal is aborted. */
function elapsed(seconds: number | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = seconds === undefined ? undefined : setTimeout(resolve, seconds * 1000)
    const finish = () => {
      clearTimeout(timer)
      resolve()
    }
    if (signal.aborted) finish()
    else signal.addEventListener('abort', finish, { once: true })
  })
}
