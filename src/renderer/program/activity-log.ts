import {
  ACTIVITIES,
  type ActivityGil,
  type ActivityThread,
  type ActivityTurns,
  type ActivityWindow,
} from '../../contract/activity.ts'
import type { ActivityRecord } from '../../contract/program.ts'
import { createTrack, type ActivityTrack } from './activity-track.ts'
import { createTurnLog, type TurnLog, type Turns } from './turns.ts'

export interface LoggedThread {
  readonly info: ActivityThread
  readonly track: ActivityTrack
  readonly turns: Turns
}

/** How a GIL was used, a row a window: columns of equal length. */
export interface LoggedGil {
  readonly info: ActivityGil
  readonly window: number[]
  readonly heldNs: number[]
  readonly waitedNs: number[]
  readonly handovers: number[]
  /** Thread that held it at the end of the window; -1 for none. */
  readonly holder: number[]
}

export interface LoggedWindows {
  readonly fromNs: readonly number[]
  readonly toNs: readonly number[]
  readonly inFlight: readonly number[]
}

/** What all threads of a program did so far. It changes many times a second and is never React state. */
export interface ActivityLog {
  /** Begin of the time axis, ns. */
  readonly startNs: number
  /** End of the latest window; `startNs` before the first. */
  readonly nowNs: number
  /** Counts changes of the threads and GILs that there are. */
  readonly revision: number
  /** By position in the dictionary of the observation, in its order. */
  readonly threads: ReadonlyMap<number, LoggedThread>
  readonly gils: ReadonlyMap<number, LoggedGil>
  readonly windows: LoggedWindows
  addThreads(threads: readonly ActivityThread[], gils: readonly ActivityGil[]): void
  addWindow(window: ActivityWindow): void
  addTurns(turns: ActivityTurns): void
}

/** Windows kept before two become one. Chosen: more than the widest screen has columns. */
const MAX_WINDOWS = 8192

interface GrowingThread extends LoggedThread {
  info: ActivityThread
  readonly turns: TurnLog
}

export function createActivityLog(startNs: number): ActivityLog {
  const threads = new Map<number, GrowingThread>()
  const gils = new Map<number, LoggedGil>()
  const windows = { fromNs: [] as number[], toNs: [] as number[], inFlight: [] as number[] }
  let revision = 0

  const halve = () => {
    halveWindows(windows)
    for (const { track } of threads.values()) track.halve()
    for (const gil of gils.values()) halveGil(gil)
  }
  return {
    startNs,
    get nowNs() {
      return windows.toNs.at(-1) ?? startNs
    },
    get revision() {
      return revision
    },
    threads,
    gils,
    windows,
    addThreads(newThreads, newGils) {
      for (const info of newThreads) {
        const known = threads.get(info.thread)
        if (known === undefined) threads.set(info.thread, { info, track: createTrack(), turns: createTurnLog() })
        else known.info = info
      }
      for (const info of newGils) {
        const empty = { window: [], heldNs: [], waitedNs: [], handovers: [], holder: [] }
        gils.set(info.gil, { ...(gils.get(info.gil) ?? empty), info })
      }
      if (newThreads.length + newGils.length > 0) revision += 1
    },
    addWindow({ fromNs, toNs, rows, gils: uses, inFlight }) {
      if (windows.toNs.length >= MAX_WINDOWS) halve()
      const number = windows.toNs.length
      windows.fromNs.push(fromNs)
      windows.toNs.push(toNs)
      windows.inFlight.push(inFlight)
      rows.thread.forEach((thread, row) => {
        threads.get(thread)?.track.push(number, codeOf(rows.activity[row]!), rows.ns[row]!)
      })
      for (const { gil, heldNs, waitedNs, handovers, holder = -1 } of uses) {
        const log = gils.get(gil)
        log?.window.push(number)
        log?.heldNs.push(heldNs)
        log?.waitedNs.push(waitedNs)
        log?.handovers.push(handovers)
        log?.holder.push(holder)
      }
    },
    addTurns({ thread, activity, startNs: from, endNs: to }) {
      thread.forEach((position, row) => {
        threads.get(position)?.turns.push(from[row]!, to[row]!, codeOf(activity[row]!))
      })
    },
  }
}

/** The log of a saved observation. */
export function recordedLog({ threads, gils, windows }: ActivityRecord, startNs: number): ActivityLog {
  const log = createActivityLog(Math.min(startNs, windows[0]?.fromNs ?? startNs))
  log.addThreads(threads, gils)
  for (const window of windows) log.addWindow(window)
  return log
}

/** An activity of a newer Coreglow is unknown here. */
function codeOf(activity: number): number {
  return activity < ACTIVITIES.length ? activity : 0
}

function halveWindows({ fromNs, toNs, inFlight }: { fromNs: number[]; toNs: number[]; inFlight: number[] }): void {
  const count = toNs.length
  for (let window = 0; window < count; window += 2) {
    const last = Math.min(window + 1, count - 1)
    fromNs[window >> 1] = fromNs[window]!
    toNs[window >> 1] = toNs[last]!
    inFlight[window >> 1] = (inFlight[window]! + inFlight[last]!) / 2
  }
  for (const column of [fromNs, toNs, inFlight]) column.length = (count + 1) >> 1
}

function halveGil(gil: LoggedGil): void {
  let rows = 0
  for (let row = 0; row < gil.window.length; row++) {
    const number = gil.window[row]! >> 1
    if (rows > 0 && gil.window[rows - 1] === number) {
      for (const column of [gil.heldNs, gil.waitedNs, gil.handovers]) column[rows - 1]! += column[row]!
      gil.holder[rows - 1] = gil.holder[row]!
      continue
    }
    gil.window[rows] = number
    for (const column of [gil.heldNs, gil.waitedNs, gil.handovers, gil.holder]) column[rows] = column[row]!
    rows += 1
  }
  for (const column of [gil.window, gil.heldNs, gil.waitedNs, gil.handovers, gil.holder]) column.length = rows
}
