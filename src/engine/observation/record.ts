import { hostname } from 'node:os'
import type { Environment, Observation } from '../../contract/observation.ts'
import { SCHEMA_VERSION } from '../../contract/observation.ts'
import { LIMITS } from '../../contract/limits.ts'
import { CoreglowError, type StreamParams } from '../../contract/procedures.ts'
import type { RecordingEvent } from '../../contract/recording-event.ts'
import type { SaveOutcome } from '../../contract/save-outcome.ts'
import { watchedText } from '../../contract/saved-record.ts'
import { withDigest } from '../digest/digest.ts'
import type { HostInfo } from '../host/host-info.ts'
import type { Monitor } from '../monitor/monitor.ts'
import { ownIdentity } from '../host/process-identity.ts'
import type { ObservationStart } from './observation-log.ts'
import { observe } from './observe.ts'
import type { RecordLog } from './record-log.ts'
import { durationOf } from './task-use.ts'
import { checkProgram, watchPrograms } from './watch-programs.ts'

export interface RecordContext {
  readonly monitor: Monitor
  readonly hostInfo: () => Promise<HostInfo>
  readonly app: Environment['app']
  /** Saves an observation; answers where, or why it could not. Never rejects. */
  readonly save: (observation: Observation) => Promise<SaveOutcome>
  /** Where it is written down while it goes on; `onFailure` gets a sentence when that cannot be. Never rejects. */
  readonly openLog: (id: string, onFailure: (sentence: string) => void) => Promise<RecordLog>
}

export interface RecordRequest extends StreamParams<'recording'> {
  readonly id: string
}

/** Why a recording ends before its processes have ended and its time is over: the user wants it, or whoever wanted it has gone. */
export type RecordEnd = 'wanted' | 'left'

/** Samples that an observation needs: a share of a core takes two. */
const MIN_SAMPLES = 2

/**
 * Records processes with their threads and descendants, and saves the observation. `signal` ends it early; its reason is
 * a `RecordEnd`. @throws CoreglowError bad-params where there is nothing to watch, run-failed where there were no samples
 */
export async function record(
  context: RecordContext,
  { id, pids: asked, rate = LIMITS.rate.default, seconds, title }: RecordRequest,
  emit: (event: RecordingEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const pids = [...new Set(asked)]
  for (const [place, pid] of pids.entries()) await checkProgram(pid, `params.pids.${place}`)
  const hostInfo = await context.hostInfo()
  const warn = (message: string) => emit({ type: 'warning', message })
  const log = await context.openLog(id, warn)
  const observation = await observe(context.monitor, rate, log).catch(async (error: unknown) => {
    await log.remove()
    throw error
  })
  const programs = watchPrograms(context.monitor, pids, rate, warn)
  /** Whether the log has samples that are not saved elsewhere. */
  let isNeeded = false
  try {
    const tasks = await programs.found
    const watched = tasks.map(({ pid, tid, startTime, name }) => ({ host: hostname(), pid, tid, startTime, name }))
    const named = title ?? watchedText({ watched })
    const createdAt = new Date().toISOString()
    const environment = { ...hostInfo, app: context.app }
    log.append(startRecord({ id, createdAt, title: named, watched, rate, environment }))
    await log.flush()
    emit({ type: 'began', id, title: named, watched })
    await Promise.race([programs.ended, elapsed(seconds, signal)])
    if (programs.samples() < MIN_SAMPLES) throw tooShort(watchedText({ watched }))
    isNeeded = true
    const { load, monitor, recording } = await observation.report()
    const durationSeconds = durationOf(recording)
    const hasLeft = signal.reason === ('left' satisfies RecordEnd)
    const digested = withDigest<Observation>({
      schemaVersion: SCHEMA_VERSION,
      kind: 'observation',
      id,
      createdAt,
      status: hasLeft ? 'stopped' : 'finished',
      failure: hasLeft ? { code: 'closed', message: 'Coreglow was closed while it recorded.' } : undefined,
      title: named,
      watched,
      durationSeconds,
      environments: [{ ...hostInfo, ...load, app: context.app }],
      clocks: [],
      monitor,
      recording,
    })
    const saved = await context.save(digested)
    isNeeded = !saved.ok
    emit({ type: 'end', id, status: digested.status, durationSeconds, saved })
  } finally {
    programs.stop()
    observation.stop()
    await (isNeeded ? log.close() : log.remove())
  }
}

function startRecord(start: Omit<ObservationStart, 'type' | 'writer'>): ObservationStart {
  return { type: 'observation', writer: ownIdentity(), ...start }
}

function tooShort(names: string): CoreglowError {
  return new CoreglowError('run-failed', `${names} was sampled fewer than two times, so that nothing was saved.`)
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
