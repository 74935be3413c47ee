import { setTimeout as sleep } from 'node:timers/promises'
import type { ActivityReport } from '../../contract/activity.ts'
import type { TaskInfo } from '../../contract/frame.ts'
import type { ActivityRecord } from '../../contract/program.ts'
import { SETTLE_MS, type ActivityMonitor } from '../monitor/activity/activity-source.ts'
import type { Monitor } from '../monitor/monitor.ts'
import type { RecordLog } from '../observation/record-log.ts'
import { createActivityLog } from '../programs/activity-log.ts'

/**
 * Samples of threads and GILs a second. Chosen: a window of 50 ms has five, which name what a thread waits for, and half the
 * samples of *Your program* cost less. Measured in one run of six trials of 2 workers: 0.56 CPU seconds in 13, thread start
 * and ten attachments included; the effect on wall times has not been measured yet.
 */
const RATES = { samples: 100, functions: 0 }
/** Rows of all windows of a run. Chosen: a minute of 64 threads adds 1 MB in memory and less to its file (`npm run bench -- record`). */
export const RUN_ACTIVITY_ROWS = 40_000
/** Longest wait for the reader to be attached before a trial begins, ms. Chosen: the sampler finds a process within 50 ms at 20 Hz, and attaching takes 1 to 60 ms. */
const ATTACH_MS = 250

/** What the threads of a run's workers do, read from outside: independent of what the workers report. */
export interface RunActivity {
  /** Follows a trial's main process and the processes that it starts. Resolves when it is read, or cannot be. */
  follow(pid: number): Promise<void>
  /** Leaves processes that begin from now on alone. */
  leave(): void
  report(): Promise<{ readonly activity: ActivityRecord; readonly gil: ActivityReport }>
  close(): Promise<void>
}

export interface RunActivityOptions {
  readonly monitor: Pick<Monitor, 'listen'>
  readonly createActivity: () => ActivityMonitor
  readonly log: Pick<RecordLog, 'append'>
  /** Of the sampler, which finds the processes, Hz. */
  readonly rate: number
  readonly onWarning: (sentence: string) => void
}

export function openRunActivity({ monitor, createActivity, log, rate, onWarning }: RunActivityOptions): RunActivity {
  const activity = createActivity()
  const kept = createActivityLog((record) => log.append(record), RUN_ACTIVITY_ROWS)
  const processes = createProcesses((process) => activity.follow(process))
  /** Why processes are not read, each sentence once. */
  const reasons = new Set<string>()
  const attached = new Map<number, () => void>()
  activity.setRates(RATES)
  const leaveActivity = activity.listen({
    onThreads: (threads, gils) => kept.onThreads(threads, gils),
    onWindow: (window) => kept.onWindow(window),
    onProcess({ pid, missing }) {
      if (missing !== undefined) reasons.add(missing)
      attached.get(pid)?.()
    },
    onWarning,
  })
  const leaveMonitor = monitor.listen(rate, { onTasks: (infos, _, reset) => processes.learn(infos, reset) })
  return {
    async follow(pid) {
      const known = new Promise<void>((resolve) => attached.set(pid, resolve))
      processes.follow(pid)
      const waiting = new AbortController()
      const limit = sleep(ATTACH_MS, undefined, { signal: waiting.signal }).catch(() => {})
      await Promise.race([known, limit])
      waiting.abort()
      attached.delete(pid)
    },
    leave: () => processes.leave(),
    async report() {
      await sleep(SETTLE_MS)
      const record = kept.record()
      const missing = [record.missing ?? [], ...(record.windows.length === 0 ? reasons : [])].flat().join(' ')
      return { activity: { ...record, missing: missing || undefined }, gil: await activity.report() }
    },
    async close() {
      leaveMonitor()
      leaveActivity()
      await activity.close()
    },
  }
}

/** The processes that runs have started, as the sampler finds them, and which of them belong to the trial that is on. */
function createProcesses(onMember: (process: TaskInfo) => void) {
  const living = new Map<number, TaskInfo>()
  const members = new Set<number>()
  let root: number | undefined
  const look = (info: TaskInfo) => {
    const isRoot = info.pid === root
    if (!isRoot && (info.parent === undefined || !members.has(info.parent))) return
    members.add(info.index)
    onMember(info)
  }
  return {
    learn(infos: readonly TaskInfo[], reset: boolean) {
      if (reset) living.clear()
      for (const info of infos) {
        if (info.kind !== 'process' || info.role !== 'run') continue
        if (info.endedNs !== undefined) living.delete(info.index)
        else {
          living.set(info.index, info)
          look(info)
        }
      }
    },
    follow(pid: number) {
      root = pid
      for (const info of living.values()) look(info)
    },
    leave() {
      root = undefined
      members.clear()
    },
  }
}
