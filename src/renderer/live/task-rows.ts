import type { TaskInfo } from '../../contract/frame.ts'
import type { LiveWorker } from '../../contract/run-event.ts'
import type { Scene } from './scene.ts'
import type { TaskView } from './task-log.ts'

export const TASK_COLUMNS = [
  'name',
  'pid',
  'cpu',
  'core',
  'state',
  'cpuSeconds',
  'readySeconds',
  'rss',
  'voluntary',
  'involuntary',
] as const
export type TaskColumn = (typeof TASK_COLUMNS)[number]
export interface TaskSort {
  readonly column: TaskColumn
  readonly descending: boolean
}

/** A line of the task table. Numbers are NaN where unknown. */
export interface TaskRow {
  readonly key: number
  readonly depth: 0 | 1
  readonly name: string
  /** Index of the worker that it is. */
  readonly worker: number | undefined
  readonly pid: number
  readonly tid: number
  readonly kind: 'process' | 'thread'
  readonly cpu: number
  readonly core: number
  readonly state: string
  readonly cpuSeconds: number
  /** Time ready to run while no core was free, seconds. */
  readonly readySeconds: number
  readonly rss: number
  readonly voluntary: number
  readonly involuntary: number
  readonly ended: boolean
  /** How a worker ended that did not end by itself. */
  readonly lost: string | undefined
  /** Coreglow's own main process. */
  readonly isOwn: boolean
}

export interface TaskRowsOptions {
  readonly sort: TaskSort | undefined
  readonly filter: string
  /** pids of the main processes of the runs on the screen. */
  readonly mainProcesses: readonly number[]
  /** pid of a program that is watched instead: its processes keep their names. */
  readonly programPid?: number
  /**
   * When the first worker of the runs on the screen began, ns; undefined shows every task. A page that connects late is
   * sent tasks of earlier runs too: of those that have ended only what these runs started is shown.
   */
  readonly sinceNs?: number
}

/** The tree: processes of the run first, then the app, each with its threads; ended ones after the living in any order, the program's first process before the latest. */
export function taskRows(scene: Scene, options: TaskRowsOptions): TaskRow[] {
  const { sort, filter, mainProcesses } = options
  const tasks = [...scene.tasks.tasks.values()].filter(({ info }) => isOnScreen(info, scene, options))
  const apps = tasks.filter(({ info }) => info.role === 'app' && info.kind === 'process')
  const appMain = apps.find(({ info }) => !apps.some((other) => other.info.index === info.parent))
  const rows = tasks
    .filter(({ info }) => info.role !== 'app' || info.kind === 'process')
    .map((task) => rowOf(task, scene, mainProcesses, task === appMain))
  const processes = rows.filter(({ kind }) => kind === 'process')
  const threads = threadsByProcess(rows, scene)
  const order = comparator(sort, scene, options.programPid)
  const matches = (row: TaskRow) => `${row.name} ${row.pid} ${row.tid} ${row.state}`.toLowerCase().includes(filter)
  return processes.toSorted(order).flatMap((process) => {
    const all = (threads.get(process.key) ?? []).toSorted(order)
    const shown = matches(process) ? all : all.filter(matches)
    return shown.length > 0 || matches(process) ? [process].concat(shown) : []
  })
}

function threadsByProcess(rows: readonly TaskRow[], scene: Scene): ReadonlyMap<number, readonly TaskRow[]> {
  const byPid = new Map(rows.flatMap(({ kind, pid, key }) => (kind === 'process' ? [[pid, key] as const] : [])))
  const threads = new Map<number, TaskRow[]>()
  for (const row of rows) {
    const process = scene.tasks.tasks.get(row.key)?.info.parent ?? byPid.get(row.pid)
    if (row.kind === 'thread' && process !== undefined) threads.set(process, [...(threads.get(process) ?? []), row])
  }
  return threads
}

function isOnScreen(info: TaskInfo, scene: Scene, { mainProcesses, programPid, sinceNs }: TaskRowsOptions): boolean {
  if (sinceNs === undefined || info.role !== 'run' || info.endedNs === undefined) return true
  return (
    info.endedNs >= sinceNs &&
    ancestry(info, scene).some(({ pid }) => pid === programPid || mainProcesses.includes(pid))
  )
}

/** A task, its process, the process that started it, and so on, as far as they are watched. */
function ancestry(info: TaskInfo, scene: Scene): readonly TaskInfo[] {
  const parent = info.parent === undefined ? undefined : scene.tasks.tasks.get(info.parent)?.info
  return parent === undefined ? [info] : [info, ...ancestry(parent, scene)]
}

function rowOf(task: TaskView, scene: Scene, mainProcesses: readonly number[], isApp: boolean): TaskRow {
  const { info } = task
  const worker = scene.laneOf(info.index)?.worker
  const carries = worker !== undefined && scene.tasks.firstThread(info.index) === undefined
  return {
    key: info.index,
    depth: info.kind === 'thread' ? 1 : 0,
    name: nameOf(task, worker, mainProcesses, isApp),
    worker: carries ? worker.index : undefined,
    pid: info.pid,
    tid: info.tid,
    kind: info.kind,
    cpu: task.ended ? NaN : task.share,
    core: task.ended ? NaN : task.core < 0 ? NaN : task.core,
    state: task.state,
    lost: task.ended ? worker?.lost : undefined,
    cpuSeconds: task.cpuNs / 1e9,
    readySeconds: task.runQueueNs / 1e9,
    rss: task.rssBytes,
    voluntary: task.voluntarySwitches,
    involuntary: task.involuntarySwitches,
    ended: task.ended,
    isOwn: isApp,
  }
}

/** The name that a worker gave itself, "Process-1/MainThread", is the process's before the stroke and the thread's after it. */
function nameOf(
  { info }: TaskView,
  worker: LiveWorker | undefined,
  mainProcesses: readonly number[],
  isApp: boolean,
): string {
  if (isApp) return 'Coreglow itself'
  if (info.role === 'app') return `Coreglow: ${info.name}`
  const isMain = mainProcesses.includes(info.pid)
  const [process, thread] = worker?.name.split('/') ?? []
  if (info.kind === 'thread') return thread ?? (info.tid === info.pid ? 'MainThread' : info.name)
  return process ?? (isMain ? 'MainProcess' : info.name)
}

function comparator(
  sort: TaskSort | undefined,
  scene: Scene,
  programPid: number | undefined,
): (a: TaskRow, b: TaskRow) => number {
  const isFirst = ({ depth, pid }: TaskRow) => depth === 0 && pid === programPid
  const rank = (row: TaskRow) => {
    const role = scene.tasks.tasks.get(row.key)?.info.role
    return (row.ended ? 2 : 0) + (role === 'run' ? 0 : 1)
  }
  if (sort === undefined)
    return (a, b) =>
      rank(a) - rank(b) ||
      Number(isFirst(b)) - Number(isFirst(a)) ||
      (a.ended && a.depth === 0 ? b.key - a.key : a.key - b.key)
  const sign = sort.descending ? -1 : 1
  return (a, b) =>
    Number(a.ended) - Number(b.ended) || sign * compareCells(a[sort.column], b[sort.column], sign) || a.key - b.key
}

/** Compares cells; unknown values come last in either direction. */
function compareCells(a: string | number, b: string | number, sign: number): number {
  if (typeof a === 'string' || typeof b === 'string') return String(a).localeCompare(String(b), 'en', { numeric: true })
  if (Number.isNaN(a) || Number.isNaN(b)) return sign * (Number(Number.isNaN(a)) - Number(Number.isNaN(b)))
  return a - b
}
