import { isInLoop, isMostly, runsTasks } from './stacks.ts'
import { lifeOf } from './time.ts'
import type { Evidence, ThreadEvidence } from './evidence.ts'

/** Shorter lives say little of what a thread does. Chosen: ten samples at the least rate, 20 Hz, at which functions are read. */
export const MIN_LIFE = 0.5

/** Threads of a process, by its position. */
export function threadsOf({ threads }: Evidence, process: number): readonly ThreadEvidence[] {
  return threads.filter((thread) => thread.process === process)
}

/** Threads that were watched for long enough to judge them. */
export function longLived(threads: readonly ThreadEvidence[]): readonly ThreadEvidence[] {
  return threads.filter((thread) => lifeOf(thread) >= MIN_LIFE)
}

/** Python threads of a process that were watched for long enough to judge them. */
export function pythonThreads(evidence: Evidence, process: number): readonly ThreadEvidence[] {
  return longLived(threadsOf(evidence, process)).filter(({ python }) => python)
}

/** Whether a thread has an event loop of its own: it visits its selector, or runs what the loop of asyncio calls. */
export function hasLoop(thread: ThreadEvidence): boolean {
  if (!Number.isNaN(thread.longestLoopGap)) return true
  return isMostly(thread, isInLoop)
}

/** Whether the process runs the same kind of program as the first one: a worker of it, and not a command that it called. */
function isAlike({ processes }: Evidence, position: number): boolean {
  const [root, process] = [processes[0], processes[position]]
  if (root === undefined || process === undefined) return false
  return process.python !== undefined ? root.python !== undefined : process.runtime === root.runtime
}

/**
 * Threads that work for the program side by side: first threads of its child processes, its Python threads that ran tasks,
 * and threads with an event loop of their own (Node.js). Helpers of a pool are not among them, nor is the first thread.
 */
export function workersOf(evidence: Evidence): readonly ThreadEvidence[] {
  return evidence.threads.filter((thread) => {
    if (thread.main) return thread.process > 0 && isAlike(evidence, thread.process)
    return thread.python ? runsTasks(thread) : hasLoop(thread)
  })
}

/** Workers that are processes. */
export function workerProcesses(evidence: Evidence): readonly ThreadEvidence[] {
  return workersOf(evidence).filter(({ main }) => main)
}
