import { ACTIVITIES, RUNNING_ACTIVITIES, type Activity } from '../../contract/activity.ts'
import { ACTIVITY_GROUPS, activityGroup, type ActivityGroup } from '../../contract/activity-palette.ts'
import type { ActivityRecord } from '../../contract/program.ts'
import { taskId, type TaskRef } from '../../contract/task-ref.ts'
import { addThread, emptyColumns, windowsWithin, type TimeGrid } from '../program/activity-columns.ts'
import { recordedLog, type ActivityLog, type LoggedThread } from '../program/activity-log.ts'

/** What a thread did, read from outside: independent of what it reports. */
export interface ReadActivity {
  readonly log: ActivityLog
  readonly thread: LoggedThread
}

/** The activity that a thread had longest in a window, among those that were asked for. */
export interface ReadMoment {
  readonly activity: Activity
  /** Of the time in all of them. */
  readonly share: number
}

type ByTask = ReadonlyMap<string, ReadActivity>

const known = new WeakMap<ActivityRecord, ByTask>()

/** What was read of a task; undefined where it was not. */
export function activityOf(record: ActivityRecord | undefined, task: TaskRef | undefined): ReadActivity | undefined {
  if (record === undefined || task === undefined) return undefined
  const byTask = known.get(record) ?? indexed(record, task.host)
  known.set(record, byTask)
  return byTask.get(taskId(task))
}

/** All processes of a run are on one machine. */
function indexed(record: ActivityRecord, host: string): ByTask {
  const log = recordedLog(record, Infinity)
  return new Map([...log.threads.values()].map((thread) => [taskId({ host, ...thread.info }), { log, thread }]))
}

/** What a worker waited for: a stamped worker that holds its GIL off the core is on the interpreter. */
function isWait(activity: Activity, stamped: boolean): boolean {
  return !RUNNING_ACTIVITIES.some((running) => running === activity) && !(stamped && activity === 'gil-off-core')
}

/** @param waitsOnly leaves out what is on a core, and what has the GIL */
export function readAt({ log, thread }: ReadActivity, ns: number, waitsOnly: boolean): ReadMoment | undefined {
  const [window, end] = windowsWithin(log.windows, ns, ns + 1)
  if (window >= end) return undefined
  let [sum, most, code] = [0, 0, 0]
  const { track } = thread
  for (let row = track.rowOf(window); row < track.length && track.window[row] === window; row++) {
    const time = track.ns[row]!
    if (waitsOnly && !isWait(ACTIVITIES[track.activity[row]!]!, true)) continue
    sum += time
    if (time > most) [most, code] = [time, track.activity[row]!]
  }
  return sum > 0 ? { activity: ACTIVITIES[code]!, share: most / sum } : undefined
}

/** Groups of which a part of a lane that does not run can be. */
export const WAIT_GROUPS: readonly ActivityGroup[] = ACTIVITY_GROUPS.filter(
  (group) => group !== 'python' && group !== 'native',
)

/** Share of each group in what a thread waited for, by column; all are 0 where it was not seen to wait. */
export function waitShares(
  { log, thread }: ReadActivity,
  grid: TimeGrid,
  stamped: boolean,
): ReadonlyMap<ActivityGroup, Float64Array> {
  const columns = emptyColumns(grid)
  addThread(log, thread, grid, columns)
  const shares = new Map<ActivityGroup, Float64Array>(WAIT_GROUPS.map((group) => [group, new Float64Array(grid.count)]))
  const sums = new Float64Array(grid.count)
  for (const [kind, activity] of ACTIVITIES.entries()) {
    if (!isWait(activity, stamped)) continue
    const own = shares.get(activityGroup(activity))!
    for (let column = 0; column < grid.count; column++) {
      const ns = columns[column * ACTIVITIES.length + kind]!
      own[column]! += ns
      sums[column]! += ns
    }
  }
  for (const own of shares.values()) {
    for (let column = 0; column < grid.count; column++) if (sums[column]! > 0) own[column]! /= sums[column]!
  }
  return shares
}

const groupsKnown = new WeakMap<ActivityRecord, readonly ActivityGroup[]>()

/** Groups that any thread waited in: what a legend explains. */
export function waitGroupsOf(record: ActivityRecord): readonly ActivityGroup[] {
  const before = groupsKnown.get(record)
  if (before !== undefined) return before
  const seen = new Set(record.windows.flatMap(({ rows }) => rows.activity))
  const groups = new Set([...seen].map((code) => activityGroup(ACTIVITIES[code] ?? 'unknown')))
  const found = WAIT_GROUPS.filter((group) => groups.has(group))
  groupsKnown.set(record, found)
  return found
}
