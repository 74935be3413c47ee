import { ACTIVITY_GROUPS, type ActivityGroup } from '../../contract/activity-palette.ts'
import type { ProgramRecord } from '../../contract/program.ts'
import { groupShares } from '../../contract/thread-states.ts'

/** Shares of the lives of all threads together, by group of states: they add up to 1, where there is a thread. */
export function stateShares({ threads, recording }: ProgramRecord): Readonly<Partial<Record<ActivityGroup, number>>> {
  const lastNs = Math.max(recording.tNs.at(-1) ?? 0, ...threads.map(({ endNs = 0 }) => endNs))
  const lives = threads.map(({ startNs, endNs = lastNs }) => Math.max(0, endNs - startNs))
  const total = lives.reduce((sum, life) => sum + life, 0)
  const shares: Partial<Record<ActivityGroup, number>> = {}
  for (const [index, { states }] of threads.entries()) {
    const own = groupShares(states)
    for (const group of ACTIVITY_GROUPS) {
      if (own[group] !== undefined) shares[group] = (shares[group] ?? 0) + (own[group] * lives[index]!) / (total || 1)
    }
  }
  return shares
}
