import { TASK_STATES, type TaskInfo, type TaskState } from '../../contract/frame.ts'

/** What was last seen of a task; it stays when the task has ended. */
export interface TaskView {
  readonly info: TaskInfo
  ended: boolean
  /** Share of a core, smoothed for the eye; NaN where unknown. */
  share: number
  state: TaskState
  core: number
  cpuNs: number
  rssBytes: number
  voluntarySwitches: number
  involuntarySwitches: number
}

/** One task in one sample. */
export interface TaskSample {
  readonly index: number
  readonly share: number
  readonly state: number
  readonly core: number
  readonly cpuNs: number
  readonly rssBytes: number
  readonly voluntarySwitches: number
  readonly involuntarySwitches: number
}

export interface TaskLog {
  readonly tasks: ReadonlyMap<number, TaskView>
  /** `reset`: these are all there are; what was known before belongs to another generation. */
  tell(infos: readonly TaskInfo[], reset: boolean): void
  /** A process whose first thread has a row of its own: that row, not the process, says where it runs. */
  splits(index: number): boolean
  see(sample: TaskSample, seconds: number): void
  /** Forgets what has ended: a new run begins. */
  forgetEnded(): void
}

const SHARE_SECONDS = 0.4
const MAX_ENDED = 256

export function createTaskLog(): TaskLog {
  const tasks = new Map<number, TaskView>()
  const split = new Set<number>()

  const add = (info: TaskInfo) => {
    const known = tasks.get(info.index)
    const ended = info.endedNs !== undefined
    tasks.set(info.index, { ...(known ?? UNSEEN), info, ended, ...(ended ? { state: 'ended', share: NaN } : {}) })
    if (info.kind === 'thread' && info.tid === info.pid && info.parent !== undefined) split.add(info.parent)
  }
  const forget = (excess: number) => {
    for (const [index, task] of tasks) {
      if (excess <= 0) return
      if (task.ended && tasks.delete(index)) excess -= 1
    }
  }
  const ended = () => [...tasks.values()].reduce((count, task) => count + Number(task.ended), 0)
  return {
    tasks,
    tell(infos, reset) {
      if (reset) tasks.clear()
      if (reset) split.clear()
      infos.forEach(add)
      forget(ended() - MAX_ENDED)
    },
    splits: (index) => split.has(index),
    see(sample, seconds) {
      const task = tasks.get(sample.index)
      if (task === undefined || task.ended) return
      const weight = Number.isNaN(task.share) ? 1 : 1 - Math.exp(-seconds / SHARE_SECONDS)
      if (!Number.isNaN(sample.share)) task.share = mix(task.share, sample.share, weight)
      task.state = TASK_STATES[sample.state] ?? 'unknown'
      task.core = sample.core
      task.cpuNs = sample.cpuNs
      // What is dying has given its memory back; how much it had is what one wants to see.
      if (sample.rssBytes > 0) task.rssBytes = sample.rssBytes
      task.voluntarySwitches = sample.voluntarySwitches
      task.involuntarySwitches = sample.involuntarySwitches
    },
    forgetEnded: () => forget(Infinity),
  }
}

const UNSEEN = {
  ended: false,
  share: NaN,
  state: 'unknown' as TaskState,
  core: -1,
  cpuNs: NaN,
  rssBytes: NaN,
  voluntarySwitches: NaN,
  involuntarySwitches: NaN,
}

function mix(before: number, after: number, weight: number): number {
  return Number.isNaN(before) ? after : before + (after - before) * weight
}
