import { TASK_STATES, type TaskInfo, type TaskState } from '../../contract/frame.ts'

/** Latest state of a task, kept after it has ended. Numbers are NaN where unknown. */
export interface TaskView {
  readonly info: TaskInfo
  ended: boolean
  /** Share of a core, smoothed for the eye. */
  share: number
  state: TaskState
  core: number
  cpuNs: number
  /** Time spent ready to run while no core was free, since the task began, ns. */
  runQueueNs: number
  rssBytes: number
  voluntarySwitches: number
  involuntarySwitches: number
}

/** One sample of the watched tasks: columns of equal length, one entry a task. Numbers are NaN where unknown. */
export interface TaskSamples {
  /** Position in the dictionary. */
  readonly index: ArrayLike<number>
  /** CPU time over elapsed time: 1 is one whole core. */
  readonly share: ArrayLike<number>
  /** Run queue time over elapsed time: 1 is ready throughout, and no core was free. */
  readonly ready: ArrayLike<number>
  /** A position in TASK_STATES. */
  readonly state: ArrayLike<number>
  /** -1 where unknown. */
  readonly core: ArrayLike<number>
  readonly cpuNs: ArrayLike<number>
  readonly runQueueNs: ArrayLike<number>
  readonly rssBytes: ArrayLike<number>
  readonly voluntarySwitches: ArrayLike<number>
  readonly involuntarySwitches: ArrayLike<number>
}

export interface TaskLog {
  /** By dictionary index. */
  readonly tasks: ReadonlyMap<number, TaskView>
  /** `reset`: these are all there are; what was known before belongs to another generation. */
  update(infos: readonly TaskInfo[], reset: boolean): void
  /** The first thread of a process, where it has a row of its own: that row, not the process, says where it runs. */
  firstThread(process: number): number | undefined
  observe(samples: TaskSamples, seconds: number): void
  /** Forgets ended tasks, when a new run begins. */
  forgetEnded(): void
}

/** Time constant of the CPU share in the table. Chosen: a share at 20 Hz comes in steps of a fifth and could not be read. */
const SHARE_SECONDS = 0.4
/** Ended tasks that are kept. Chosen: more rows than anybody reads, few enough to sort ten times a second. */
const MAX_ENDED = 256

export function createTaskLog(): TaskLog {
  const tasks = new Map<number, TaskView>()
  const firstThreads = new Map<number, number>()

  const add = (info: TaskInfo) => {
    const known = tasks.get(info.index)
    const ended = info.endedNs !== undefined
    tasks.set(info.index, { ...(known ?? UNSEEN), info, ended, ...(ended ? { state: 'ended', share: NaN } : {}) })
    if (info.kind === 'thread' && info.tid === info.pid && info.parent !== undefined)
      firstThreads.set(info.parent, info.index)
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
    update(infos, reset) {
      if (reset) tasks.clear()
      if (reset) firstThreads.clear()
      infos.forEach(add)
      // A recording has all of its tasks from the beginning, and needs them.
      if (!reset) forget(ended() - MAX_ENDED)
    },
    firstThread: (process) => firstThreads.get(process),
    observe(samples, seconds) {
      for (let row = 0; row < samples.index.length; row++) {
        const task = tasks.get(samples.index[row]!)
        if (task !== undefined) see(task, samples, row, seconds)
      }
    },
    forgetEnded: () => forget(Infinity),
  }
}

function see(task: TaskView, samples: TaskSamples, row: number, seconds: number): void {
  const share = samples.share[row]!
  const weight = Number.isNaN(task.share) ? 1 : 1 - Math.exp(-seconds / SHARE_SECONDS)
  if (!task.ended) {
    if (!Number.isNaN(share)) task.share = mix(task.share, share, weight)
    task.state = TASK_STATES[samples.state[row]!] ?? 'unknown'
  }
  task.core = samples.core[row]!
  task.cpuNs = samples.cpuNs[row]!
  task.runQueueNs = samples.runQueueNs[row]!
  // A dying task has already returned its memory; the last known size is more useful.
  if (samples.rssBytes[row]! > 0) task.rssBytes = samples.rssBytes[row]!
  task.voluntarySwitches = samples.voluntarySwitches[row]!
  task.involuntarySwitches = samples.involuntarySwitches[row]!
}

const UNSEEN = {
  ended: false,
  share: NaN,
  state: 'unknown' as TaskState,
  core: -1,
  cpuNs: NaN,
  runQueueNs: NaN,
  rssBytes: NaN,
  voluntarySwitches: NaN,
  involuntarySwitches: NaN,
}

function mix(before: number, after: number, weight: number): number {
  return Number.isNaN(before) ? after : before + (after - before) * weight
}
