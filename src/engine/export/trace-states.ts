import { ACTIVITIES, ACTIVITY_LABELS, type Activity } from '../../contract/activity.ts'
import type { ActivityRecord } from '../../contract/program.ts'

/** A thread in one state: windows in a row in which that was its longest. */
export interface StateSlice {
  readonly pid: number
  readonly tid: number
  readonly name: string
  readonly startNs: number
  endNs: number
}

/** What each thread did, as slices that follow each other. A window holds a thread's longest state in it. */
export function stateSlices({ threads, windows }: ActivityRecord): readonly StateSlice[] {
  const byThread = new Map(threads.map((thread) => [thread.thread, thread]))
  const open = new Map<number, StateSlice>()
  const done: StateSlice[] = []
  for (const { fromNs, toNs, rows } of windows) {
    for (const [thread, activity] of longest(rows)) {
      const known = byThread.get(thread)
      if (known === undefined) continue
      const name = ACTIVITY_LABELS[activity]
      const last = open.get(thread)
      if (last?.name === name && last.endNs === fromNs) {
        last.endNs = toNs
        continue
      }
      const slice = { pid: known.pid, tid: known.tid, name, startNs: fromNs, endNs: toNs }
      open.set(thread, slice)
      done.push(slice)
    }
  }
  return done
}

/** Each thread's longest activity of a window. */
function longest(rows: ActivityRecord['windows'][number]['rows']): ReadonlyMap<number, Activity> {
  const found = new Map<number, { readonly activity: Activity; readonly ns: number }>()
  for (const [row, thread] of rows.thread.entries()) {
    const ns = rows.ns[row]!
    if (ns <= (found.get(thread)?.ns ?? 0)) continue
    found.set(thread, { activity: ACTIVITIES[rows.activity[row]!] ?? 'unknown', ns })
  }
  return new Map([...found].map(([thread, { activity }]) => [thread, activity]))
}

/** Use of a GIL in a window. */
export interface GilCounter {
  readonly pid: number
  readonly name: string
  readonly tNs: number
  /** Share of the window in which it was held, percent, and the mean number of threads that waited. */
  readonly held: number
  readonly waiting: number
}

export function* gilCounters({ gils, windows }: ActivityRecord): Generator<GilCounter> {
  const known = new Map(gils.map((gil) => [gil.gil, gil]))
  for (const { fromNs, toNs, gils: uses } of windows) {
    const length = Math.max(1, toNs - fromNs)
    for (const { gil, heldNs, waitedNs } of uses) {
      const use = known.get(gil)
      if (use === undefined || !use.enabled) continue
      const name = use.interpreters.includes(0) ? 'GIL' : `GIL of interpreter ${use.interpreters.join(' ')}`
      yield { pid: use.pid, name, tNs: fromNs, held: (100 * heldNs) / length, waiting: waitedNs / length }
    }
  }
}
