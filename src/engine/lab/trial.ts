import { CoreglowError } from '../../contract/procedures.ts'
import type { LiveWorker } from '../../contract/run-event.ts'
import { liveWorker } from '../../contract/run-state.ts'
import { taskRef } from '../../contract/task-ref.ts'
import type { TrialResult, WorkerResult } from '../../contract/run.ts'
import { nowNs } from '../host/clock.ts'
import { isHostEvent, type TrialEnd, type WorkerEvent, type Workload } from '../runtimes/workload.ts'
import { createHostBook, type HostBook } from './host-book.ts'
import type { TaskInfo } from '../../contract/frame.ts'
import { createTrialSight, type TrialSight } from './trial-sight.ts'
import type { Recorder } from '../observation/recorder.ts'
import type { Trial } from './schedule.ts'
import { exitOf } from './workload-host.ts'
import { createTrialLog, type TrialLog, type WorkerRecord } from './trial-log.ts'

/** How long after its end a trial waits for the frames of it, when ticks are late. */
const FRAMES_WITHIN_MS = 500

export interface TrialPlan {
  readonly trial: Trial
  /** Gives the order, and resolves at its end. */
  readonly perform: (onEvent: (event: WorkerEvent) => void) => Promise<TrialEnd>
  /** How many workers have to report an end; all that have started where it is left out. */
  readonly workers?: number
  /** End of a trial whose order has failed, where that is a result. @throws the error where it is not */
  readonly endOf?: (error: unknown, log: TrialLog) => Ending
  /** Takes what other machines send, where workers may be there. */
  readonly hosts?: HostBook
}

/** A trial's end; `died` where the whole program took its workers with it. */
export interface Ending extends TrialEnd {
  readonly died?: string
  /** How the workers were lost that had reported no end. */
  readonly lost?: string
}

/** Runs one order in a fresh interpreter. @throws CoreglowError broken-runtime when the workers do not all end. */
export async function measureTrial(
  workload: Workload,
  plan: TrialPlan,
  recorder: Recorder,
  onWorker: (worker: LiveWorker) => void,
): Promise<TrialResult> {
  const { trial } = plan
  const log = createTrialLog()
  const sight = createTrialSight(workload.pid, recorder)
  const onEvent = (event: WorkerEvent) => {
    if (isHostEvent(event)) return plan.hosts?.take(event)
    log.record(event)
    sight.follow(event)
    if (event.type === 'begin' || event.type === 'running') return
    const worker = log.workers.get(event.index)
    if (worker !== undefined && hasStarted(worker)) onWorker(workerEvent(trial, worker, recorder))
  }
  const end = await plan.perform(onEvent).catch((error: unknown): Ending => {
    if (plan.endOf === undefined) throw error
    return plan.endOf(error, log)
  })
  await recorder.reached(end.endNs, FRAMES_WITHIN_MS)
  sight.settle(end.endNs)
  const workers = workerResults(log, plan, end, recorder, sight)
  const cpuSeconds = Number.isNaN(end.cpuNs) ? leastCpuSeconds(workers, sight) : end.cpuNs / 1e9
  return trialResult(workload, trial, end, workers, cpuSeconds)
}

type Started = WorkerRecord & { readonly start: NonNullable<WorkerRecord['start']> }

function hasStarted(worker: WorkerRecord): worker is Started {
  return worker.start !== undefined
}

/** Where the program may take its workers with it, its death is the end of the trial: at the moment that it was noticed. */
export function endByDeath(error: unknown, workload: Workload, log: TrialLog): Ending {
  const died = workload.death()
  if (died === undefined || log.startNs === undefined) throw error
  return { startNs: log.startNs, endNs: nowNs(), cpuNs: NaN, values: {}, died, lost: `its process ended: ${died}` }
}

/** Its task is named where a sample has seen it already. */
function workerEvent({ spec, repeat }: Trial, { start, end, lost }: Started, recorder: Recorder): LiveWorker {
  const endNs = end?.endNs ?? lost?.endNs
  const seen = start.host === undefined ? recorder.find({ ...start, endNs: endNs ?? nowNs() }) : undefined
  const task = seen && taskRef(seen)
  return liveWorker({ variant: spec.id, repeat }, { ...start, endNs, lost: lost?.how, task })
}

function workerResults(
  log: TrialLog,
  { trial, workers = log.workers.size, endOf, hosts = createHostBook() }: TrialPlan,
  end: Ending,
  recorder: Recorder,
  sight: TrialSight,
): WorkerResult[] {
  const records = [...log.workers.values()].toSorted((a, b) => a.index - b.index)
  const ended = records.filter((record) => record.end !== undefined).length
  if (endOf === undefined && ended < workers) {
    const message = `The trial ended, but only ${ended} of its ${workers} workers reported an end.`
    throw new CoreglowError('broken-runtime', message)
  }
  return records.filter(hasStarted).map((record) => {
    const { start, end: finish, lost } = record
    const endNs = finish?.endNs ?? lost?.endNs ?? end.endNs
    const { host, ...span } = { ...start, variant: trial.spec.id, repeat: trial.repeat, endNs }
    if (host !== undefined) return Object.assign(workerResult(record, end, endNs), hosts.seen({ ...span, host }))
    const task = recorder.assign(span)
    if (lost !== undefined && start.tid === start.pid) recorder.exited(start.pid, exitOf(lost.how))
    return Object.assign(workerResult(record, end, endNs), seenOf(task, sight.coresOf(start.index)))
  })
}

/** What the samples show of a worker. */
function seenOf(task: TaskInfo | undefined, cores: number[]): Pick<WorkerResult, 'task' | 'cores' | 'coresMissing'> {
  return {
    task: task === undefined ? { missing: 'it ended before a sample was taken of it' } : taskRef(task),
    cores,
    coresMissing: cores.length > 0 ? undefined : 'no sample found the worker running on a core',
  }
}

/** What a worker reported of itself. */
function workerResult(
  { start, end, lost, running }: Started,
  ending: Ending,
  endNs: number,
): Omit<WorkerResult, 'task' | 'cores' | 'coresMissing'> {
  const { type: _, ...report } = start
  return {
    ...report,
    endNs,
    cpuSeconds: end?.cpuNs === undefined ? undefined : end.cpuNs / 1e9,
    cpuMissing: end === undefined ? 'the worker was lost' : end.cpuMissing,
    checksum: end?.checksum ?? '',
    values: end?.values ?? {},
    lost: end === undefined ? (lost?.how ?? ending.lost ?? 'its process ended: reason unknown') : undefined,
    running: running.length > 0 ? running : undefined,
  }
}

/** Least CPU time of a program that died: reported by its workers, or sampled. */
function leastCpuSeconds(workers: readonly WorkerResult[], sight: TrialSight): number {
  const reported = workers.reduce((sum, worker) => sum + (worker.cpuSeconds ?? 0), 0)
  return Math.max(reported, sight.cpuSeconds())
}

function trialResult(
  workload: Workload,
  { spec, repeat }: Trial,
  end: Ending,
  workers: WorkerResult[],
  cpuSeconds: number,
): TrialResult {
  const wallSeconds = (end.endNs - end.startNs) / 1e9
  return {
    variant: spec.id,
    model: spec.model,
    repeat,
    wallSeconds,
    cpuSeconds,
    workerStartSeconds: Math.max(0, ...workers.map((worker) => worker.startNs - worker.requestedNs)) / 1e9,
    interpreterStartSeconds: workload.interpreterStartSeconds,
    effectiveParallelism: cpuSeconds / wallSeconds,
    checksum: [...new Set(workers.map((worker) => worker.checksum))].join('+'),
    startNs: end.startNs,
    endNs: end.endNs,
    pid: workload.pid,
    workers,
    values: end.values,
    died: end.died,
    output: workload.output() || undefined,
  }
}
