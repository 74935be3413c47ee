import type { Run, TrialResult } from '../../contract/run.ts'

/**
 * Context switches of a trial's processes during it, voluntary and involuntary, as the samples show them: what happened after a
 * task's last sample is not in it. Undefined where the system tells none.
 */
export function switchesOf({ recording }: Pick<Run, 'recording'>, trial: TrialResult): number | undefined {
  const pids = new Set([trial.pid, ...trial.workers.map(({ pid }) => pid)])
  const { rows, tasks, tNs } = recording
  const counts = new Map<number, { first: number; last: number }>()
  for (const [row, task] of rows.task.entries()) {
    const ns = tNs[rows.frame[row]!]!
    if (!pids.has(tasks[task]!.pid) || ns < trial.startNs || ns > trial.endNs) continue
    const [voluntary, involuntary] = [rows.voluntarySwitches[row], rows.involuntarySwitches[row]]
    if (typeof voluntary !== 'number' || typeof involuntary !== 'number') continue
    const now = voluntary + involuntary
    counts.set(task, { first: counts.get(task)?.first ?? now, last: now })
  }
  // A process with several threads has a row of its own beside theirs.
  const threaded = new Set(
    [...counts.keys()].flatMap((task) => (tasks[task]!.kind === 'thread' ? tasks[task]!.pid : [])),
  )
  const counted = [...counts].filter(([task]) => tasks[task]!.kind === 'thread' || !threaded.has(tasks[task]!.pid))
  if (counted.length === 0) return undefined
  return counted.reduce((sum, [, { first, last }]) => sum + last - first, 0)
}
