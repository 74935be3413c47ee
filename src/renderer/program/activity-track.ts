import { ACTIVITIES } from '../../contract/activity.ts'
import { firstIndex } from './first-index.ts'

const FIRST_CAPACITY = 64

/** Time that a thread spent in each activity in each window: columns of equal length, ordered by window. */
export interface ActivityTrack {
  readonly length: number
  /** Number of the window. */
  readonly window: Uint32Array
  /** Position in ACTIVITIES. */
  readonly activity: Uint8Array
  readonly ns: Float64Array
  /** Sum of `ns` by activity. */
  readonly totals: Float64Array
  /** Position of the first row of a window, or of the first after it. */
  rowOf(window: number): number
  push(window: number, activity: number, ns: number): void
  /** Makes one window of every two: numbers are halved, rows of the same activity are added up. */
  halve(): void
}

export function createTrack(): ActivityTrack {
  let window = new Uint32Array(FIRST_CAPACITY)
  let activity = new Uint8Array(FIRST_CAPACITY)
  let ns = new Float64Array(FIRST_CAPACITY)
  let length = 0
  const totals = new Float64Array(ACTIVITIES.length)

  const grow = () => {
    const capacity = window.length * 2
    const grown = [new Uint32Array(capacity), new Uint8Array(capacity), new Float64Array(capacity)] as const
    grown[0].set(window)
    grown[1].set(activity)
    grown[2].set(ns)
    ;[window, activity, ns] = grown
  }
  /** Adds to the row of this activity, where the last window has one. */
  const put = (number: number, code: number, value: number) => {
    for (let row = length - 1; row >= 0 && window[row] === number; row--) {
      if (activity[row] !== code) continue
      ns[row]! += value
      return
    }
    if (length === window.length) grow()
    window[length] = number
    activity[length] = code
    ns[length] = value
    length += 1
  }
  return {
    get length() {
      return length
    },
    get window() {
      return window
    },
    get activity() {
      return activity
    },
    get ns() {
      return ns
    },
    totals,
    rowOf: (number) => firstIndex(length, (row) => window[row]! >= number),
    push(number, code, value) {
      put(number, code, value)
      totals[code]! += value
    },
    halve() {
      const rows = length
      length = 0
      // Rows only move towards the beginning, so none is overwritten before it has been read.
      for (let row = 0; row < rows; row++) put(window[row]! >> 1, activity[row]!, ns[row]!)
    },
  }
}
