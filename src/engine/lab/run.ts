import { CoreglowError } from '../../contract/procedures.ts'
import {
  RUN_SCHEMA_VERSION,
  type Environment,
  type Progress,
  type Run,
  type RunEvent,
  type TrialResult,
} from '../../contract/run.ts'
import { errorMessage } from '../errors.ts'
import type { Facts } from '../facts.ts'
import type { Monitor } from '../monitor/monitor.ts'
import type { Runtimes, Workload } from '../runtimes/workload.ts'
import { noiseReasons } from './noise.ts'
import { observe, type Observation } from './observe.ts'
import type { PlannedRun } from './plan.ts'
import { secondsLeft } from './progress.ts'
import { deadlineSeconds, schedule, type Trial } from './schedule.ts'
import { beginning } from './so-far.ts'
import { summarise } from './summarise.ts'
import { measureTrial } from './trial.ts'
import { decide } from './verdict.ts'
import { withWorkload } from './workload-host.ts'

export interface RunContext {
  readonly runtimes: Pick<Runtimes, 'start'>
  readonly monitor: Monitor
  readonly facts: () => Promise<Facts>
  readonly app: Environment['app']
  readonly emit: (event: RunEvent) => void
  /** Aborted when the run is to stop: what was measured so far is the run. */
  readonly signal: AbortSignal
}

/** What a run has come to, until it is a record. */
interface Course {
  readonly id: string
  readonly createdAt: string
  readonly planned: PlannedRun
  readonly trials: readonly Trial[]
  readonly results: TrialResult[]
  calibration?: Run['calibration']
  clockOffsetSeconds: number
  startMethod?: string
  progress: Progress
  trialBegan: number
}

/** Runs a plan from its first interpreter to its record. Never rejects for what the workload does: that run has failed. */
export async function performRun(context: RunContext, id: string, planned: PlannedRun): Promise<Run> {
  const course = begin(id, planned)
  context.emit({ type: 'run', run: beginning(id, planned, course.progress) })
  const facts = context.facts()
  const observation = await observe(context.monitor, planned.plan.rate)
  const ticking = setInterval(() => tell(context, course), 1000)
  try {
    const failure = await measureAll(context, course, observation).then(
      () => undefined,
      (error: unknown) => describeFailure(error, context.signal, course),
    )
    return await toRun(context, course, observation, await facts, failure)
  } finally {
    clearInterval(ticking)
    observation.stop()
  }
}

function begin(id: string, planned: PlannedRun): Course {
  const trials = schedule(planned.plan)
  const progress: Progress = { phase: 'preparing', done: 0, total: trials.length }
  const now = new Date().toISOString()
  return { id, createdAt: now, planned, trials, results: [], clockOffsetSeconds: 0, progress, trialBegan: 0 }
}

async function measureAll(context: RunContext, course: Course, observation: Observation): Promise<void> {
  const amount = await findAmount(context, course)
  for (const trial of course.trials) await measureOne(context, course, observation, trial, amount)
}

/** Units of work per worker: seconds for waiting work, what calibration finds for computing work. */
async function findAmount(context: RunContext, course: Course): Promise<number> {
  const { plan, module } = course.planned
  if (module.work.bound === 'waiting') return plan.seconds
  tell(context, course, { phase: 'calibrating' })
  const order = { work: module.work.id, seconds: plan.seconds }
  const { amount, measuredSeconds } = await withInterpreter(context, course, (workload) => workload.calibrate(order))
  course.calibration = { work: module.work.id, amount, unit: module.work.unit, measuredSeconds }
  return amount
}

async function measureOne(
  context: RunContext,
  course: Course,
  { recorder }: Observation,
  trial: Trial,
  amount: number,
): Promise<void> {
  const { plan, module } = course.planned
  const order = { work: module.work.id, model: trial.model, workers: plan.workers, amount }
  course.trialBegan = performance.now()
  tell(context, course, { phase: 'running', ...trial })
  const result = await withInterpreter(context, course, (workload) => {
    context.emit({ type: 'main', runId: course.id, ...trial, pid: workload.pid })
    return measureTrial(workload, trial, order, recorder, (worker) =>
      context.emit({ type: 'worker', runId: course.id, worker }),
    )
  })
  course.results.push(result)
  context.emit({ type: 'trial', runId: course.id, result })
}

function withInterpreter<T>(context: RunContext, course: Course, use: (workload: Workload) => Promise<T>): Promise<T> {
  const { plan, runtime } = course.planned
  const host = { ...context, runtime, deadlineSeconds: deadlineSeconds(plan) }
  return withWorkload(host, (workload) => {
    course.clockOffsetSeconds = workload.clockOffsetSeconds
    course.startMethod = workload.startMethod
    return use(workload)
  })
}

/** Tells how far the run is, with what has changed. */
function tell(context: RunContext, course: Course, change: Partial<Progress> = {}): void {
  const { results, trials, planned } = course
  const worst = planned.plan.workers * planned.plan.seconds
  const inTrial = (performance.now() - course.trialBegan) / 1000
  course.progress = {
    ...course.progress,
    ...change,
    done: results.length,
    secondsLeft: secondsLeft(trials.slice(results.length), results, worst, inTrial),
  }
  context.emit({ type: 'progress', runId: course.id, progress: course.progress })
}

function describeFailure(
  error: unknown,
  signal: AbortSignal,
  { results, trials }: Course,
): NonNullable<Run['failure']> {
  if (signal.aborted) {
    return { code: 'stopped', message: `It was stopped after ${results.length} of ${trials.length} trials.` }
  }
  const code = error instanceof CoreglowError ? error.code : 'internal'
  return { code, message: errorMessage(error) }
}

async function toRun(
  context: RunContext,
  course: Course,
  observation: Observation,
  facts: Facts,
  failure: Run['failure'],
): Promise<Run> {
  tell(context, course, { phase: 'summarising', model: undefined, repeat: undefined })
  const { id, createdAt, planned, calibration, results, clockOffsetSeconds, startMethod } = course
  const { plan, module, runtime } = planned
  const { load, monitor, recording } = await observation.report()
  const environment = { ...facts, ...load, app: context.app, clockOffsetSeconds, startMethod }
  const summary = summarise(plan, runtime.models, results)
  const reasons = noiseReasons({ plan, work: module.work, environment, summary })
  const evidence = { experiment: module.experiment, plan, runtime, summary, cores: coresFor(facts) }
  return {
    schemaVersion: RUN_SCHEMA_VERSION,
    id,
    createdAt,
    status: failure === undefined ? 'finished' : failure.code === 'stopped' ? 'stopped' : 'failed',
    failure,
    experiment: plan.experiment,
    title: module.experiment.title,
    plan,
    runtime,
    environment,
    calibration,
    results,
    summary,
    verdict: decide(module, evidence, results, reasons),
    monitor,
    recording,
  }
}

function coresFor({ usableCores, cpuQuota }: Facts): number {
  return typeof cpuQuota === 'number' ? Math.min(usableCores, cpuQuota) : usableCores
}
