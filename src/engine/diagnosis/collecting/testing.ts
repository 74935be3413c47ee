import { ACTIVITIES, type Activity, type ActivityThread } from '../../../contract/activity.ts'
import { coreColumns, taskColumns } from '../../../contract/frame-columns.ts'
import type { TaskInfo } from '../../../contract/frame.ts'
import type { ActivityProcess, ProcessFacts, WindowDetails } from '../../monitor/activity/activity-source.ts'
import { createEvidenceCollector, type EvidenceCollector } from '../collector.ts'

/** When the watch begins, ns. */
export const START_NS = 5e9
export const ROOT = 100

/** A program for the collector, told moment by moment. Times in seconds since the watch began. */
export class Scene {
  readonly collector: EvidenceCollector
  private next = 0

  constructor(attached = false) {
    this.collector = createEvidenceCollector({ root: ROOT, attached, startNs: START_NS })
  }

  /** Tells a process; `parent` is another's index. */
  process(pid: number, given: Partial<TaskInfo> & { readonly at?: number } = {}): TaskInfo {
    return this.tell({ kind: 'process', pid, tid: pid, ...given })
  }

  thread(process: TaskInfo, tid: number, given: Partial<TaskInfo> & { readonly at?: number } = {}): TaskInfo {
    return this.tell({ kind: 'thread', pid: process.pid, tid, parent: process.index, ...given })
  }

  end(task: TaskInfo, at: number): void {
    this.collector.onMonitor.onTasks([{ ...task, endedNs: ns(at) }], 1, false)
  }

  /** Two cores, each busy for `coreSeconds` so far; CPU seconds by task. */
  frame(at: number, cpuSeconds: readonly (readonly [TaskInfo, number])[], coreSeconds = 0): void {
    const column = (seconds: number) => Float64Array.of(seconds * 1e9, seconds * 1e9)
    this.collector.onMonitor.onFrame({
      generation: 1,
      seq: 0,
      tNs: ns(at),
      lateNs: 0,
      missed: 0,
      cores: coreColumns(2, { user: column(coreSeconds), system: column(0), steal: column(0) }),
      tasks: taskColumns(cpuSeconds.length, {
        index: Uint32Array.from(cpuSeconds, ([task]) => task.index),
        cpuNs: Float64Array.from(cpuSeconds, ([, seconds]) => seconds * 1e9),
      }),
    })
  }

  python(pid: number, version = '3.11.7'): void {
    const python = { version, freeThreaded: false, gilEnabled: true, switchInterval: 0.005 }
    this.collector.onActivity.onProcess!({ pid, startTime: 1, python } satisfies ActivityProcess)
  }

  /** Entries of the activity reader's dictionary. */
  entries(...threads: readonly (Pick<ActivityThread, 'thread' | 'pid' | 'tid'> & Partial<ActivityThread>)[]): void {
    for (const thread of threads) {
      const entry = { startTime: 1, name: `Thread-${thread.tid}`, python: true, ...thread }
      this.collector.onActivity.onThreads!([entry], [])
    }
  }

  /** Seconds in each activity, by position of the thread. */
  window(
    from: number,
    to: number,
    threads: readonly (Partial<Record<Activity, number>> & { readonly thread: number; readonly address?: number })[],
    { inFlight = 1, ...details }: Partial<WindowDetails> & { readonly inFlight?: number } = {},
  ): void {
    const rows = { thread: [] as number[], activity: [] as number[], ns: [] as number[] }
    for (const { thread, address: _, ...times } of threads)
      for (const [activity, seconds] of Object.entries(times)) {
        rows.thread.push(thread)
        rows.activity.push(ACTIVITIES.findIndex((name) => name === activity))
        rows.ns.push(seconds * 1e9)
      }
    const each = (value: number) => threads.map(() => value)
    this.collector.onActivity.onWindow!(
      { fromNs: ns(from), toNs: ns(to), rows, gils: [], inFlight },
      {
        thread: threads.map(({ thread }) => thread),
        longestRunNs: each(0),
        longestLoopGapNs: each(NaN),
        blocks: each(0),
        lockAddress: threads.map(({ address = 0 }) => address),
        longestHoldNs: new Map(),
        coroutines: new Map(),
        ...details,
      },
    )
  }

  /** Stacks such as "work /home/me/app.py:12", top first. */
  stacks(at: number, ...samples: readonly { thread: number; activity: Activity; lines: readonly string[] }[]): void {
    const told = samples.map(({ thread, activity, lines }) => ({
      thread,
      activity: ACTIVITIES.indexOf(activity),
      frames: lines.map((text) => {
        const [, name = '', file = '', line = ''] = /^(\S+) (.+):(\d+)$/.exec(text) ?? []
        return { function: name, file, line: Number(line) }
      }),
    }))
    this.collector.onActivity.onStacks!({ tNs: ns(at), samples: told })
  }

  facts(at: number, given: Partial<ProcessFacts> & Pick<ProcessFacts, 'pid'>): void {
    const unknown = { readBytes: NaN, writtenBytes: NaN, reads: NaN, writes: NaN, diskReadBytes: NaN }
    const more = { diskWrittenBytes: NaN, privateBytes: NaN, sharedBytes: NaN, swappedBytes: NaN, majorFaults: NaN }
    const limits = { affinity: NaN, quota: NaN, throttledNs: NaN }
    this.collector.onActivity.onFacts!(ns(at), [{ ...unknown, ...more, ...limits, ...given }])
  }

  private tell({
    at = 0,
    ...given
  }: Omit<Partial<TaskInfo>, 'kind'> & Pick<TaskInfo, 'kind' | 'pid' | 'tid'> & { at?: number }): TaskInfo {
    const info: TaskInfo = {
      host: 'here',
      startTime: 1,
      index: this.next++,
      name: 'python3',
      role: 'run',
      seenNs: ns(at),
      ...given,
    }
    this.collector.onMonitor.onTasks([info], 1, false)
    return info
  }
}

function ns(seconds: number): number {
  return START_NS + seconds * 1e9
}
