import type { Frame, TaskInfo } from '../../contract/frame.ts'
import { threadLabel } from '../../contract/task-ref.ts'
import type { SeenTask } from './seen-task.ts'

/**
 * How long a frame waits before it is counted. Chosen: reports of workers come through pipes some milliseconds after the
 * moments that they name, and on a busy machine later; a second is twenty frames.
 */
const WAIT_NS = 1e9

/** A process or thread from one moment to another, and what the frames of that time show of it. */
export interface Tracked {
  readonly pid: number
  readonly tid: number
  readonly startNs: number
  /** A process as a whole, or the thread that has these numbers. */
  readonly kind: TaskInfo['kind']
  /** Set when it is known. */
  endNs: number
  /** Numbers of frames in which it had run on a core since the frame before, by core. */
  readonly frames: Map<number, number>
  /** CPU ns of the first and the latest frame; NaN before. */
  firstCpuNs: number
  lastCpuNs: number
}

/** Counts, as frames arrive, what is asked of a few tasks: nothing of it grows with the length of a run. */
export interface CoreCounter {
  track(task: Pick<Tracked, 'pid' | 'tid' | 'startNs' | 'kind'>): Tracked
  onFrame(frame: Frame): void
  /** Counts the frames that still wait, and forgets what is tracked. */
  settle(): void
}

/** `tasksOf`: the tasks with a pid and tid, of all generations. */
export function createCoreCounter(tasksOf: (label: string) => readonly SeenTask[]): CoreCounter {
  let tracked: Tracked[] = []
  let waiting: Frame[] = []
  let rows = new Map<number, number>()
  let before: Frame | undefined

  const count = (frame: Frame) => {
    const rowsBefore = before?.generation === frame.generation ? rows : new Map<number, number>()
    rows = new Map()
    for (const [row, index] of frame.tasks.index.entries()) rows.set(index, row)
    for (const task of tracked) {
      if (frame.tNs < task.startNs || frame.tNs > task.endNs) continue
      const row = rowOf(task, frame)
      if (row === undefined) continue
      const cpuNs = frame.tasks.cpuNs[row]!
      if (Number.isNaN(cpuNs)) continue
      const cpuNsBefore = before?.tasks.cpuNs[rowsBefore.get(frame.tasks.index[row]!) ?? -1] ?? 0
      const core = frame.tasks.core[row]!
      // The system tells the core of the last run: a thread that has not run since the frame before was on none.
      if (cpuNs > cpuNsBefore && core >= 0) task.frames.set(core, (task.frames.get(core) ?? 0) + 1)
      if (Number.isNaN(task.firstCpuNs)) task.firstCpuNs = cpuNs
      task.lastCpuNs = cpuNs
    }
    before = frame
  }
  /** A process with a single thread has only the row of the process. */
  const rowOf = (task: Tracked, { generation }: Frame) => {
    let found: number | undefined
    for (const { generation: ofTask, info } of tasksOf(threadLabel(task))) {
      const row = ofTask === generation ? rows.get(info.index) : undefined
      if (row !== undefined && (found === undefined || info.kind === task.kind)) found = row
    }
    return found
  }
  return {
    track(task) {
      const added = { ...task, endNs: Infinity, frames: new Map(), firstCpuNs: NaN, lastCpuNs: NaN }
      tracked.push(added)
      return added
    },
    onFrame(frame) {
      waiting.push(frame)
      while (waiting.length > 1 && waiting[0]!.tNs <= frame.tNs - WAIT_NS) count(waiting.shift()!)
    },
    settle() {
      for (const frame of waiting) count(frame)
      waiting = []
      tracked = []
    },
  }
}

/** Cores that it ran on, most frequent first. */
export function coresOf({ frames }: Tracked): number[] {
  return [...frames].toSorted((a, b) => b[1] - a[1]).map(([core]) => core)
}
