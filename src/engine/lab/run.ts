import { errorMessage } from '../../contract/error-message.ts'
import type { Settings } from '../../contract/experiment.ts'
import type { Picture } from '../../contract/figure.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { Progress, RunEvent } from '../../contract/run-event.ts'
import { RUN_SCHEMA_VERSION, type Environment, type Run, type TrialResult } from '../../contract/run.ts'
import type { Evidence, VariantOrder, Work } from '../experiments/experiment.ts'
import { wallTimes } from '../experiments/measuring.ts'
import type { Facts } from '../facts.ts'
import type { Monitor } from '../monitor/monitor.ts'
import type { Runtimes, Workload } from '../runtimes/workload.ts'
import { noiseReasons } from './noise.ts'
import { observe, type Observation } from './observe.ts'
import type { PlannedRun } from './plan.ts'
import { secondsLeft } from './progress.ts'
import { deadlineSeconds, partOf, schedule, worstSeconds, type Trial } from './schedule.ts'
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
  readonly calibrations: Map<string, NonNullable<Run['calibrations']>[number]>
  clockOffsetSeconds: number
  /** That were used, in the order of their first use. */
  readonly startMethods: Set<string>
  progress: Progress
  trialBegan: number
}

/** Runs a plan from its first interpreter to its record. Never rejects for what the workload does: that run has failed. */
export async function performRun(context: RunContext, id: string, planned: PlannedRun): Promise<Run> {
  const course = begin(id, planned)
  const facts = await context.facts()
  context.emit({ type: 'run', run: beginning(id, planned, course.progress, pictureOf(course, facts)) })
  const observation = await observe(context.monitor, planned.plan.rate)
  const ticking = setInterval(() => tell(context, course), 1000)
  try {
    const failure = await measureAll(context, course, observation, facts).then(
      () => undefined,
      (error: unknown) => describeFailure(error, context.signal, course),
    )
    return await toRun(context, course, observation, facts, failure)
  } finally {
    clearInterval(ticking)
    observation.stop()
  }
}

function begin(id: string, planned: PlannedRun): Course {
  const trials = schedule(planned.orders, planned.plan.repeat)
  const progress: Progress = { phase: 'preparing', done: 0, total: trials.length }
  const now = new Date().toISOString()
  return {
    id,
    createdAt: now,
    planned,
    trials,
    results: [],
    calibrations: new Map(),
    startMethods: new Set(),
    clockOffsetSeconds: 0,
    progress,
    trialBegan: 0,
  }
}

async function measureAll(context: RunContext, course: Course, observation: Observation, facts: Facts): Promise<void> {
  const amounts = new Map<VariantOrder, number>()
  for (const order of course.planned.orders) amounts.set(order, await findAmount(context, course, order))
  for (const trial of course.trials) {
    await measureOne(context, course, observation, trial, amounts.get(trial.order)!)
    const picture = pictureOf(course, facts)
    context.emit({ type: 'trial', runId: course.id, result: course.results.at(-1)!, picture })
  }
}

/** Units of work per worker: the settings' for some work, seconds for waiting work, what calibration finds for computing work. */
async function findAmount(context: RunContext, course: Course, order: VariantOrder): Promise<number> {
  const { plan } = course.planned
  const work = workOf(course, order)
  if (work.amount !== undefined) return work.amount(plan)
  const whole =
    work.bound === 'waiting' ? plan.seconds : await calibrated(context, course, work, paramsOf(course, order))
  return partOf(whole, order, work.bound)
}

function workOf({ planned }: Course, order: VariantOrder): Work {
  return order.work ?? planned.module.work
}

function paramsOf({ planned }: Course, order: VariantOrder): Settings {
  return { ...planned.plan.params, ...order.params }
}

/** Once for each kind of work, on the plan's interpreter: all variants do the same amount, also on another one. */
async function calibrated(context: RunContext, course: Course, work: Work, given: Settings): Promise<number> {
  const { id, unit, calibratedBy = Object.keys(given) } = work
  const params = Object.fromEntries(Object.entries(given).filter(([name]) => calibratedBy.includes(name)))
  const key = JSON.stringify([id, params])
  const known = course.calibrations.get(key)
  if (known !== undefined) return known.amount
  tell(context, course, { phase: 'calibrating' })
  const order = { work: id, seconds: course.planned.plan.seconds, params }
  const deadline = deadlineSeconds(course.planned.orders[0]!, course.planned.plan)
  const { amount, measuredSeconds } = await withInterpreter(context, course, undefined, deadline, (workload) =>
    workload.calibrate(order),
  )
  course.calibrations.set(key, { work: id, params, amount, unit, measuredSeconds })
  return amount
}

async function measureOne(
  context: RunContext,
  course: Course,
  { recorder }: Observation,
  trial: Trial,
  amount: number,
): Promise<void> {
  const { order, repeat } = trial
  const work = workOf(course, order)
  const run = {
    work: work.id,
    model: order.model,
    workers: order.workers,
    amount,
    params: paramsOf(course, order),
    options: order.options,
  }
  course.trialBegan = performance.now()
  tell(context, course, { phase: 'running', variant: order.id, repeat })
  const deadline = deadlineSeconds(order, course.planned.plan)
  const result = await withInterpreter(context, course, order.interpreter, deadline, (workload) => {
    const startMethod = order.options?.startMethod ?? workload.startMethod
    if (startMethod !== undefined) course.startMethods.add(startMethod)
    context.emit({ type: 'main', runId: course.id, variant: order.id, repeat, pid: workload.pid })
    const plan = { trial, order: run, mayLoseWorkers: work.mayLoseWorkers ?? false }
    return measureTrial(workload, plan, recorder, (worker) =>
      context.emit({ type: 'worker', runId: course.id, worker }),
    )
  })
  course.results.push(result)
}

function withInterpreter<T>(
  context: RunContext,
  course: Course,
  { runtime, args }: NonNullable<VariantOrder['interpreter']> = { runtime: course.planned.runtime, args: [] },
  deadline: number,
  use: (workload: Workload) => Promise<T>,
): Promise<T> {
  const host = { ...context, runtime, args, deadlineSeconds: deadline }
  return withWorkload(host, (workload) => {
    course.clockOffsetSeconds = workload.clockOffsetSeconds
    return use(workload)
  })
}

function evidenceOf({ planned, results }: Course, facts: Facts): Evidence {
  const { plan, module, runtime } = planned
  const summary = summarise(plan.variants, results)
  return { experiment: module.experiment, plan, runtime, summary, results, cores: coresFor(facts) }
}

/** A picture that cannot be made, which would be a bug of ours, costs the figures and not what was measured. */
function pictureOf(course: Course, facts: Facts): Picture {
  try {
    return (course.planned.module.picture ?? wallTimes)(evidenceOf(course, facts))
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error))
    return { measurements: [], figures: [] }
  }
}

/** Tells how far the run is, with what has changed. */
function tell(context: RunContext, course: Course, change: Partial<Progress> = {}): void {
  const { results, trials, planned } = course
  const inTrial = (performance.now() - course.trialBegan) / 1000
  course.progress = {
    ...course.progress,
    ...change,
    done: results.length,
    secondsLeft: secondsLeft(
      trials.slice(results.length),
      results,
      ({ order }) => worstSeconds(order, planned.plan),
      inTrial,
    ),
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
  tell(context, course, { phase: 'summarising', variant: undefined, repeat: undefined })
  const { id, createdAt, planned, calibrations, results, clockOffsetSeconds, startMethods } = course
  const { plan, module, runtime } = planned
  const { load, monitor, recording } = await observation.report()
  const startMethod = [...startMethods].join(', ') || undefined
  const environment = { ...facts, ...load, app: context.app, clockOffsetSeconds, startMethod }
  const evidence = evidenceOf(course, facts)
  const work = module.ownMeasure ? undefined : module.work
  const reasons = noiseReasons({ plan, work, environment, summary: evidence.summary })
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
    calibrations: [...calibrations.values()],
    results,
    summary: [...evidence.summary],
    ...pictureOf(course, facts),
    verdict: decide(module, evidence, (result) => sameWork(course, result), reasons),
    monitor,
    recording,
  }
}

function coresFor({ usableCores, cpuQuota }: Facts): number {
  return typeof cpuQuota === 'number' ? Math.min(usableCores, cpuQuota) : usableCores
}

/** Results of which this is the same did the same work. */
function sameWork(course: Course, { variant }: TrialResult): string {
  const order = course.planned.orders.find(({ id }) => id === variant)!
  return JSON.stringify([workOf(course, order).id, order.share, paramsOf(course, order)])
}
