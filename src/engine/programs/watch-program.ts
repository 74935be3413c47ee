import { setTimeout as sleep } from 'node:timers/promises'
import { SCHEMA_VERSION, type Environment, type Exit } from '../../contract/observation.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { ProgramEvent, ProgramRecord, ProgramRequest } from '../../contract/program.ts'
import type { SaveOutcome } from '../../contract/save-outcome.ts'
import { programText } from '../../contract/saved-record.ts'
import { withDigest } from '../digest/digest.ts'
import { nowNs } from '../host/clock.ts'
import type { HostInfo } from '../host/host-info.ts'
import { ownIdentity } from '../host/process-identity.ts'
import type { Monitor } from '../monitor/monitor.ts'
import { observe, type Observation } from '../observation/observe.ts'
import type { RecordLog } from '../observation/record-log.ts'
import type { Guard } from '../runtimes/guard-client.ts'
import { checkProcess, type FoundProcess } from './attach.ts'
import { openEyes, type Eyes, type EyesContext } from './eyes.ts'
import type { Leash } from './leash.ts'
import type { ProgramStart } from './program-log.ts'
import type { Ending } from './start.ts'
import { attachSubject, startSubject, type Subject } from './subject.ts'
import { followTree, type Tree } from './tree.ts'

export interface WatchContext {
  readonly monitor: Monitor
  readonly eyes: EyesContext
  readonly guard: Guard
  /** The processes that Coreglow consists of. */
  readonly ownPids: () => readonly number[]
  readonly hostInfo: () => Promise<HostInfo>
  readonly app: Environment['app']
  /** Saves an observation; answers where, or why it could not. Never rejects. */
  readonly save: (record: ProgramRecord) => Promise<SaveOutcome>
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
  emit: (event: ProgramEvent) => void,
  ending: AbortSignal,
  onWatching: (watching: Watching) => void,
): Promise<Leash | undefined> {
  const { id, rate = LIMITS.rate.default } = request
  const hostInfo = await context.hostInfo()
  const found = await findProcess(context, request, emit)
  const log = await context.openLog(id, (message) => emit({ type: 'warning', message }))
  const closers: (() => unknown)[] = []
  /** Whether the log has samples that are not saved elsewhere. */
  let isNeeded = false
  try {
    const parts = await open(context, request, found, log, emit, closers)
    const { program, startNs, leash } = parts.subject
    const title = request.title ?? programText({ program })
    const createdAt = new Date().toISOString()
    const environment = { ...hostInfo, app: context.app }
    log.append(startRecord({ id, createdAt, title, program, rate, environment }))
    await log.flush()
    isNeeded = true
    emit({ type: 'began', id, title, program, startNs })
    onWatching({
      lookAt(pid) {
        if (pid !== undefined && !parts.tree.has(pid)) return false
        parts.eyes.lookAt(pid)
        return true
      },
    })
    const how = await untilEnd(parts, request, emit, ending)
    const record = await toRecord(parts, { id, createdAt, title, environment, ...how, end: ending.reason })
    const saved = await context.save(record)
    isNeeded = !saved.ok
    const { status, wallSeconds: durationSeconds, diagnosis } = record
    emit({ type: 'end', id, status, durationSeconds, diagnosis, saved })
    closers.shift() // what lives on of a program that was started is the caller's from here on
    return leash?.release() === false ? leash : undefined
  } finally {
    for (const close of closers.toReversed()) await close()
    await (isNeeded ? log.close() : log.remove())
  }
}

async function findProcess({ ownPids }: WatchContext, { target }: WatchRequest, emit: (event: ProgramEvent) => void) {
  if (target.type === 'start') return undefined
  const found = await checkProcess(target.pid, ownPids())
  if (found.limit !== undefined) emit({ type: 'warning', message: found.limit })
  return found
}

interface Parts {
  readonly subject: Subject
  readonly tree: Tree
  readonly eyes: Eyes
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
  let started: Subject | undefined
  closers.push(() => started?.leash?.end())
  const observation = await observe(context.monitor, rate, log)
  closers.push(() => observation.stop())
  if (target.type === 'start') {
    started = await startSubject(target, context.guard, (stream, text) => emit({ type: 'output', stream, text }))
  }
  const root = target.type === 'start' ? started!.program.pid : target.pid
  const eyes = openEyes(context.eyes, {
    root,
    attached: started === undefined,
    startNs: started?.startNs ?? nowNs(),
    log,
    rates: { samples: gilRate, functions: functions ? FUNCTIONS_RATE : 0 },
    emit,
  })
  closers.push(() => eyes.close())
  const tree = followTree(context.monitor, {
    root,
    rate,
    runToken: started?.runToken,
    listener: { ...eyes.onMonitor, onWarning: (message) => emit({ type: 'warning', message }) },
    onBegan: (process) => eyes.follow(process),
    onEnded(process, children) {
      eyes.unfollow(process.pid)
      started?.leash?.hold(children.map(({ pid }) => pid))
    },
  })
  closers.push(() => tree.stop())
  tree.found.catch(() => {}) // a program that was started may end before it is sampled
  return { subject: started ?? attachSubject(await tree.found, found!), tree, eyes, observation }
}

/** Resolves when the watching is over, and the program where it ends with it; answers how its first process ended. */
async function untilEnd(
  { subject, tree, eyes, observation }: Parts,
  { target, seconds }: ProgramRequest,
  emit: (event: ProgramEvent) => void,
  signal: AbortSignal,
): Promise<Ending> {
  const { leash, program } = subject
  let ending: Ending | undefined
  const ended = (subject.ending ?? tree.rootEnded.then(() => UNKNOWN)).then((how) => (ending = how))
  await Promise.race([ended, elapsed(seconds, signal)])
  const isDetached = target.type === 'start' && target.detached === true
  const mayLiveOn = signal.reason === 'watching' || (isDetached && signal.reason !== 'program')
  if (ending !== undefined) {
    leash?.hold(tree.living().flatMap(({ pid }) => (pid === program.pid ? [] : [pid])))
    await noteDescendants(subject, emit)
  } else if (leash !== undefined && !mayLiveOn) {
    await leash.end()
    await Promise.race([ended, sleep(MOMENT_MS)])
  }
  eyes.wrote(subject.lastLines())
  if (ending === undefined) return UNKNOWN
  const exit = exitOf(ending, leash?.ending === true)
  observation.recorder.exited(program.pid, exit)
  eyes.exited(program.pid, exit)
  emit({ type: 'ended', ...ending })
  return ending
}

/** Gives what lives on a moment, and reports it. */
async function noteDescendants({ leash }: Subject, emit: (event: ProgramEvent) => void): Promise<void> {
  const untilMs = Date.now() + MOMENT_MS
  let pids = leash?.living() ?? []
  while (pids.length > 0 && Date.now() < untilMs) {
    await sleep(LOOK_MS)
    pids = leash?.living() ?? []
  }
  if (pids.length === 0) return
  const [subject, verb] = pids.length === 1 ? [`process ${pids[0]}`, 'lives'] : [`${pids.length} processes`, 'live']
  emit({ type: 'warning', message: `The program has ended, and ${subject} that it started ${verb} on.` })
}

function exitOf({ exitCode, signal }: Ending, byCoreglow: boolean): Exit {
  if (signal !== null) return { signal, byCoreglow }
  return exitCode === null ? { missing: 'the system reports it to its parent process alone' } : { code: exitCode }
}

interface Outcome extends Ending, Pick<ProgramRecord, 'id' | 'createdAt' | 'title'> {
  readonly environment: ProgramStart['environment']
  readonly end: unknown
}

async function toRecord({ subject, eyes, observation }: Parts, outcome: Outcome): Promise<ProgramRecord> {
  const { id, createdAt, title, exitCode, signal } = outcome
  const { load, monitor, recording } = await observation.report()
  const { summary, diagnosis, activity, gil } = await eyes.report()
  const { wallSeconds, cpuSeconds, usableCores, processes, threads, interpreters } = summary
  const environment = { ...outcome.environment, ...load }
  const hasLeft = outcome.end === ('left' satisfies WatchEnd)
  return withDigest<ProgramRecord>({
    schemaVersion: SCHEMA_VERSION,
    kind: 'program',
    id,
    createdAt,
    status: hasLeft ? 'stopped' : 'finished',
    failure: hasLeft ? { code: 'closed', message: 'Coreglow was closed while it watched.' } : undefined,
    title,
    program: { ...subject.program, exitCode, signal, lastLines: subject.lastLines() },
    wallSeconds,
    cpuSeconds,
    effectiveParallelism: wallSeconds > 0 ? cpuSeconds / wallSeconds : 0,
    usableCores,
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
  })
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
