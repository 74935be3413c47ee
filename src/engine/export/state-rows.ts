import { ACTIVITIES, type ActivityThread } from '../../contract/activity.ts'
import type { ActivityRecord } from '../../contract/program.ts'

/** What a thread did, or how a GIL was used, in a window of time. */
export interface StateRow {
  readonly startNs: number
  readonly endNs: number
  /** Missing for a GIL. */
  readonly thread?: ActivityThread
  /** "4121/0": the process, and the GIL's number among those that were seen. */
  readonly gil?: string
  /** An activity; `held` and `waited` of a GIL. */
  readonly state: string
  /** Time in it; `waited` is the sum over all threads. */
  readonly ns: number
}

/** A row for each window, thread and state, and two for each window and GIL. */
export function stateRows({ threads, gils, windows }: ActivityRecord): readonly StateRow[] {
  const byThread = new Map(threads.map((thread) => [thread.thread, thread]))
  const byGil = new Map(gils.map(({ gil, pid }) => [gil, `${pid}/${gil}`]))
  return windows.flatMap(({ fromNs: startNs, toNs: endNs, rows, gils: uses }) => [
    ...rows.thread.map((index, row): StateRow => {
      const state = ACTIVITIES[rows.activity[row]!] ?? 'unknown'
      return { startNs, endNs, thread: byThread.get(index), state, ns: rows.ns[row]! }
    }),
    ...uses.flatMap(({ gil, heldNs, waitedNs }): StateRow[] => [
      { startNs, endNs, gil: byGil.get(gil), state: 'held', ns: heldNs },
      { startNs, endNs, gil: byGil.get(gil), state: 'waited', ns: waitedNs },
    ]),
  ])
}
