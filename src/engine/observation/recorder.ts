import type { Frame, TaskInfo } from '../../contract/frame.ts'
import type { Exit, TaskWorker } from '../../contract/observation.ts'
import { findTask, type WorkerSpan } from '../../contract/task-match.ts'
import { taskRef, threadLabel, type TaskRef } from '../../contract/task-ref.ts'
import type { MonitorListener } from '../monitor/monitor.ts'
import { createCoreCounter, type CoreCounter } from './core-counter.ts'
import type { JsonRecord } from './partial-file.ts'
import type { SeenTask } from './seen-task.ts'
import { createMemoryLog, type RecordLog } from './record-log.ts'

/** Writes down what the monitor sees during a run. What it holds in memory does not grow with the run's length. */
export interface Recorder {
  readonly listener: MonitorListener
  readonly log: RecordLog
  readonly counter: Pick<CoreCounter, 'track' | 'settle'>
  /** The task that a worker is or was; undefined when no sample has seen it. */
  readonly find: (worker: WorkerSpan) => TaskInfo | undefined
  /** Finds it, and notes which worker it was. */
  readonly assign: (worker: Assignment) => TaskInfo | undefined
  /** Notes how a process of this pid ended: the one seen last. */
  readonly exited: (pid: number, exit: Exit) => void
  /** Number of frames received. */
  readonly received: () => number
  /** Resolves when a frame as late as `tNs` is here, or when it has not come in `withinMs`. */
  readonly reached: (tNs: number, withinMs: number) => Promise<void>
}

/** A worker that has ended. */
export interface Assignment extends WorkerSpan, Pick<TaskWorker, 'variant' | 'repeat' | 'index'> {}

/** Records of a log that a recorder writes, beside frames. */
export type RecorderRecord =
  | { readonly type: 'tasks'; readonly generation: number; readonly tasks: readonly TaskInfo[] }
  | { readonly type: 'worker'; readonly task: TaskRef; readonly worker: TaskWorker }
  | { readonly type: 'exit'; readonly task: TaskRef; readonly exit: Exit }

/** How long an ended task is remembered for workers that report late, ns. Chosen: the longest wait for a trial's last frame is 0.5 s. */
const FORGET_NS = 10e9
/** Frames between two looks for what can be forgotten. */
const FORGET_EVERY = 100

export function createRecorder(log: RecordLog = createMemoryLog()): Recorder {
  /** Tasks that live or ended lately, by pid and tid. */
  const tasks = new Map<string, SeenTask[]>()
  const counter = createCoreCounter((label) => tasks.get(label) ?? [])
  const waiting = new Set<(frame: Frame) => void>()
  let latest: Frame | undefined
  let received = 0

  const note = (record: RecorderRecord & JsonRecord) => log.append(record)
  const onFrame = (frame: Frame) => {
    latest = frame
    log.append(frame)
    counter.onFrame(frame)
    if (++received % FORGET_EVERY === 0) forgetEnded(tasks, frame.tNs - FORGET_NS)
    for (const look of waiting) look(frame)
  }
  const onTasks = (infos: readonly TaskInfo[], generation: number) => {
    if (infos.length > 0) note({ type: 'tasks', generation, tasks: infos })
    for (const info of infos) {
      const label = threadLabel(info)
      const others = tasks
        .get(label)
        ?.filter((task) => task.generation !== generation || task.info.index !== info.index)
      tasks.set(label, [...(others ?? []), { generation, info }])
    }
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
      if (latest !== undefined) look(latest)
    })
  const find = (worker: WorkerSpan) =>
    findTask(
      (tasks.get(threadLabel(worker)) ?? []).map(({ info }) => info),
      worker,
    )
  const assign = ({ variant, repeat, index, ...span }: Assignment) => {
    const task = find(span)
    const worker = { variant, repeat, index, fromNs: span.startNs, toNs: span.endNs }
    if (task !== undefined) note({ type: 'worker', task: taskRef(task), worker })
    return task
  }
  const exited = (pid: number, exit: Exit) => {
    const process = tasks.get(threadLabel({ pid, tid: pid }))?.findLast(({ info }) => info.kind === 'process')
    if (process !== undefined) note({ type: 'exit', task: taskRef(process.info), exit })
  }
  return { listener: { onFrame, onTasks }, log, counter, find, assign, exited, received: () => received, reached }
}

function forgetEnded(tasks: Map<string, SeenTask[]>, untilNs: number): void {
  for (const [label, seen] of tasks) {
    const kept = seen.filter(({ info: { endedNs = Infinity } }) => endedNs > untilNs)
    if (kept.length === 0) tasks.delete(label)
    else if (kept.length < seen.length) tasks.set(label, kept)
  }
}
