import type { LiveFunctions } from '../../contract/program.ts'
import type { StackFrame, StackSamples } from '../monitor/activity/activity-source.ts'

/** Time that is looked back, ns. Chosen: long enough for shares at 20 stacks a second, short enough to show what is going on now. */
const RECENT_NS = 3e9
/** Functions that are listed of a thread. */
const MAX_FUNCTIONS = 20

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
      const tops = new Map<number, StackFrame[]>()
      for (const { samples } of recent) {
        for (const { thread, frames } of samples) {
          const [top] = frames
          if (top !== undefined) tops.set(thread, [...(tops.get(thread) ?? []), top])
        }
      }
      return [...tops].map(([thread, frames]) => ({ thread, functions: sharesOf(frames) }))
    },
  }
}

function sharesOf(frames: readonly StackFrame[]): LiveFunctions['functions'] {
  const counts = new Map<string, { readonly frame: StackFrame; count: number }>()
  for (const frame of frames) {
    const id = `${frame.file}:${frame.line}:${frame.function}`
    const counted = counts.get(id) ?? { frame, count: 0 }
    counted.count++
    counts.set(id, counted)
  }
  return [...counts.values()]
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MAX_FUNCTIONS)
    .map(({ frame: { function: name, file, line }, count }) => ({
      function: name,
      file,
      line,
      share: count / frames.length,
    }))
}
