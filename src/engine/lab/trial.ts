import { CoreglowError } from '../../contract/procedures.ts'
import type { LiveWorker, TrialResult, WorkerResult } from '../../contract/run.ts'
import type { TrialEnd, TrialOrder, WorkerEvent, Workload } from '../runtimes/workload.ts'
import { coresOf } from './observed.ts'
import type { Recorder } from './recorder.ts'
import type { Trial } from './schedule.ts'

type Start = Extract<WorkerEvent, { type: 'worker-start' }>
type End = Extract<WorkerEvent, { type: 'worker-end' }>

/** What the workers of one trial told. */
interface Told {
  readonly starts: ReadonlyMap<number, Start>
  readonly ends: ReadonlyMap<number, End>
}

/** How long after its end a trial waits for the frames of it, when ticks are late. */
const FRAMES_WITHIN_MS = 500

/** Runs one order in a fresh interpreter. @throws CoreglowError broken-runtime when the workers do not all end. */
export async function measureTrial(
  workload: Workload,
  trial: Trial,
  order: TrialOrder,
  recorder: Recorder,
  onWorker: (worker: LiveWorker) => void,
): Promise<TrialResult> {
  const starts = new Map<number, Start>()
  const ends = new Map<number, End>()
  const end = await workload.run(order, (event) => {
    if (event.type === 'worker-start') starts.set(event.index, event)
    else ends.set(event.index, event)
    const start = starts.get(event.index)
    if (start !== undefined) onWorker(liveWorker(trial, start, ends.get(event.index)?.endNs))
  })
  await recorder.reached(end.endNs, FRAMES_WITHIN_MS)
  const workers = workerResults({ starts, ends }, order.workers, recorder)
  return trialResult(workload, trial, end, workers)
}

function liveWorker({ model, repeat }: Trial, start: Start, endNs: number | undefined): LiveWorker {
  const { index, name, pid, tid, startNs } = start
  return { model, repeat, index, name, pid, tid, startNs, endNs }
}

function workerResults({ starts, ends }: Told, workers: number, recorder: Recorder): WorkerResult[] {
  return Array.from({ length: workers }, (_, index) => {
    const start = starts.get(index)
    const end = ends.get(index)
    if (start !== undefined && end !== undefined) return workerResult(start, end, recorder)
    const message = `The trial ended, but only ${ends.size} of its ${workers} workers told that they had.`
    throw new CoreglowError('broken-runtime', message)
  })
}

function workerResult(start: Start, end: End, recorder: Recorder): WorkerResult {
  const { index, name, pid, tid, launchNs, startNs } = start
  const { endNs, cpuNs, cpuMissing, checksum } = end
  const cores = coresOf(recorder, tid, startNs, endNs)
  return {
    index,
    name,
    pid,
    tid,
    launchNs,
    startNs,
    endNs,
    cpuSeconds: cpuNs === undefined ? undefined : cpuNs / 1e9,
    cpuMissing,
    cores,
    coresMissing: cores.length > 0 ? undefined : 'no sample found it running on a core',
    checksum,
  }
}

function trialResult(workload: Workload, trial: Trial, end: TrialEnd, workers: WorkerResult[]): TrialResult {
  const wallSeconds = (end.endNs - end.startNs) / 1e9
  const cpuSeconds = end.cpuNs / 1e9
  return {
    ...trial,
    wallSeconds,
    cpuSeconds,
    startupSeconds: Math.max(...workers.map((one) => one.startNs - one.launchNs)) / 1e9,
    bootSeconds: workload.bootSeconds,
    effectiveParallelism: cpuSeconds / wallSeconds,
    checksum: [...new Set(workers.map((one) => one.checksum))].join('+'),
    startNs: end.startNs,
    endNs: end.endNs,
    pid: workload.pid,
    workers,
    output: workload.output() || undefined,
  }
}
