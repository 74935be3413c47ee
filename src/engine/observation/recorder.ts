import type { Frame, TaskInfo } from '../../contract/frame.ts'
import type { Exit, TaskWorker } from '../../contract/observation.ts'
import { findTask, type WorkerSpan } from '../../contract/task-match.ts'
import { taskId } from '../../contract/task-ref.ts'
import type { MonitorListener } from '../monitor/monitor.ts'

/** Frames of a run, and its tasks by generation and index. */
export interface Recorder {
  readonly listener: MonitorListener
  /** The task that a worker is or was; undefined when no sample has seen it. */
  readonly find: (worker: WorkerSpan) => SeenTask | undefined
  /** Finds it, and notes which worker it was. */
  readonly assign: (worker: Assignment) => SeenTask | undefined
  /** Notes how a process of this pid ended: the one seen last. */
  readonly exited: (pid: number, exit: Exit) => void
  /** By `taskId`. */
  readonly workers: ReadonlyMap<string, readonly TaskWorker[]>
  readonly exits: ReadonlyMap<string, Exit>
  readonly frames: () => readonly Frame[]
  /** Tasks by `taskKey`. */
  readonly tasks: ReadonlyMap<string, SeenTask>
  /** Frames that came, of which `frames` may hold only every second, fourth ... one. */
  readonly received: () => number
  /** Resolves when a frame as late as `tNs` is here, or when it has not come in `withinMs`. */
  readonly reached: (tNs: number, withinMs: number) => Promise<void>
}

/** A worker that has ended. */
export interface Assignment extends WorkerSpan, Pick<TaskWorker, 'variant' | 'repeat' | 'index'> {}

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
  const workers = new Map<string, TaskWorker[]>()
  const exits = new Map<string, Exit>()
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
  const find = (worker: WorkerSpan) => {
    const infos = [...tasks.values()].map(({ info }) => info)
    const found = findTask(infos, worker)
    return found && [...tasks.values()].find(({ info }) => info === found)
  }
  const assign = ({ variant, repeat, index, ...span }: Assignment) => {
    const found = find(span)
    if (found === undefined) return undefined
    const id = taskId(found.info)
    const worker = { variant, repeat, index, fromNs: span.startNs, toNs: span.endNs }
    workers.set(id, [...(workers.get(id) ?? []), worker])
    return found
  }
  const exited = (pid: number, exit: Exit) => {
    const process = [...tasks.values()].findLast(({ info }) => info.pid === pid && info.kind === 'process')
    if (process !== undefined) exits.set(taskId(process.info), exit)
  }
  return {
    listener: { onFrame, onTasks },
    find,
    assign,
    exited,
    workers,
    exits,
    frames: () => frames,
    tasks,
    received: () => received,
    reached,
  }
}
