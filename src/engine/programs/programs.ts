import { CoreglowError, type StreamParams } from '../../contract/procedures.ts'
import type { ProgramEvent } from '../../contract/program.ts'
import type { Supervisor } from './supervisor.ts'
import { watchProgram, type WatchContext, type WatchEnd, type Watching, type WatchRequest } from './watch-program.ts'

/** Programs that are watched, one at a time: the processes of two could not be told apart. */
export interface Programs {
  /** Starts or attaches to one, as a stream. Returns a function that ends it. @throws CoreglowError busy, closed */
  start(params: StreamParams<'program'>, emit: (event: ProgramEvent) => void, end: (error?: Error) => void): () => void
  /** Ends the observation with this id, or the program with it; resolves when it is saved. False if it is not on. */
  stop(id: string, end: Exclude<WatchEnd, 'left'>): Promise<boolean>
  /** Sends single turns of the threads of a process; without a pid no more. False if the process is not watched. */
  lookAt(id: string, pid: number | undefined): boolean
  readonly busy: boolean
  /** Ends for good, with every program that was started and is not detached; what was recorded is saved. */
  close(): Promise<void>
}

export function createPrograms(context: WatchContext & { readonly newId: () => string }): Programs {
  let current: { readonly id: string; readonly ending: AbortController; readonly done: Promise<void> } | undefined
  let watching: Watching | undefined
  let closed = false
  /** Programs that live on without being watched. */
  const left = new Set<Supervisor>()

  const finish = async (why: WatchEnd) => {
    current?.ending.abort(why)
    await current?.done
  }
  const watch = async (
    request: WatchRequest,
    emit: (event: ProgramEvent) => void,
    signal: AbortSignal,
  ): Promise<Error | undefined> => {
    try {
      const supervisor = await watchProgram(context, request, emit, signal, (opened) => (watching = opened))
      if (supervisor !== undefined) left.add(supervisor)
      return undefined
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    } finally {
      current = undefined
      watching = undefined
    }
  }
  return {
    start(params, emit, end) {
      if (closed) throw new CoreglowError('closed', 'Coreglow is closing.')
      if (current !== undefined)
        throw new CoreglowError('busy', 'Another program is being watched. Stop it first, or wait.')
      const [id, ending] = [context.newId(), new AbortController()]
      current = { id, ending, done: watch({ ...params, id }, emit, ending.signal).then(end) }
      return () => ending.abort('left' satisfies WatchEnd)
    },
    async stop(id, end) {
      if (current?.id !== id) return false
      await finish(end)
      return true
    },
    lookAt: (id, pid) => current?.id === id && watching?.lookAt(pid) === true,
    get busy() {
      return current !== undefined
    },
    async close() {
      closed = true
      await finish('left')
      await Promise.all([...left].map((supervisor) => supervisor.end()))
    },
  }
}
