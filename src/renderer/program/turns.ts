import { firstIndex } from './first-index.ts'

/** Single turns of a thread, in order: from when to when it did what. */
export interface Turns {
  readonly length: number
  readonly startNs: readonly number[]
  readonly endNs: readonly number[]
  /** Positions in ACTIVITIES. */
  readonly activity: readonly number[]
}

/** Turns kept of a thread. Chosen: about a minute of a thread that hands the GIL over every 5 ms. */
const MAX_TURNS = 24_000

export interface TurnLog extends Turns {
  push(startNs: number, endNs: number, activity: number): void
}

export function createTurnLog(): TurnLog {
  let startNs: number[] = []
  let endNs: number[] = []
  let activity: number[] = []
  return {
    get length() {
      return startNs.length
    },
    get startNs() {
      return startNs
    },
    get endNs() {
      return endNs
    },
    get activity() {
      return activity
    },
    push(from, to, code) {
      // A turn that goes on is sent again with its later end.
      while (startNs.length > 0 && startNs.at(-1)! >= from) {
        startNs.pop()
        endNs.pop()
        activity.pop()
      }
      if (startNs.length >= MAX_TURNS) {
        const half = MAX_TURNS / 2
        ;[startNs, endNs, activity] = [startNs.slice(half), endNs.slice(half), activity.slice(half)]
      }
      startNs.push(from)
      endNs.push(to)
      activity.push(code)
    },
  }
}

/** Position of the first turn that ends after a moment. */
export function turnAfter({ endNs }: Turns, ns: number): number {
  return firstIndex(endNs.length, (turn) => endNs[turn]! > ns)
}
