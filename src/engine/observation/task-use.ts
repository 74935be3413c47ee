import type { Exit, RecordedTask, Recording } from '../../contract/observation.ts'

/** What a task used while it was watched. */
export interface TaskUse {
  readonly task: RecordedTask
  /** When it was in the samples: its first and last. */
  readonly startNs: number
  readonly endNs: number
  /** CPU time between the two, or since the task began where that was later than the first sample. */
  readonly cpuSeconds: number
  /** The cores that it was seen on, most often seen first. */
  readonly cores: readonly number[]
}

interface Sum {
  readonly startNs: number
  readonly firstCpuNs: number
  endNs: number
  cpuNs: number
  readonly cores: Map<number, number>
}

/** Tasks in the order in which they were seen, without those of Coreglow and those that no sample has. */
export function taskUses({ tasks, tNs, rows }: Recording): readonly TaskUse[] {
  const sums = new Map<number, Sum>()
  let firstFrame: number | undefined
  for (const [row, task] of rows.task.entries()) {
    if (tasks[task]?.role === 'app') continue
    const [frame, cpuNs, core] = [rows.frame[row]!, rows.cpuNs[row]!, rows.core[row]!]
    firstFrame ??= frame
    const sum = sums.get(task)
    if (sum === undefined) {
      const firstCpuNs = frame === firstFrame ? cpuNs : 0
      sums.set(task, { startNs: tNs[frame]!, endNs: tNs[frame]!, firstCpuNs, cpuNs, cores: new Map() })
      continue
    }
    // The system tells the core of the last run: a task that has not run since the sample before was seen nowhere.
    if (cpuNs > sum.cpuNs && core >= 0) sum.cores.set(core, (sum.cores.get(core) ?? 0) + 1)
    sum.endNs = tNs[frame]!
    sum.cpuNs = cpuNs
  }
  return [...sums].map(([task, { startNs, endNs, firstCpuNs, cpuNs, cores }]) => ({
    task: tasks[task]!,
    startNs,
    endNs,
    cpuSeconds: (cpuNs - firstCpuNs) / 1e9,
    cores: [...cores].toSorted((a, b) => b[1] - a[1]).map(([core]) => core),
  }))
}

/** Those of processes: each has what its threads used. */
export function processUses(recording: Recording): readonly TaskUse[] {
  return taskUses(recording).filter(({ task }) => task.kind === 'process')
}

/** CPU seconds of all processes that were watched. */
export function cpuSecondsOf(recording: Recording): number {
  return processUses(recording).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
}

/** From the first sample to the last; 0 where there are none. */
export function durationOf({ tNs }: Recording): number {
  return ((tNs.at(-1) ?? 0) - (tNs[0] ?? 0)) / 1e9
}

/** How a task ended, in words: "exit code 1", "signal SIGKILL", or why that is not known; empty while it lives on. */
export function endText({ kind, endedNs, exit }: RecordedTask): string {
  if (exit === undefined) return endedNs === undefined || kind === 'thread' ? '' : 'ended'
  return exitText(exit)
}

function exitText(exit: Exit): string {
  if ('missing' in exit) return `ended; ${exit.missing}`
  return 'code' in exit ? `exit code ${exit.code}` : `signal ${exit.signal}`
}
