import type { LiveFunctions } from '../../contract/program.ts'
import { functionShares, type SeenFunction } from '../diagnosis/functions.ts'
import type { StackSamples } from '../monitor/activity/activity-source.ts'

/** Time that is looked back, ns. Chosen: long enough for shares at 20 stacks a second, short enough to show what is going on now. */
const RECENT_NS = 3e9

/** The functions in which threads have been seen lately. */
export interface RecentFunctions {
  onStacks(stacks: StackSamples): void
  /** Threads that were seen lately, each with its functions, most often first. */
  functions(): readonly LiveFunctions[]
}

export function createRecentFunctions(): RecentFunctions {
  let recent: StackSamples[] = []
  return {
    onStacks(stacks) {
      recent = [...recent.filter(({ tNs }) => tNs > stacks.tNs - RECENT_NS), stacks]
    },
    functions() {
      const seen = new Map<number, SeenFunction[]>()
      for (const { samples } of recent) {
        for (const { thread, frames } of samples) {
          const [place] = frames
          if (place !== undefined) seen.set(thread, [...(seen.get(thread) ?? []), { place, samples: 1 }])
        }
      }
      return [...seen].map(([thread, places]) => ({ thread, functions: functionShares(places, places.length) }))
    },
  }
}
