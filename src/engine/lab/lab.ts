import { CoreglowError } from '../../contract/procedures.ts'
import type { Run, RunEvent, RunSoFar } from '../../contract/run.ts'
import type { PlannedRun } from './plan.ts'
import { performRun, type RunContext } from './run.ts'
import { advance } from './so-far.ts'

export type Saved = Extract<RunEvent, { type: 'end' }>['saved']

export interface LabOptions extends Omit<RunContext, 'emit' | 'signal'> {
  /** Keeps the record; answers where, or why it could not. Never rejects. */
  readonly keep: (run: Run) => Promise<Saved>
  readonly newId: (planned: PlannedRun, place: number) => string
}

/** One run at a time, and whoever listens to it. */
export interface Lab {
  /** Runs the plans one after the other. @throws CoreglowError busy */
  start(planned: readonly PlannedRun[]): string[]
  /** @throws CoreglowError busy, while a run is on */
  checkIdle(): void
  /** Ends the run that is on and all that would follow; resolves when its record is kept. False when none was on. */
  stop(): Promise<boolean>
  /** Stops, and starts nothing any more. */
  close(): Promise<void>
  /** Tells the state as it is at once, then every change. Returns how to stop listening. */
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
  let soFar: RunSoFar | undefined
  let closed = false

  const emit = (event: RunEvent) => {
    soFar = advance(soFar, event)
    for (const listener of listeners) listener(event)
  }
  const checkIdle = () => {
    if (closed) throw new CoreglowError('closed', 'Coreglow is closing.')
    if (session === undefined) return
    const message = `"${session.title}" is running. Stop it first (the Stop button, or stopRun), or wait until it has ended.`
    throw new CoreglowError('busy', message)
  }
  const performAll = async (runs: readonly (readonly [string, PlannedRun])[], signal: AbortSignal) => {
    try {
      for (const [id, planned] of runs) {
        if (signal.aborted) break
        const run = await performRun({ ...options, emit, signal }, id, planned)
        emit({ type: 'end', runId: id, run, saved: await options.keep(run) })
      }
    } catch (error) {
      // A bug of ours: what a workload can do ends in a record. The app lives on.
      process.emitWarning(error instanceof Error ? error : String(error))
    } finally {
      session = undefined
      emit({ type: 'idle' })
    }
  }
  const stop = async () => {
    if (session === undefined) return false
    session.controller.abort()
    await session.done
    return true
  }
  return {
    checkIdle,
    start(planned) {
      checkIdle()
      const controller = new AbortController()
      const runs = planned.map((one, place) => [options.newId(one, place), one] as const)
      const title = planned.map((one) => one.module.experiment.title).join('", then "')
      // Begins when the session is known, so that the first event may already be answered with a stop.
      const done = Promise.resolve().then(() => performAll(runs, controller.signal))
      session = { controller, title, done }
      return runs.map(([id]) => id)
    },
    stop,
    async close() {
      closed = true
      await stop()
    },
    listen(listener) {
      listener(soFar === undefined ? { type: 'idle' } : { type: 'run', run: soFar })
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
