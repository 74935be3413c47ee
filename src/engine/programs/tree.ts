import { setTimeout as sleep } from 'node:timers/promises'
import { TASK_STATES, type Frame, type TaskInfo } from '../../contract/frame.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import { isAlive } from '../files/is-alive.ts'
import type { Monitor, MonitorListener } from '../monitor/monitor.ts'
import { createTokenScan } from './token-scan.ts'

/** Longest time for the sampler to find a process, ms. Chosen: it starts in 0.1 s, and a machine may be busy. */
const FIND_MS = 5000
/** Interval between two looks whether the first process lives, and for descendants that left the tree, ms. Chosen: the beginning of a daemon is seen with little missing, for under 0.5 % of a core. */
const LOOK_MS = 200
const ZOMBIE = TASK_STATES.indexOf('zombie')

export interface TreeOptions {
  readonly root: number
  /** Samples per second. */
  readonly rate: number
  /** Borne by the program's descendants: those that left the tree are found by it. Undefined where Coreglow did not start it. */
  readonly runToken?: string
  /** Gets what the sampler sees of this program and of Coreglow, and nothing of other programs. */
  readonly listener: MonitorListener
  readonly onBegan: (process: TaskInfo) => void
  /** A process has ended; `children`: those of its child processes that live on. */
  readonly onEnded: (children: readonly TaskInfo[]) => void
}

/** The processes of a program, as the sampler sees them. */
export interface Tree {
  /** The first process. Rejects with bad-params where it cannot be watched. */
  readonly found: Promise<TaskInfo>
  /** The first process has ended, or waits for its parent to ask how. */
  readonly rootEnded: Promise<void>
  /** Processes that live, as of the last sample. */
  readonly living: () => readonly TaskInfo[]
  readonly has: (pid: number) => boolean
  readonly stop: () => void
}

/** Follows a process, its threads and all of its descendants from now on. */
export function followTree(monitor: Monitor, options: TreeOptions): Tree {
  const { root, rate, runToken, listener } = options
  /** Tasks of the program by index, threads and ended ones included, and its living processes by pid. */
  let members = new Map<number, TaskInfo>()
  const living = new Map<number, TaskInfo>()
  /** Pids that the sampler was asked for. */
  const asked = new Set<number>()
  const stopping = new AbortController()
  /** Its parent has not asked yet how it ended. */
  const zombie = new AbortController()
  let rootIndex: number | undefined
  let problem: string | undefined

  const ask = (pid: number) => {
    if (asked.has(pid) || living.has(pid)) return
    asked.add(pid)
    // Many a descendant ends between the scan that finds it and the sampler's first look.
    monitor.watch({ pid, role: 'run', mayBeGone: true })
  }
  const isMember = ({ kind, pid, parent, endedNs, index }: TaskInfo) =>
    members.has(index) ||
    (parent !== undefined && members.has(parent)) ||
    (kind === 'process' && asked.has(pid) && endedNs === undefined)
  const take = (info: TaskInfo) => {
    members.set(info.index, info)
    if (info.kind === 'thread') return
    if (info.endedNs === undefined) {
      const isNew = living.get(info.pid)?.index !== info.index
      living.set(info.pid, info)
      if (isNew) options.onBegan(info)
    } else if (living.get(info.pid)?.index === info.index) {
      living.delete(info.pid)
      asked.delete(info.pid)
      options.onEnded([...living.values()].filter(({ parent }) => parent === info.index))
    }
  }
  /** A daemon's parent is the system: in the program it descends from the first process. */
  const withParent = (info: TaskInfo): TaskInfo => {
    if (info.kind === 'thread' || info.parent !== undefined) return info
    if (info.pid === root) rootIndex ??= info.index
    return info.index === rootIndex ? info : { ...info, parent: rootIndex }
  }
  const onTasks = (infos: readonly TaskInfo[], generation: number, reset: boolean) => {
    if (reset) [members, rootIndex] = [new Map(), undefined]
    const ours = infos.flatMap((info) => {
      if (info.role !== 'run') return [info]
      if (!isMember(info)) return []
      take(info)
      return [withParent(info)]
    })
    if (ours.length > 0 || reset) listener.onTasks?.(ours, generation, reset)
  }
  const onFrame = (frame: Frame) => {
    const info = living.get(root)
    const row = info === undefined ? -1 : frame.tasks.index.indexOf(info.index)
    if (row >= 0 && frame.tasks.state[row] === ZOMBIE) zombie.abort()
    listener.onFrame?.(frame)
  }
  const onWarning = (message: string) => {
    if (living.size > 0) listener.onWarning?.(message)
    else problem = message
  }
  asked.add(root)
  const leave = monitor.listen(rate, { onTasks, onFrame, onWarning })
  monitor.watch({ pid: root, role: 'run' })

  const find = async () => {
    const untilMs = Date.now() + FIND_MS
    for (;;) {
      const info = living.get(root) ?? [...members.values()].find(({ pid, kind }) => pid === root && kind === 'process')
      if (info !== undefined) return info
      const message = isAlive(root) ? problem : `Process ${root} ended before it could be watched.`
      if (message !== undefined || stopping.signal.aborted || Date.now() > untilMs) {
        throw new CoreglowError('bad-params', message ?? `The sampler did not find process ${root}.`)
      }
      await sleep(10)
    }
  }
  const scan = runToken === undefined ? undefined : createTokenScan(runToken)
  const look = async () => {
    while (!stopping.signal.aborted && !zombie.signal.aborted && isAlive(root)) {
      await sleep(LOOK_MS)
      for (const pid of scan?.() ?? []) ask(pid)
    }
  }
  return {
    found: find(),
    rootEnded: look(),
    living: () => [...living.values()],
    has: (pid) => living.has(pid),
    stop() {
      stopping.abort()
      leave()
      for (const pid of asked) monitor.unwatch(pid)
    },
  }
}
