import { CoreglowError, type StreamParams } from '../../contract/procedures.ts'
import type { ProgramEvent } from '../../contract/program.ts'
import { record, type RecordContext, type RecordEnd } from './watch-program.ts'

/** Programs of programs, one at a time: the processes of two could not be told apart. */
export interface Programs {
  /** Starts one, as a stream. Returns a function that ends it. @throws CoreglowError busy, closed */
  start(params: StreamParams<'program'>, emit: (event: ProgramEvent) => void, end: (error?: Error) => void): () => void
  /** Ends the observation with this id; resolves when it is saved. False if it is not on. */
  stop(id: string): Promise<boolean>
  readonly busy: boolean
  /** Ends for good; what was recorded is saved. */
  close(): Promise<void>
}

export function createPrograms(context: RecordContext & { readonly newId: () => string }): Programs {
  let current: { readonly id: string; readonly ending: AbortController; readonly done: Promise<void> } | undefined
  let closed = false

  const finish = async (why: RecordEnd) => {
    current?.ending.abort(why)
    await current?.done
  }
  return {
    start(params, emit, end) {
      if (closed) throw new CoreglowError('closed', 'Coreglow is closing.')
      if (current !== undefined)
        throw new CoreglowError('busy', 'Another program is being watched. Stop it first, or wait.')
      const [id, ending] = [context.newId(), new AbortController()]
      const perform = async () => {
        const error = await failureOf(record(context, { ...params, id }, emit, ending.signal))
        current = undefined
        end(error)
      }
      current = { id, ending, done: perform() }
      return () => ending.abort('left' satisfies RecordEnd)
    },
    async stop(id) {
      if (current?.id !== id) return false
      await finish('wanted')
      return true
    },
    get busy() {
      return current !== undefined
    },
    async close() {
      closed = true
      await finish('left')
    },
  }
}

function failureOf(work: Promise<void>): Promise<Error | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  )
}
