import { divideTime, type CoreUse } from '../../contract/core-owners.ts'
import type { TaskInfo } from '../../contract/frame.ts'
import type { LiveWorker } from '../../contract/run-event.ts'
import { findTask } from '../../contract/task-match.ts'
import { taskId, threadLabel } from '../../contract/task-ref.ts'
import { createSeries, type Series } from './series.ts'
import type { TaskLog, TaskSamples } from './task-log.ts'

/** Names a lane, whatever the repeat: a lane selected in one view is marked in all. */
export interface LaneKey {
  /** The worker's variant; of a task without a worker, its process. */
  readonly group: string
  /** Index of the worker, 0 for the first; it decides the colour. Without workers, tasks are numbered in the order found. */
  readonly index: number
}

/** A task over time: when it lived, and how much of a core it had. In a run it is shown while it is a worker. */
export interface Lane {
  readonly key: LaneKey
  /** Undefined while the sampler has not seen the worker's task, and where that was too short to be seen. */
  readonly task: TaskInfo | undefined
  readonly worker: LiveWorker | undefined
  readonly name: string
  /** Name of its process. */
  readonly process: string
  readonly pid: number
  readonly tid: number
  readonly startNs: number
  /** Undefined while it is alive. */
  readonly endNs?: number
  readonly series: Series
}

export interface Lanes {
  readonly all: readonly Lane[]
  /** The latest lane of a task or, where its first thread has a row of its own, of that: by dictionary index. */
  laneOf(task: number): Lane | undefined
  setWorkers(workers: readonly LiveWorker[]): void
  /** Matches lanes to tasks again, after the task log has changed. */
  relink(): void
  /** Gives each lane its part of a sample. `ns`: time since the previous sample. */
  observe(samples: TaskSamples, tNs: number, ns: number): CoreUse[]
}

/** A lane for each worker of a run; without workers (a program that was watched) one for each task. */
export type LanesOf = 'workers' | 'tasks'

export function createLanes(log: TaskLog, kind: LanesOf): Lanes {
  const series = new Map<string, Series>()
  let workers: readonly LiveWorker[] = []
  let all: readonly Lane[] = []
  let byTask: ReadonlyMap<number, readonly Lane[]> = new Map()

  const seriesOf = (key: string) => {
    const known = series.get(key) ?? createSeries()
    series.set(key, known)
    return known
  }
  const relink = () => {
    const infos = [...log.tasks.values()].map(({ info }) => info)
    const running = infos.filter(({ index }) => log.firstThread(index) === undefined)
    const taskOf = taskFinder(running)
    all =
      kind === 'workers'
        ? workers.map((worker) => workerLane(worker, taskOf(worker), seriesOf(workerKey(worker))))
        : running
            .filter(({ role }) => role !== 'app')
            .map((info, index) => taskLane(info, index, infos, seriesOf(taskId(info))))
    byTask = grouped(
      all.filter((lane) => lane.task !== undefined),
      ({ task }) => task!.index,
    )
  }
  return {
    get all() {
      return all
    },
    laneOf: (task) => byTask.get(log.firstThread(task) ?? task)?.at(-1),
    setWorkers(next) {
      workers = next
      relink()
    },
    relink,
    observe(samples, tNs, ns) {
      const uses: CoreUse[] = []
      for (let row = 0; row < samples.index.length; row++) {
        const index = samples.index[row]!
        const lanes = byTask.get(index)
        if (lanes === undefined || Number.isNaN(samples.share[row]!)) continue
        uses.push(...divide(lanes, samples, row, tNs - ns, tNs))
      }
      return uses
    },
  }
}

/** Gives the lanes of a task their parts of its sample. */
function divide(lanes: readonly Lane[], samples: TaskSamples, row: number, fromNs: number, toNs: number): CoreUse[] {
  const [state, core] = [samples.state[row]!, samples.core[row]!]
  return divideTime(lanes, fromNs, toNs).map(({ worker: lane, startNs, endNs, scale }) => {
    const [share, ready] = [samples.share[row]! * scale, samples.ready[row]! * scale]
    lane.series.push({ startNs, endNs, share, ready, state, core })
    return { core, index: lane.key.index, share: Math.min((share * (endNs - startNs)) / (toNs - fromNs), 1) }
  })
}

function workerLane(worker: LiveWorker, task: TaskInfo | undefined, series: Series): Lane {
  const { variant, index, name, pid, tid, startNs, endNs } = worker
  const [process = name] = name.split('/')
  return { key: { group: variant, index }, task, worker, name, process, pid, tid, startNs, endNs, series }
}

function taskLane(task: TaskInfo, index: number, infos: readonly TaskInfo[], series: Series): Lane {
  const { pid, tid, kind, seenNs = NaN, endedNs } = task
  const process = kind === 'process' ? task : (processOf(task, infos) ?? task)
  const name = kind === 'thread' && tid === pid ? 'MainThread' : task.name
  const key = { group: taskId(process), index }
  return {
    key,
    task,
    worker: undefined,
    name,
    process: process.name,
    pid,
    tid,
    startNs: seenNs,
    endNs: endedNs,
    series,
  }
}

function processOf({ parent, pid }: TaskInfo, infos: readonly TaskInfo[]): TaskInfo | undefined {
  return parent === undefined
    ? infos.findLast((info) => info.kind === 'process' && info.pid === pid)
    : infos.find(({ index }) => index === parent)
}

/** Finds the task that a worker was: by its reference, or by its own report while the engine has not seen the task. */
function taskFinder(tasks: readonly TaskInfo[]): (worker: LiveWorker) => TaskInfo | undefined {
  const byId = new Map(tasks.map((task) => [taskId(task), task]))
  const byThread = grouped(tasks, threadLabel)
  return (worker) =>
    (worker.task && byId.get(taskId(worker.task))) ??
    findTask(worker.host === undefined ? (byThread.get(threadLabel(worker)) ?? []) : [], {
      ...worker,
      endNs: worker.endNs ?? Infinity,
    })
}

export function workerKey({ variant, repeat, index, startNs }: LiveWorker): string {
  return `${variant}/${repeat}/${index}/${startNs}`
}

function grouped<Key, Value>(values: readonly Value[], keyOf: (value: Value) => Key): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>()
  for (const value of values) {
    const group = groups.get(keyOf(value))
    if (group === undefined) groups.set(keyOf(value), [value])
    else group.push(value)
  }
  return groups
}
