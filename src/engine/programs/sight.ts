import { setTimeout as sleep } from 'node:timers/promises'
import { TASK_STATES, type Frame, type TaskInfo } from '../../contract/frame.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import { isAlive } from '../files/is-alive.ts'
import type { Monitor } from '../monitor/monitor.ts'
import { isKernelThread } from './kernel-thread.ts'

/** How long the sampler may take to find a process, ms. Chosen: it starts in 0.1 s, and a machine may be busy. */
const FIND_MS = 5000
/** Interval between two looks whether the processes live, ms, where no sample says it. */
const LOOK_MS = 100
const ZOMBIE = TASK_STATES.indexOf('zombie')

/** Processes that are watched. */
export interface Programs {
  /** As the sampler saw them, in the order of the request. Rejects with bad-params where there is one that cannot be watched. */
  readonly found: Promise<readonly TaskInfo[]>
  /** Resolves when all of them have ended. */
  readonly ended: Promise<void>
  /** Samples with at least one of them. */
  readonly samples: () => number
  readonly stop: () => void
}

/** @throws CoreglowError bad-params where the pid is that of no program. */
export async function checkProgram(pid: number, path: string): Promise<void> {
  if (!isAlive(pid)) throw new CoreglowError('bad-params', `No process with PID ${pid}.`, { path })
  if (!(await isKernelThread(pid))) return
  const message = `PID ${pid} is a thread of the kernel, and not a program that can be recorded.`
  throw new CoreglowError('bad-params', message, { path })
}

/** Watches processes, their threads and descendants from now on. */
export function watchPrograms(
  monitor: Monitor,
  pids: readonly number[],
  rate: number,
  onWarning: (message: string) => void,
): Programs {
  /** The latest task of each pid, and those of them that have ended, by pid. */
  const tasks = new Map<number, TaskInfo>()
  const gone = new Set<number>()
  let samples = 0
  let problem: string | undefined
  const stopping = new AbortController()
  const onTasks = (infos: readonly TaskInfo[], _generation: number, reset: boolean) => {
    for (const info of infos) {
      if (info.kind !== 'process' || !pids.includes(info.pid)) continue
      if (info.endedNs !== undefined && (reset || tasks.get(info.pid)?.index !== info.index)) continue
      tasks.set(info.pid, info)
      if (info.endedNs !== undefined) gone.add(info.pid)
    }
  }
  const onFrame = (frame: Frame) => {
    const rows = [...tasks.values()].map(({ pid, index }) => ({ pid, row: frame.tasks.index.indexOf(index) }))
    if (rows.some(({ row }) => row >= 0)) samples++
    // Its parent has not asked yet how it ended.
    for (const { pid, row } of rows) if (row >= 0 && frame.tasks.state[row] === ZOMBIE) gone.add(pid)
  }
  const leave = monitor.listen(rate, {
    onTasks,
    onFrame,
    onWarning: (message) => {
      problem = message
      onWarning(message)
    },
  })
  for (const pid of pids) monitor.watch({ pid, role: 'run' })
  const find = async () => {
    const untilMs = Date.now() + FIND_MS
    for (;;) {
      const infos = pids.map((pid) => tasks.get(pid))
      if (infos.every((info) => info !== undefined)) return infos.map((info) => checkOwner(info))
      const missing = pids.find((pid) => !tasks.has(pid))!
      const message = isAlive(missing) ? problem : `Process ${missing} ended before it could be watched.`
      if (message !== undefined || stopping.signal.aborted || Date.now() > untilMs) {
        throw new CoreglowError('bad-params', message ?? `The sampler did not find process ${missing}.`)
      }
      await sleep(10)
    }
  }
  const end = async () => {
    while (!stopping.signal.aborted && !pids.every((pid) => gone.has(pid) || !isAlive(pid))) await sleep(LOOK_MS)
  }
  return {
    found: find(),
    ended: end(),
    samples: () => samples,
    stop() {
      stopping.abort()
      leave()
      for (const pid of pids) monitor.unwatch(pid)
    },
  }
}

/** @throws CoreglowError bad-params for a process of Coreglow: what it does is measured in every recording anyway. */
function checkOwner(info: TaskInfo): TaskInfo {
  if (info.role !== 'app') return info
  throw new CoreglowError('bad-params', `Process ${info.pid} is Coreglow itself. Name the process of another program.`)
}
