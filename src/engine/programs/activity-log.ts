import type { ActivityGil, ActivityThread, ActivityWindow } from '../../contract/activity.ts'
import type { ActivityRecord } from '../../contract/program.ts'
import type { JsonRecord } from '../observation/partial-file.ts'

/**
 * Windows above which neighbours are merged, and rows of all windows. Chosen: 200 s at 50 ms, which is more than a screen
 * has columns; and some tens of megabytes as JSON.
 */
export const MAX_WINDOWS = 4000
const MAX_ROWS = 400_000
/** Threads of the dictionary. Chosen: far above what a person can look at; later ones are left out, and the record says so. */
const MAX_THREADS = 20_000

/** Records of an observation's log: the dictionary's changes, and windows as long as those that are kept just then. */
export type ActivityLogRecord =
  | {
      readonly type: 'activity-threads'
      readonly threads: readonly ActivityThread[]
      readonly gils: readonly ActivityGil[]
    }
  | { readonly type: 'activity-window'; readonly window: ActivityWindow }

/** Keeps what all threads did. Memory is bounded; what it appends to a log grows with the logarithm of the time. */
export interface ActivityLog {
  onThreads(threads: readonly ActivityThread[], gils: readonly ActivityGil[]): void
  onWindow(window: ActivityWindow): void
  record(): ActivityRecord
}

/**
 * `append` gets the records from which `replayActivity` makes the same again, in other windows.
 * @param maxRows rows of all windows above which neighbours are merged
 */
export function createActivityLog(
  append: (record: ActivityLogRecord) => void = () => {},
  maxRows = MAX_ROWS,
): ActivityLog {
  const threads = new Map<number, ActivityThread>()
  const gils = new Map<number, ActivityGil>()
  let windows: ActivityWindow[] = []
  let rows = 0
  let pending: { readonly window: ActivityWindow; readonly parts: number } | undefined
  /** Windows of the source that make one of those that are kept. */
  let every = 1
  let omitted = 0

  const keep = (window: ActivityWindow) => {
    append({ type: 'activity-window', window })
    windows.push(window)
    rows += window.rows.ns.length
    while (windows.length > 1 && (windows.length > MAX_WINDOWS || rows > maxRows)) {
      windows = Array.from({ length: Math.ceil(windows.length / 2) }, (_, pair) => {
        const [first, second] = [windows[2 * pair]!, windows[2 * pair + 1]]
        return second === undefined ? first : mergeWindows(first, second)
      })
      rows = windows.reduce((total, { rows: { ns } }) => total + ns.length, 0)
      every *= 2
    }
  }
  return {
    onThreads(changed, changedGils) {
      const known: ActivityThread[] = []
      for (const thread of changed) {
        if (!threads.has(thread.thread) && threads.size >= MAX_THREADS) omitted++
        else {
          threads.set(thread.thread, thread)
          known.push(thread)
        }
      }
      for (const gil of changedGils) gils.set(gil.gil, gil)
      if (known.length > 0 || changedGils.length > 0) {
        append({ type: 'activity-threads', threads: known, gils: changedGils })
      }
    },
    onWindow(window) {
      const parts = (pending?.parts ?? 0) + 1
      const merged = pending === undefined ? window : mergeWindows(pending.window, window)
      pending = parts < every ? { window: merged, parts } : undefined
      if (pending === undefined) keep(threads.size < MAX_THREADS ? merged : withKnown(merged, threads))
    },
    record() {
      const all = pending === undefined ? windows : [...windows, pending.window]
      return {
        threads: [...threads.values()],
        gils: [...gils.values()],
        windows: [...all],
        missing: omitted > 0 ? `more than ${MAX_THREADS} threads; ${omitted} later ones are left out` : undefined,
      }
    },
  }
}

export function isActivityRecord(record: JsonRecord): record is ActivityLogRecord {
  return record.type === 'activity-threads' || record.type === 'activity-window'
}

/** Hands a record of a log back to where it came from. */
export function replayActivity(log: ActivityLog, record: ActivityLogRecord): void {
  if (record.type === 'activity-threads') log.onThreads(record.threads, record.gils)
  else log.onWindow(record.window)
}

function withKnown(window: ActivityWindow, threads: ReadonlyMap<number, unknown>): ActivityWindow {
  const places = [...window.rows.thread.keys()].filter((row) => threads.has(window.rows.thread[row]!))
  const { thread, activity, ns } = window.rows
  const [known, codes, times] = [thread, activity, ns].map((column) => places.map((row) => column[row]!))
  return { ...window, rows: { thread: known!, activity: codes!, ns: times! } }
}

/** Two windows, one after the other, as one. */
export function mergeWindows(a: ActivityWindow, b: ActivityWindow): ActivityWindow {
  const rows = { thread: [...a.rows.thread], activity: [...a.rows.activity], ns: [...a.rows.ns] }
  const places = new Map(rows.thread.map((thread, row) => [key(thread, rows.activity[row]!), row]))
  for (const [row, thread] of b.rows.thread.entries()) {
    const [activity, ns] = [b.rows.activity[row]!, b.rows.ns[row]!]
    const place = places.get(key(thread, activity))
    if (place !== undefined) rows.ns[place]! += ns
    else {
      places.set(key(thread, activity), rows.thread.push(thread) - 1)
      rows.activity.push(activity)
      rows.ns.push(ns)
    }
  }
  const earlier = new Map(a.gils.map((gil) => [gil.gil, gil]))
  const gils = b.gils.map((gil) => {
    const before = earlier.get(gil.gil)
    earlier.delete(gil.gil)
    if (before === undefined) return gil
    return {
      ...gil,
      heldNs: before.heldNs + gil.heldNs,
      waitedNs: before.waitedNs + gil.waitedNs,
      handovers: before.handovers + gil.handovers,
    }
  })
  // A GIL that has gone is held by no thread at the end.
  const gone = [...earlier.values()].map(({ gil, heldNs, waitedNs, handovers }) => {
    return { gil, heldNs, waitedNs, handovers, waiters: 0 }
  })
  return { fromNs: a.fromNs, toNs: b.toNs, rows, gils: [...gone, ...gils], inFlight: b.inFlight }
}

/** A thread's number and an activity's code as one number. */
function key(thread: number, activity: number): number {
  return thread * 256 + activity
}
