import type { Environment } from '../../contract/observation.ts'
import { SCHEMA_VERSION } from '../../contract/observation.ts'
import { LIMITS } from '../../contract/limits.ts'
import { CoreglowError, type StreamParams } from '../../contract/procedures.ts'
import type { ProgramEvent, ProgramRecord } from '../../contract/program.ts'
import type { SaveOutcome } from '../../contract/save-outcome.ts'
import { programText } from '../../contract/saved-record.ts'
import { taskRef } from '../../contract/task-ref.ts'
import { withDigest } from '../digest/digest.ts'
import type { HostInfo } from '../host/host-info.ts'
import type { Monitor } from '../monitor/monitor.ts'
import { ownIdentity } from '../host/process-identity.ts'
import { nowNs } from '../host/clock.ts'
import { observe } from '../observation/observe.ts'
import type { RecordLog } from '../observation/record-log.ts'
import type { ProgramStart } from './program-log.ts'
import { checkProgram, watchPrograms } from './sight.ts'
import { summaryOf } from './summary.ts'

export interface RecordContext {
  readonly monitor: Monitor
  readonly hostInfo: () => Promise<HostInfo>
  readonly app: Environment['app']
  /** Saves an observation; answers where, or why it could not. Never rejects. */
  readonly save: (record: ProgramRecord) => Promise<SaveOutcome>
  /** Where it is written down while it goes on; `onFailure` gets a sentence when that cannot be. Never rejects. */
  readonly openLog: (id: string, onFailure: (sentence: string) => void) => Promise<RecordLog>
}

export interface RecordRequest extends StreamParams<'program'> {
  readonly id: string
}

/** Why a recording ends before its processes have ended and its time is over: the user wants it, or whoever wanted it has gone. */
export type RecordEnd = 'wanted' | 'left'

/**
 * Records processes with their threads and descendants, and saves the observation. `signal` ends it early; its reason is
 * a `RecordEnd`. @throws CoreglowError bad-params where there is nothing to watch
 */
export async function record(
  context: RecordContext,
  { id, target, rate = LIMITS.rate.default, seconds, title }: RecordRequest,
  emit: (event: ProgramEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  if (target.type === 'start') throw new CoreglowError('bad-params', 'Starting a program is not possible yet.')
  const pids = [target.pid]
  await checkProgram(target.pid, 'params.target.pid')
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
    const [task] = await programs.found
    const identity = { ...taskRef(task!), name: task!.name }
    const program = { ...identity, command: [], attached: true, exitCode: null, signal: null, lastLines: [] }
    const named = title ?? programText({ program })
    const createdAt = new Date().toISOString()
    const environment = { ...hostInfo, app: context.app }
    log.append(startRecord({ id, createdAt, title: named, program, rate, environment }))
    await log.flush()
    emit({ type: 'began', id, title: named, program, startNs: nowNs() })
    await Promise.race([programs.ended, elapsed(seconds, signal)])
    isNeeded = true
    const { load, monitor, recording } = await observation.report()
    const activity = { threads: [], gils: [], windows: [], missing: 'not read' }
    const hasLeft = signal.reason === ('left' satisfies RecordEnd)
    const digested = withDigest<ProgramRecord>({
      schemaVersion: SCHEMA_VERSION,
      kind: 'program',
      id,
      createdAt,
      status: hasLeft ? 'stopped' : 'finished',
      failure: hasLeft ? { code: 'closed', message: 'Coreglow was closed while it recorded.' } : undefined,
      title: named,
      program,
      ...summaryOf(recording, activity, hostInfo, 'not read'),
      environments: [{ ...hostInfo, ...load, app: context.app }],
      clocks: [],
      monitor,
      recording,
      activity,
    })
    const saved = await context.save(digested)
    isNeeded = !saved.ok
    const { status, wallSeconds: durationSeconds, diagnosis } = digested
    emit({ type: 'end', id, status, durationSeconds, diagnosis, saved })
  } finally {
    programs.stop()
    observation.stop()
    await (isNeeded ? log.close() : log.remove())
  }
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
