import { orNull } from '../contract/or-null.ts'
import { TASK_STATES, type Frame, type TaskInfo, type TaskState } from '../contract/frame.ts'
import { threadLabel } from '../contract/task-ref.ts'
import { coreShares, taskShares, type CorePart } from '../contract/rates.ts'
import { formatBytes, formatSeconds, formatShare, formatTenths } from '../contract/text.ts'
import type { TaskMessage } from '../contract/procedures.ts'
import { table } from './io.ts'

/** A line of `monitor --json`. Shares refer to the time since the previous line, 1 is one whole core; null is unknown. */
export interface Tick {
  readonly seq: number
  /** Monotonic clock. */
  readonly tNs: number
  readonly lateNs: number
  readonly missedTicks: number
  readonly busyCores: number | null
  readonly cores: readonly TickCore[]
  readonly tasks: readonly TickTask[]
}
interface TickCore {
  readonly busyShare: number | null
  readonly userShare: number | null
  readonly systemShare: number | null
  readonly iowaitShare: number | null
  readonly stealShare: number | null
}
interface TickTask {
  readonly pid: number
  readonly tid: number
  readonly kind: TaskInfo['kind']
  readonly role: TaskInfo['role']
  readonly name: string
  readonly state: TaskState
  readonly core: number | null
  readonly cpuShare: number | null
  readonly cpuSeconds: number | null
  readonly runQueueSeconds: number | null
  readonly rssBytes: number | null
  readonly voluntarySwitches: number | null
  readonly involuntarySwitches: number | null
}

/** What the indices of frames mean. */
export interface Dictionary {
  learn(message: Extract<TaskMessage, { readonly type: 'tasks' }>): void
  find(frame: Frame, index: number): TaskInfo | undefined
}

export function createDictionary(): Dictionary {
  const tasks = new Map<number, TaskInfo>()
  let current = -1
  return {
    learn({ generation, reset, tasks: news }) {
      if (reset || generation !== current) tasks.clear()
      current = generation
      for (const task of news) tasks.set(task.index, task)
    },
    find: ({ generation }, index) => (generation === current ? tasks.get(index) : undefined),
  }
}

export function createTick(before: Frame, frame: Frame, dictionary: Dictionary): Tick {
  const shares = (part: CorePart) => coreShares(before, frame, part)
  const [busy, user, system] = [shares('busy'), shares('user'), shares('system')]
  const [iowait, steal] = [shares('iowait'), shares('steal')]
  const cores = Array.from(busy, (busyShare, core) => ({
    busyShare: orNull(busyShare),
    userShare: orNull(user[core]),
    systemShare: orNull(system[core]),
    iowaitShare: orNull(iowait[core]),
    stealShare: orNull(steal[core]),
  }))
  const busyCores = orNull(busy.reduce((total, share) => total + share, 0))
  const { seq, tNs, lateNs, missed: missedTicks } = frame
  return { seq, tNs, lateNs, missedTicks, busyCores, cores, tasks: tickTasks(before, frame, dictionary) }
}

function tickTasks(before: Frame, frame: Frame, dictionary: Dictionary): TickTask[] {
  const shares = taskShares(before, frame)
  const { index, state, core, cpuNs, runQueueNs, rssBytes, voluntarySwitches, involuntarySwitches } = frame.tasks
  return Array.from(index).flatMap((taskIndex, row) => {
    const info = dictionary.find(frame, taskIndex)
    if (info === undefined) return []
    const { pid, tid, kind, role, name } = info
    const numbers = {
      core: core[row] === -1 ? null : orNull(core[row]),
      cpuShare: orNull(shares[row]),
      cpuSeconds: orNull((cpuNs[row] ?? NaN) / 1e9),
      runQueueSeconds: orNull((runQueueNs[row] ?? NaN) / 1e9),
      rssBytes: orNull(rssBytes[row]),
      voluntarySwitches: orNull(voluntarySwitches[row]),
      involuntarySwitches: orNull(involuntarySwitches[row]),
    }
    return [{ pid, tid, kind, role, name, state: TASK_STATES[state[row] ?? 0] ?? 'unknown', ...numbers }]
  })
}

const MAX_TASKS = 24
const BLOCKS = ' ▁▂▃▄▅▆▇█'

/** Text for people: the load, one block per core, and the tasks, busiest first. */
export function describeTick({ busyCores, cores, tasks }: Tick): string {
  const blocks = cores.map(({ busyShare }) => (busyShare === null ? '?' : BLOCKS[Math.round(busyShare * 8)])).join('')
  const busiest = tasks.toSorted((a, b) => (b.cpuShare ?? -1) - (a.cpuShare ?? -1)).slice(0, MAX_TASKS)
  const rows = busiest.map((task) => [
    threadLabel(task),
    task.name,
    task.state,
    task.core === null ? '' : `core ${task.core}`,
    formatShare(task.cpuShare ?? NaN),
    formatSeconds(task.cpuSeconds ?? NaN),
    formatBytes(task.rssBytes ?? NaN),
  ])
  const heading = ['PID/TID', 'NAME', 'STATE', 'CORE', 'CPU', 'CPU TIME', 'MEMORY']
  return `|${blocks}| = ${formatTenths(busyCores ?? NaN)} of ${cores.length} cores busy\n${table([heading, ...rows], [4, 5, 6])}`
}
