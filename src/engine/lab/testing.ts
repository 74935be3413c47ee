import { coreColumns, taskColumns } from '../../contract/frame-columns.ts'
import type { Frame, TaskInfo } from '../../contract/frame.ts'
import type { TrialResult, WorkerResult } from '../../contract/run.ts'

export function result(variant: string, wallSeconds: number, change: Partial<TrialResult> = {}): TrialResult {
  return {
    variant,
    model: variant,
    repeat: 1,
    wallSeconds,
    cpuSeconds: 2,
    workerStartSeconds: 0.01,
    interpreterStartSeconds: 0.1,
    effectiveParallelism: 2 / wallSeconds,
    checksum: 'a',
    startNs: 0,
    endNs: wallSeconds * 1e9,
    pid: 1,
    workers: [],
    values: {},
    ...change,
  }
}

/** A worker thread that worked for a second, of the one GIL of process 1 unless told otherwise. */
export function worker(index: number, change: Partial<WorkerResult> = {}): WorkerResult {
  return {
    index,
    name: `MainProcess/Thread-${index + 1}`,
    pid: 1,
    tid: 10 + index,
    requestedNs: 0,
    startNs: 0,
    endNs: 1e9,
    cpuSeconds: 1,
    task: { missing: 'made by hand' },
    cores: [index],
    checksum: 'a',
    values: {},
    interpreter: '1',
    gil: '1',
    ...change,
  }
}

export interface TaskRow {
  readonly index: number
  readonly core?: number
  readonly cpuNs?: number
}

/** A frame of hand-made numbers; each core has used `busyNs` and been robbed of `stealNs`. */
export function frame(
  tNs: number,
  rows: readonly TaskRow[] = [],
  { generation = 1, busyNs = 0, stealNs = 0, cores = 2, lateNs = 0, missed = 0 } = {},
): Frame {
  const perCore = (value: number) => new Float64Array(cores).fill(value)
  return {
    generation,
    seq: 0,
    tNs,
    lateNs,
    missed,
    cores: coreColumns(cores, {
      user: perCore(busyNs),
      system: perCore(0),
      idle: perCore(0),
      iowait: perCore(0),
      steal: perCore(stealNs),
    }),
    tasks: taskColumns(rows.length, {
      index: Uint32Array.from(rows, (row) => row.index),
      state: new Uint8Array(rows.length).fill(1),
      core: Int16Array.from(rows, (row) => row.core ?? 0),
      cpuNs: Float64Array.from(rows, (row) => row.cpuNs ?? 0),
    }),
  }
}

export function task(index: number, change: Partial<TaskInfo> = {}): TaskInfo {
  return {
    index,
    host: 'here',
    pid: 100,
    tid: 100 + index,
    kind: 'thread',
    name: 'python',
    startTime: 1,
    role: 'run',
    ...change,
  }
}
