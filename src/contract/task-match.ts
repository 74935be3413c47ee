import type { TaskInfo } from './frame.ts'
import type { WorkerResult } from './run.ts'

/** A worker's report of itself: it does not know its task's start time. */
export type WorkerSpan = Pick<WorkerResult, 'pid' | 'tid' | 'startNs' | 'endNs'>

/**
 * The task that a worker was: of those with its pid and tid the one that the sampler saw for most of the worker's time, for a
 * number that was given again is another task. A process and its first thread are one task in two rows: either may come.
 */
export function findTask<Task extends TaskInfo>(tasks: Iterable<Task>, worker: WorkerSpan): Task | undefined {
  let best: Task | undefined
  let bestNs = -1
  for (const task of tasks) {
    if (task.pid !== worker.pid || task.tid !== worker.tid) continue
    const sharedNs = overlapNs(task, worker)
    if (sharedNs <= bestNs) continue
    best = task
    bestNs = sharedNs
  }
  return best
}

function overlapNs({ seenNs = -Infinity, endedNs = Infinity }: TaskInfo, { startNs, endNs }: WorkerSpan): number {
  return Math.min(endNs, endedNs) - Math.max(startNs, seenNs)
}
