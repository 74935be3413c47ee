import type { Frame, TaskInfo } from '../../contract/frame.ts'
import type { MonitorListener } from '../monitor/monitor.ts'

/** Frames of a run, and its tasks by generation and index. */
export interface Recorder {
  readonly listener: MonitorListener
  readonly frames: () => readonly Frame[]
  /** Tasks by `taskKey`. */
  readonly tasks: ReadonlyMap<string, SeenTask>
  /** Frames that came, of which `frames` may hold only every second, fourth ... one. */
  readonly received: () => number
  /** Resolves when a frame as late as `tNs` is here, or when it has not come in `withinMs`. */
  readonly reached: (tNs: number, withinMs: number) => Promise<void>
}

/** A task; its index is valid within a generation of the sampler. */
export interface SeenTask {
  readonly generation: number
  readonly info: TaskInfo
}

/** Number of frames above which every second one is dropped: counters are cumulative, so only resolution is lost. Chosen: 1,000 s at 20 Hz. */
const MAX_FRAMES = 20_000

export function taskKey(generation: number, index: number): string {
  return `${generation}:${index}`
}

export function createRecorder(maxFrames = MAX_FRAMES): Recorder {
  let frames: Frame[] = []
  let received = 0
  let keepEvery = 1
  const tasks = new Map<string, SeenTask>()
  const waiting = new Set<(frame: Frame) => void>()

  const onFrame = (frame: Frame) => {
    if (received++ % keepEvery === 0) frames.push(frame)
    if (frames.length > maxFrames) {
      frames = frames.filter((_, at) => at % 2 === 0)
      keepEvery *= 2
    }
    for (const look of waiting) look(frame)
  }
  const onTasks = (infos: readonly TaskInfo[], generation: number) => {
    for (const info of infos) tasks.set(taskKey(generation, info.index), { generation, info })
  }
  const reached = (tNs: number, withinMs: number) =>
    new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        waiting.delete(look)
        resolve()
      }
      const look = (frame: Frame) => frame.tNs >= tNs && finish()
      const timer = setTimeout(finish, withinMs)
      waiting.add(look)
      const last = frames.at(-1)
      if (last !== undefined) look(last)
    })
  return {
    listener: { onFrame, onTasks },
    frames: () => frames,
    tasks,
    received: () => received,
    reached,
  }
}
