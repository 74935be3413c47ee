import { errorMessage } from '../../contract/error-message.ts'
import { type Connection, findHolder } from './socket-holder.ts'

/** The connections that show the page, and the processes at their other ends. */
export interface Viewers {
  /** Returns how to remove it. The process is looked up meanwhile. */
  add(connection: Connection): () => void
  /** Whether a page is shown, and why the process that shows it is not known. */
  state(): ViewerState
}

/** `missing` is there where a page is shown and no process that shows one was found. */
export interface ViewerState {
  readonly connected: boolean
  readonly missing?: string
}

/** @param show gets the pids of all processes found, after each change. */
export function createViewers(show: (pids: readonly number[]) => void, find: typeof findHolder = findHolder): Viewers {
  const holders = new Map<Connection, number | { readonly missing: string }>()
  const pids = () => [...holders.values()].filter((holder) => typeof holder === 'number')
  const lookUp = async (connection: Connection) => {
    const holder = await find(connection).catch((error: unknown) => ({ missing: errorMessage(error) }))
    if (!holders.has(connection)) return
    holders.set(connection, holder)
    show(pids())
  }
  return {
    add(connection) {
      holders.set(connection, { missing: 'the process that shows the page is still being looked for' })
      void lookUp(connection)
      return () => {
        if (holders.delete(connection)) show(pids())
      }
    },
    state() {
      const missing = [...holders.values()].find((holder) => typeof holder !== 'number')
      return { connected: holders.size > 0, ...(pids().length === 0 ? missing : undefined) }
    },
  }
}
