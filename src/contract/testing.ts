import type { TrialResult, WorkerResult } from './run.ts'

/** A trial of one variant that did its work in `wallSeconds`, without workers unless told otherwise. */
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
