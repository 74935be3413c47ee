import type { ProcessList } from '../../contract/system.ts'

/** From the end of a list to the begin of the next, ms. Chosen: as often as a reader can follow. */
const PAUSE_MS = 1000

interface Listener {
  readonly emit: (list: ProcessList) => void
  readonly end: (error: Error) => void
}

/** Reads the list about once a second while someone listens, once for all who do. */
export function createProcessLists(read: () => Promise<ProcessList>, pauseMs = PAUSE_MS) {
  const listeners = new Set<Listener>()
  let timer: NodeJS.Timeout | undefined
  let reading = false

  const next = async (): Promise<void> => {
    reading = true
    timer = undefined
    try {
      const list = await read()
      for (const { emit } of listeners) emit(list)
    } catch (error) {
      for (const { end } of listeners) end(error instanceof Error ? error : new Error(String(error)))
      listeners.clear()
    } finally {
      reading = false
      if (listeners.size > 0) timer = setTimeout(() => void next(), pauseMs)
    }
  }
  return {
    listen(emit: Listener['emit'], end: Listener['end']): () => void {
      const listener = { emit, end }
      listeners.add(listener)
      // Whoever comes later does not wait for the next one.
      clearTimeout(timer)
      if (!reading) void next()
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) clearTimeout(timer)
      }
    },
  }
}
