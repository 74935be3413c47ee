import type { Frame } from '../../contract/frame.ts'
import type { Environment, MonitorReport } from '../../contract/observation.ts'
import { taskId } from '../../contract/task-ref.ts'
import { taskKey, type Recorder, type SeenTask } from './recorder.ts'
import { quantile } from '../../contract/statistics.ts'

const TOO_SHORT = 'the run was too short for two samples'

type Recorded = Pick<Recorder, 'frames' | 'tasks'>

/** The cores that a task was seen on between two moments, most often seen first. */
export function coresOf({ frames, tasks }: Recorded, task: SeenTask, startNs: number, endNs: number): number[] {
  const rowsOfThread = [...tasks.values()].filter(({ info }) => taskId(info) === taskId(task.info))
  const seen = new Map<number, number>()
  let before = { index: -1, cpuNs: 0 }
  for (const frame of frames()) {
    const row = rowIn(frame, rowsOfThread)
    if (row < 0 || frame.tNs > endNs) continue
    const now = { index: frame.tasks.index[row]!, cpuNs: frame.tasks.cpuNs[row]! }
    const core = frame.tasks.core[row]!
    // The system tells the core of the last run: a thread that has not run since the last frame was seen nowhere.
    const ran = now.cpuNs > (now.index === before.index ? before.cpuNs : 0)
    if (ran && frame.tNs >= startNs && core >= 0) seen.set(core, (seen.get(core) ?? 0) + 1)
    before = now
  }
  return [...seen].toSorted((a, b) => b[1] - a[1]).map(([core]) => core)
}

/** CPU ns of a process between the first and the last sample within two moments; undefined where there are not two. */
export function cpuSeenNs(
  { frames, tasks }: Recorded,
  pid: number,
  startNs: number,
  endNs: number,
): number | undefined {
  const rowsOfProcess = [...tasks.values()].filter(({ info }) => info.pid === pid && info.kind === 'process')
  const readings = frames().flatMap((frame) => {
    const row = rowIn(frame, rowsOfProcess)
    const cpuNs = row < 0 || frame.tNs < startNs || frame.tNs > endNs ? NaN : frame.tasks.cpuNs[row]!
    return Number.isNaN(cpuNs) ? [] : [cpuNs]
  })
  return readings.length < 2 ? undefined : readings.at(-1)! - readings[0]!
}

/** Row of one of these in a frame, or -1. A process with a single thread has only the row of the process. */
function rowIn({ generation, tasks }: Frame, wanted: readonly SeenTask[]): number {
  const rows = wanted
    .filter((one) => one.generation === generation)
    .map(({ info }) => ({ row: tasks.index.indexOf(info.index), isThread: info.kind === 'thread' }))
    .filter(({ row }) => row >= 0)
  return (rows.find((one) => one.isThread) ?? rows[0])?.row ?? -1
}

/** Cores' worth of CPU time that others used, and that the hypervisor took, over all frames. */
export function loadOf({ frames: all, tasks }: Recorded): Pick<Environment, 'otherLoad' | 'steal'> {
  const frames = all()
  const [first, last] = [frames[0], frames.at(-1)]
  if (first === undefined || last === undefined || last.tNs <= first.tNs) {
    return { otherLoad: { missing: TOO_SHORT }, steal: { missing: TOO_SHORT } }
  }
  const elapsedNs = last.tNs - first.tNs
  const spent = (field: keyof Frame['cores']) => sum(last.cores[field]) - sum(first.cores[field])
  const busyNs = spent('user') + spent('system')
  return {
    otherLoad: known(Math.max(0, busyNs - ownNs(frames, tasks)) / elapsedNs),
    steal: known(spent('steal') / elapsedNs),
  }
}

/** CPU ns of the run's and the app's processes since the first frame, or since they began. */
function ownNs(frames: readonly Frame[], tasks: Recorded['tasks']): number {
  const used = new Map<string, { first: number; last: number }>()
  let generation: number | undefined
  for (const frame of frames) {
    const begins = frame.generation !== generation
    generation = frame.generation
    frame.tasks.index.forEach((index, row) => {
      const key = taskKey(frame.generation, index)
      const info = tasks.get(key)?.info
      if (info === undefined || info.kind !== 'process' || info.role === 'other') return
      const now = frame.tasks.cpuNs[row]!
      const before = used.get(key)
      used.set(key, {
        first: before?.first ?? (begins ? now : 0),
        last: Number.isNaN(now) ? (before?.last ?? now) : now,
      })
    })
  }
  return sum([...used.values()].map(({ first, last }) => last - first))
}

/** How well the monitor kept its rate. */
export function ticksOf({
  frames: all,
  received,
}: Pick<Recorder, 'frames' | 'received'>): Pick<MonitorReport, 'rateAchieved' | 'missedTicks' | 'latenessMs'> {
  const frames = all()
  const [first, last] = [frames[0], frames.at(-1)]
  if (first === undefined || last === undefined || last.tNs <= first.tNs) {
    return { rateAchieved: 0, missedTicks: 0, latenessMs: { missing: TOO_SHORT } }
  }
  const lateMs = frames.map((frame) => frame.lateNs / 1e6)
  return {
    rateAchieved: (received() - 1) / ((last.tNs - first.tNs) / 1e9),
    missedTicks: last.missed - first.missed,
    latenessMs: { median: quantile(lateMs, 0.5), p95: quantile(lateMs, 0.95), max: Math.max(...lateMs) },
  }
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}

function known(value: number): number | { missing: string } {
  return Number.isNaN(value) ? { missing: 'not available on this system' } : value
}
