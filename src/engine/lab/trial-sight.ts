import { coresOf, type Tracked } from '../observation/core-counter.ts'
import type { Recorder } from '../observation/recorder.ts'
import type { WorkerEvent } from '../runtimes/workload.ts'

/** What samples show of the workers of one trial and of its main process, counted while it runs. */
export interface TrialSight {
  follow(event: WorkerEvent): void
  /** Counts the last frames of the trial, which ended at `endNs`. */
  settle(endNs: number): void
  /** Cores that a worker ran on, most frequent first. */
  coresOf(index: number): number[]
  /** CPU seconds of the main process between its first and its last sample; 0 where there are not two. */
  cpuSeconds(): number
}

export function createTrialSight(pid: number, { counter }: Pick<Recorder, 'counter'>): TrialSight {
  const workers = new Map<number, Tracked>()
  let main: Tracked | undefined
  return {
    follow(event) {
      if (event.type === 'begin') main = counter.track({ pid, tid: pid, startNs: event.startNs, kind: 'process' })
      if (event.type === 'worker-start' && event.host === undefined)
        workers.set(event.index, counter.track({ ...event, kind: 'thread' }))
      const worker = 'index' in event ? workers.get(event.index) : undefined
      if (worker !== undefined && 'endNs' in event) worker.endNs = event.endNs
    },
    settle(endNs) {
      for (const tracked of [main, ...workers.values()])
        if (tracked !== undefined) tracked.endNs = Math.min(tracked.endNs, endNs)
      counter.settle()
    },
    coresOf(index) {
      const worker = workers.get(index)
      return worker === undefined ? [] : coresOf(worker)
    },
    cpuSeconds: () => (main === undefined ? 0 : (main.lastCpuNs - main.firstCpuNs) / 1e9 || 0),
  }
}
