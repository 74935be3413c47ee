import { ACTIVITIES, type Activity } from '../../contract/activity.ts'
import { ACTIVITY_GROUPS, activityGroup, type ActivityGroup } from '../../contract/activity-palette.ts'
import { addThread, emptyColumns } from './activity-columns.ts'
import type { ActivityLog, LoggedThread } from './activity-log.ts'

export interface ActivityShare {
  readonly activity: Activity
  /** Of the time that the thread lived. */
  readonly share: number
}

/** Shares of a thread's whole life, the largest first. */
export function lifeShares({ track }: LoggedThread): readonly ActivityShare[] {
  return sharesOf(track.totals)
}

/** Shares of what threads did together between two moments, the largest first; none where none of them lived. */
export function sharesBetween(
  log: ActivityLog,
  threads: readonly LoggedThread[],
  fromNs: number,
  toNs: number,
): readonly ActivityShare[] {
  const grid = { fromNs, stepNs: Math.max(toNs - fromNs, 1), count: 1 }
  const columns = emptyColumns(grid)
  for (const thread of threads) addThread(log, thread, grid, columns)
  return sharesOf(columns)
}

function sharesOf(times: Float64Array): readonly ActivityShare[] {
  const whole = times.reduce((sum, ns) => sum + ns, 0)
  if (whole === 0) return []
  return ACTIVITIES.map((activity, kind) => ({ activity, share: times[kind]! / whole }))
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => b.share - a.share)
}

/** Shares by group of activities; NaN for a thread that has not been seen. */
export function groupShares(thread: LoggedThread): ReadonlyMap<ActivityGroup, number> {
  const shares = lifeShares(thread)
  const sum = (group: ActivityGroup) =>
    shares.length === 0
      ? NaN
      : shares.reduce((total, { activity, share }) => total + (activityGroup(activity) === group ? share : 0), 0)
  return new Map(ACTIVITY_GROUPS.map((group) => [group, sum(group)]))
}
