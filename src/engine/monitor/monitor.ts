import type { Frame, MonitorSource, TaskInfo, TopProcess } from '../../contract/frame.ts'

/** Whom to watch: a process, with its threads and all its descendants. */
export interface Watch {
  readonly pid: number
  readonly role: TaskInfo['role']
}

/** What a listener gets. All of it is plain data that was copied out of the sampler thread. */
export interface MonitorListener {
  readonly onFrame?: (frame: Frame) => void
  /** `reset`: these are all the tasks there are, under a new generation. */
  readonly onTasks?: (tasks: readonly TaskInfo[], generation: number, reset: boolean) => void
  readonly onTop?: (processes: readonly TopProcess[]) => void
  readonly onTrouble?: (message: string) => void
}

/**
 * The sampler thread, seen from the engine. It samples while at least one listener is there, at the highest rate that
 * any of them asked for (1 to 100 Hz), on absolute deadlines, and sleeps otherwise.
 */
export interface Monitor {
  /** Gets the dictionary as it is at once, then frames. `rate` in Hz. Returns how to stop. */
  listen(rate: number, listener: MonitorListener): () => void
  /** From now on the process and its descendants are in the frames, until `unwatch` or until they are all gone. */
  watch(target: Watch): void
  unwatch(pid: number): void
  readonly sources: () => Promise<readonly MonitorSource[]>
  /** CPU ns that the sampler thread has used; undefined where the system does not tell. */
  readonly ownCpuNs: () => Promise<number | undefined>
  close(): Promise<void>
}
