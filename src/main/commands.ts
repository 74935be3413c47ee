import type { Command } from '../contract/procedures.ts'

/** Commands of the menu, on their way to the page. */
export interface Commands {
  readonly send: (command: Command) => void
  /** Commands that were sent while no page listened, as for a file that the app was started with, come first. */
  readonly listen: (emit: (command: Command) => void) => () => void
}

/** Longest queue. Chosen: more files are hardly opened before the page is there. */
const MAX_WAITING = 20

export function createCommands(): Commands {
  const listeners = new Set<(command: Command) => void>()
  let waiting: Command[] = []
  return {
    send(command) {
      if (listeners.size === 0) waiting = [...waiting, command].slice(-MAX_WAITING)
      for (const emit of listeners) emit(command)
    },
    listen(emit) {
      listeners.add(emit)
      for (const command of waiting.splice(0)) emit(command)
      return () => listeners.delete(emit)
    },
  }
}
