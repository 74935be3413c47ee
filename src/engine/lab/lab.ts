import { errorMessage } from '../../contract/error-message.ts'
import type { RecordLog } from '../observation/record-log.ts'
import { failedRun } from './failed-run.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { RunEvent, RunSnapshot } from '../../contract/run-event.ts'
import { reduceRun } from '../../contract/run-state.ts'
import type { Save } from '../records/save.ts'
import type { PlannedRun } from './plan.ts'
import { performRun, type RunContext } from './run.ts'
import { aborted } from './workload-host.ts'

export interface LabOptions extends Omit<RunContext, 'emit' | 'signal' | 'log'> {
  /** Where a run is written down while it goes on; `onFailure` gets a sentence when that cannot be. Never rejects. */
  readonly openLog: (id: string, onFailure: (sentence: string) => void) => Promise<RecordLog>
  readonly save: Save
  readonly newId: (planned: PlannedRun, place: number) => string
}

/** Runs one run at a time and sends events to listeners. */
export interface Lab {
  /**
   * Makes plans, and runs them one after the other; resolves when the first begins. Rejects as `plan` does, which ends when its signal is aborted.
   * @throws CoreglowError busy, or run-failed when it was stopped before it began
   */
  start(title: string, plan: (signal: AbortSignal) => Promise<readonly PlannedRun[]>): Promise<string[]>
  /** Stops the current or pending run and those that would follow; resolves when the run is saved. False if there was none. */
  stop(): Promise<boolean>
  /** Whether a run is on or about to begin. */
  readonly busy: boolean
  /** Stops for good. */
  close(): Promise<void>
  /** Sends the current state at once, then every change. Returns a function that stops listening. */
  listen(listener: (event: RunEvent) => void): () => void
}

interface Session {
  readonly controller: AbortController
  readonly title: string
  readonly done: Promise<void>
}

export function createLab(options: LabOptions): Lab {
  const listeners = new Set<(event: RunEvent) => void>()
  let session: Session | undefined
  let snapshot: RunSnapshot | undefined
  let closed = false

  const emit = (event: RunEvent) => {
    snapshot = snapshotAfter(snapshot, event)
    for (const listener of listeners) listener(event)
  }
  const checkIdle = () => {
    if (closed) throw new CoreglowError('closed', 'Coreglow is closing.')
    if (session === undefined) return
    const message = `"${session.title}" is running. Stop it first (Stop button or stopRun), or wait until it ends.`
    throw new CoreglowError('busy', message)
  }
  const begin = async (plan: (signal: AbortSignal) => Promise<readonly PlannedRun[]>, signal: AbortSignal) => {
    try {
      const planned = await Promise.race([plan(signal), aborted(signal)])
      return planned.map((run, place) => [options.newId(run, place), run] as const)
    } catch (error) {
      session = undefined
      throw error
    }
  }
  const perform = async (id: string, planned: PlannedRun, signal: AbortSignal) => {
    const createdAt = new Date().toISOString()
    const warn = (message: string) => emit({ type: 'warning', message })
    const log = await options.openLog(id, warn)
    // What a workload can do ends in a record; what is caught here is a bug of ours.
    const run = await performRun({ ...options, emit, signal, log }, id, planned).catch((error: unknown) =>
      failedRun(planned, { id, createdAt, app: options.app }, error),
    )
    if (run.failure?.code === 'internal') warn(run.failure.message)
    const { record, saved } = await options.save(run)
    // A log is the only copy on disk of what could not be saved.
    await (saved.ok || run.results.length === 0 ? log.remove() : log.close())
    emit({ type: 'end', runId: id, run: record, saved })
  }
  const performAll = async (runs: readonly (readonly [string, PlannedRun])[], signal: AbortSignal) => {
    try {
      for (const [id, planned] of runs) {
        if (signal.aborted) break
        await perform(id, planned, signal)
      }
    } catch (error) {
      emit({ type: 'warning', message: `Coreglow failed (${errorMessage(error)}). This is a bug in Coreglow.` })
    } finally {
      session = undefined
      emit({ type: 'idle' })
    }
  }
  const stop = async () => {
    if (session === undefined) return false
    session.controller.abort(new CoreglowError('run-failed', 'The run was stopped before it began.'))
    await session.done
    return true
  }
  return {
    get busy() {
      return session !== undefined
    },
    async start(title, plan) {
      checkIdle()
      const controller = new AbortController()
      const runs = begin(plan, controller.signal)
      const performBegun = (begun: Awaited<typeof runs>) => performAll(begun, controller.signal)
      // A start that fails is told to whoever asked for it.
      session = { controller, title, done: runs.then(performBegun, () => {}) }
      return (await runs).map(([id]) => id)
    },
    stop,
    async close() {
      closed = true
      await stop()
    },
    listen(listener) {
      listener(snapshot === undefined ? { type: 'idle' } : { type: 'run', run: snapshot })
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The run as clients that begin to listen now should see it; undefined when no run is on. */
function snapshotAfter(run: RunSnapshot | undefined, event: RunEvent): RunSnapshot | undefined {
  if (event.type === 'run') return event.run
  if (event.type === 'warning') return run
  return event.type === 'idle' || event.type === 'end' ? undefined : run && reduceRun(run, event)
}
