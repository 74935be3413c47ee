import { coreColumns, taskColumns } from '../../contract/frame-columns.ts'
import type { Frame, TaskInfo } from '../../contract/frame.ts'

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
