import type { CoreColumn } from '../../contract/frame-columns.ts'
import type { Frame, TaskInfo } from '../../contract/frame.ts'
import type { Environment, MonitorReport } from '../../contract/observation.ts'
import { quantile, sum } from '../../contract/statistics.ts'
import { taskKey } from './seen-task.ts'

const TOO_SHORT = { missing: 'the run was too short for two samples' }

/** What frames say of the machine as a whole and of the sampler, in one pass over them. */
export interface FrameStatistics {
  add(frame: Frame): void
  /** `received`: number of frames of which those that were added are some. */
  report(received: number): {
    /** Of all frames, as far as it is not accounted for process by process. */
    readonly load: Pick<Environment, 'otherLoad' | 'steal'>
    readonly ticks: Pick<MonitorReport, 'rateAchieved' | 'missedTicks' | 'latenessMs'>
    /** CPU seconds of Coreglow's processes between the first and the last frame. */
    readonly appCpuSeconds: number
  }
}

interface Usage {
  readonly role: TaskInfo['role']
  readonly firstNs: number
  lastNs: number
}

export function createFrameStatistics(taskOf: (key: string) => TaskInfo | undefined): FrameStatistics {
  const used = new Map<string, Usage>()
  const lateMs: number[] = []
  let first: Frame | undefined
  let last: Frame | undefined

  const use = ({ generation, tasks }: Frame, begins: boolean) => {
    for (const [row, index] of tasks.index.entries()) {
      const key = taskKey(generation, index)
      const info = taskOf(key)
      if (info === undefined || info.kind !== 'process' || info.role === 'other') continue
      const now = tasks.cpuNs[row]!
      const usage = used.get(key)
      if (usage === undefined) used.set(key, { role: info.role, firstNs: begins ? now : 0, lastNs: now })
      else if (!Number.isNaN(now)) usage.lastNs = now
    }
  }
  const usedNs = (role?: TaskInfo['role']) =>
    sum(
      [...used.values()]
        .filter((usage) => role === undefined || usage.role === role)
        .map(({ firstNs, lastNs }) => lastNs - firstNs),
    )
  return {
    add(frame) {
      use(frame, last?.generation !== frame.generation)
      lateMs.push(frame.lateNs / 1e6)
      first ??= frame
      last = frame
    },
    report(received) {
      const appCpuSeconds = usedNs('app') / 1e9
      if (first === undefined || last === undefined || last.tNs <= first.tNs) {
        const ticks = { rateAchieved: 0, missedTicks: 0, latenessMs: TOO_SHORT }
        return { load: { otherLoad: TOO_SHORT, steal: TOO_SHORT }, ticks, appCpuSeconds }
      }
      const elapsedNs = last.tNs - first.tNs
      const { cores: from } = first
      const { cores: to } = last
      const spentNs = (column: CoreColumn) => sum(to[column]) - sum(from[column])
      const otherNs = Math.max(0, spentNs('user') + spentNs('system') - usedNs())
      return {
        load: { otherLoad: known(otherNs / elapsedNs), steal: known(spentNs('steal') / elapsedNs) },
        ticks: {
          rateAchieved: (received - 1) / (elapsedNs / 1e9),
          missedTicks: last.missed - first.missed,
          latenessMs: {
            median: quantile(lateMs, 0.5),
            p95: quantile(lateMs, 0.95),
            max: lateMs.reduce((a, b) => Math.max(a, b)),
          },
        },
        appCpuSeconds,
      }
    },
  }
}

function known(value: number): number | { missing: string } {
  return Number.isNaN(value) ? { missing: 'not available on this system' } : value
}
