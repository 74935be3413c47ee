import { ACTIVITIES, ACTIVITY_LABELS, type Activity } from './activity.ts'
import { activityGroup, type ActivityGroup } from './activity-palette.ts'
import { formatShare } from './text.ts'

/** Share of a thread's life in each activity; absent ones are 0. */
export type StateShares = Readonly<Partial<Record<Activity, number>>>

function entriesOf(states: StateShares): readonly (readonly [Activity, number])[] {
  return ACTIVITIES.flatMap((activity) => {
    const share = states[activity] ?? 0
    return share > 0 ? [[activity, share] as const] : []
  })
}

/** Shares by group of activities, for bars. */
export function groupShares(states: StateShares): Readonly<Partial<Record<ActivityGroup, number>>> {
  const shares: Partial<Record<ActivityGroup, number>> = {}
  for (const [activity, share] of entriesOf(states)) {
    const group = activityGroup(activity)
    shares[group] = (shares[group] ?? 0) + share
  }
  return shares
}

/** "waits for the GIL 88 %, runs Python 12 %": at most `count`, the largest first, without those that round to nothing. */
export function statesText(states: StateShares, count: number): string {
  return entriesOf(states)
    .filter(([, share]) => share >= 0.005)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([activity, share]) => `${ACTIVITY_LABELS[activity]} ${formatShare(share)}`)
    .join(', ')
}
