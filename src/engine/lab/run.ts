import { errorMessage } from '../../contract/error-message.ts'
import { hostname } from 'node:os'
import type { Settings } from '../../contract/experiment.ts'
import type { Picture } from '../../contract/figure.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { LiveWorker, Progress, RunEvent } from '../../contract/run-event.ts'
import { initialState } from '../../contract/run-state.ts'
import type { Clock, Environment } from '../../contract/observation.ts'
import type { Run, TrialResult } from '../../contract/run.ts'
import type { VariantSpec, Work } from '../experiments/experiment.ts'
import type { HostInfo } from '../host/host-info.ts'
import type { ActivityMonitor } from '../monitor/activity/activity-source.ts'
import type { Monitor } from '../monitor/monitor.ts'
import type { Runtimes, Workload } from '../runtimes/workload.ts'
import { observe, type Observation } from '../observation/observe.ts'
import type { PlannedRun } from './plan.ts'
import { secondsLeft } from './progress.ts'
import { deadlineSeconds, partOf, schedule, worstSeconds, type Trial } from './schedule.ts'
import { drawPicture, evidenceOf, toRecord } from './record.ts'
import { failedRun } from './failed-run.ts'
import { note, type RunStart } from './run-log.ts'
import { openRunActivity, type RunActivity } from './run-activity.ts'
import { endByDeath, measureTrial, type TrialPlan } from './trial.ts'
import { ownIdentity } from '../host/process-identity.ts'
import type { RecordLog } from '../observation/record-log.ts'
import { withWorkload } from './workload-host.ts'

export interface RunContext {
  readonly runtimes: Pick<Runtimes, 'start'>
  readonly monitor: Monitor
  /** A reader of what threads do; undefined where none is to look. */
  readonly createActivity?: () => ActivityMonitor
  readonly hostInfo: () => Promise<HostInfo>
  readonly app: Environment['app']
  readonly emit: (event: RunEvent) => void
  /** Aborted when the run is to stop: what was measured so far is the run. */
  readonly signal: AbortSignal
  /** Where the run is written down while it goes on. */
  readonly log: RecordLog
}

/** State of a run until it is a record. */
interface RunState {
  readonly id: string
  readonly createdAt: string
  readonly planned: PlannedRun
  readonly observation: Observation
  readonly activity: RunActivity | undefined
  readonly trials: readonly Trial[]
  readonly results: TrialResult[]
  readonly calibrations: Map<string, NonNullable<Run['calibrations']>[number]>
  /** Clocks by interpreter. */
  readonly clocks: Map<string, Clock & Workload['clock']>
  /** Start methods in the order of their first use. */
  readonly startMethods: Set<string>
  progress: Progress
  trialBegan: number
  /** A picture could not be drawn, which was reported. */
  hasWarned: boolean
}

/** Runs a plan from its first interpreter to its record. Never rejects for what the workload does: that run has failed. */
export async function performRun(context: RunContext, id: string, planned: PlannedRun): Promise<Run> {
  const hostInfo = await context.hostInfo()
  const { suite, plan, runtime } = planned
  const observation = await observe(context.monitor, plan.rate, context.log)
  const state = begin(id, planned, observation, openActivity(context, plan.rate))
  note(context.log, startRecord(context, state, hostInfo))
  await context.log.flush()
  const ticking = setInterval(() => tell(context, state), 1000)
  try {
    const { progress } = state
    const picture = drawSoFar(context, state, hostInfo)
    context.emit({ type: 'run', run: initialState({ runId: id, suite, plan, runtime, progress, picture }) })
    const failure = await measureAll(context, state, hostInfo).then(
      () => undefined,
      (error: unknown) => describeFailure(error, context.signal, state),
    )
    return await toRun(context, state, hostInfo, failure).catch((error: unknown) =>
      failedRun(planned, { ...state, hostInfo, app: context.app }, error),
    )
  } finally {
    clearInterval(ticking)
    observation.stop()
    await state.activity?.close()
  }
}

function openActivity({ createActivity, monitor, log, emit }: RunContext, rate: number): RunActivity | undefined {
  const onWarning = (message: string) => emit({ type: 'warning', message })
  return createActivity && openRunActivity({ createActivity, monitor, log, rate, onWarning })
}

function begin(id: string, planned: PlannedRun, observation: Observation, activity: RunActivity | undefined): RunState {
  const trials = schedule(planned.specs, planned.plan.repeat)
  return {
    id,
    createdAt: new Date().toISOString(),
    planned,
    observation,
    activity,
    trials,
    results: [],
    calibrations: new Map(),
    startMethods: new Set(),
    clocks: new Map(),
    progress: { phase: 'preparing', done: 0, total: trials.length },
    trialBegan: 0,
    hasWarned: false,
  }
}

function startRecord({ app }: RunContext, { id, createdAt, planned, trials }: RunState, hostInfo: HostInfo): RunStart {
  const { plan, runtime, module } = planned
  const environment = { ...hostInfo, app }
  const { title } = module.experiment
  return { type: 'run', writer: ownIdentity(), id, createdAt, title, plan, runtime, environment, trials: trials.length }
}

async function measureAll(context: RunContext, state: RunState, hostInfo: HostInfo): Promise<void> {
  const amounts = new Map<VariantSpec, number>()
  for (const spec of state.planned.specs) amounts.set(spec, await findAmount(context, state, spec))
  for (const trial of state.trials) {
    await measureOne(context, state, trial, amounts.get(trial.spec)!)
    const result = state.results.at(-1)!
    note(context.log, { type: 'trial', result })
    context.emit({ type: 'trial', runId: state.id, result, picture: drawSoFar(context, state, hostInfo) })
  }
}

/** Units of work per worker: the settings' for some work, seconds for waiting work, what calibration finds for computing work. */
async function findAmount(context: RunContext, state: RunState, spec: VariantSpec): Promise<number> {
  const { plan } = state.planned
  const work = workOf(state, spec)
  if (work.workUnits !== undefined) return work.workUnits(plan)
  const whole = work.bound === 'io' ? plan.seconds : await calibrated(context, state, work, paramsOf(state, spec))
  return partOf(whole, spec, work.bound)
}

function workOf({ planned }: RunState, spec: VariantSpec): Work {
  return spec.work ?? planned.module.work
}

function paramsOf({ planned }: RunState, spec: VariantSpec): Settings {
  return { ...planned.plan.params, ...spec.params }
}

/** Calibrates each kind of work once, on the plan's interpreter: all variants do the same amount, also on another one. */
async function calibrated(context: RunContext, state: RunState, work: Work, given: Settings): Promise<number> {
  const { id, unit, calibratedBy = Object.keys(given) } = work
  const params = Object.fromEntries(Object.entries(given).filter(([name]) => calibratedBy.includes(name)))
  const key = JSON.stringify([id, params])
  const known = state.calibrations.get(key)
  if (known !== undefined) return known.workUnits
  tell(context, state, { phase: 'calibrating' })
  const spec = { work: id, seconds: state.planned.plan.seconds, params }
  const deadline = deadlineSeconds(state.planned.specs[0]!, state.planned.plan)
  const { workUnits, measuredSeconds } = await withInterpreter(context, state, undefined, deadline, (workload) =>
    workload.calibrate(spec),
  )
  const calibration = { work: id, params, workUnits, unit, measuredSeconds }
  state.calibrations.set(key, calibration)
  note(context.log, { type: 'calibration', calibration })
  return workUnits
}

async function measureOne(context: RunContext, state: RunState, trial: Trial, workUnits: number): Promise<void> {
  const { spec, repeat } = trial
  const work = workOf(state, spec)
  const run = {
    work: work.id,
    model: spec.model,
    workers: spec.workers,
    workUnits,
    params: paramsOf(state, spec),
    options: spec.options,
  }
  state.trialBegan = performance.now()
  tell(context, state, { phase: 'running', variant: spec.id, repeat })
  const deadline = deadlineSeconds(spec, state.planned.plan)
  const result = await withInterpreter(context, state, spec.interpreter, deadline, async (workload) => {
    const startMethod = spec.options?.startMethod ?? workload.startMethod
    if (startMethod !== undefined) noteStartMethod(context, state, startMethod)
    context.emit({ type: 'main', runId: state.id, variant: spec.id, repeat, pid: workload.pid })
    const plan: TrialPlan = {
      trial,
      perform: (onEvent) => workload.run(run, onEvent),
      workers: spec.workers,
      ...(work.mayLoseWorkers && { endOf: (error, log) => endByDeath(error, workload, log) }),
    }
    await state.activity?.follow(workload.pid)
    const others = watchOthers(context.monitor, spec)
    return measureTrial(workload, plan, state.observation.recorder, (worker) => {
      others.follow(worker)
      context.emit({ type: 'worker', runId: state.id, worker })
    }).finally(() => {
      others.leave()
      state.activity?.leave()
    })
  })
  state.results.push(result)
}

/** Workers of a cluster may be processes that were there before: on this machine they are watched while they work. */
function watchOthers(monitor: Pick<Monitor, 'watch' | 'unwatch'>, { kind }: VariantSpec) {
  const pids = new Set<number>()
  return {
    follow({ pid, host }: LiveWorker): void {
      if (kind !== 'cluster' || host !== undefined || pids.has(pid)) return
      pids.add(pid)
      monitor.watch({ pid, role: 'run' })
    },
    leave: () => pids.forEach((pid) => monitor.unwatch(pid)),
  }
}

function withInterpreter<T>(
  context: RunContext,
  state: RunState,
  { runtime, args }: NonNullable<VariantSpec['interpreter']> = { runtime: state.planned.runtime, args: [] },
  deadline: number,
  use: (workload: Workload) => Promise<T>,
): Promise<T> {
  const onExit = state.observation.recorder.exited
  const host = { ...context, runtime, args, deadlineSeconds: deadline, onExit }
  return withWorkload(host, (workload) => {
    noteClock(context, state, { host: hostname(), runtime: runtime.id, ...workload.clock })
    return use(workload)
  })
}

/** Of several programs in one interpreter, the comparison with the largest uncertainty bounds them all. */
function noteClock({ log }: RunContext, { clocks }: RunState, clock: Clock & Workload['clock']): void {
  const before = clocks.get(clock.runtime)
  if (before !== undefined && before.uncertaintyNs >= clock.uncertaintyNs) return
  clocks.set(clock.runtime, clock)
  note(log, { type: 'clock', clock })
}

function noteStartMethod({ log }: RunContext, { startMethods }: RunState, name: string): void {
  if (!startMethods.has(name)) note(log, { type: 'start-method', name })
  startMethods.add(name)
}

/** The picture of the results so far. One that cannot be drawn is reported once. */
function drawSoFar(context: RunContext, state: RunState, hostInfo: HostInfo): Picture {
  const { module, plan, runtime } = state.planned
  const { picture, problem } = drawPicture(module, evidenceOf(module, plan, runtime, state.results, hostInfo))
  if (problem !== undefined && !state.hasWarned) context.emit({ type: 'warning', message: problem })
  if (problem !== undefined) state.hasWarned = true
  return picture
}

/** Sends the progress of the run. */
function tell(context: RunContext, state: RunState, change: Partial<Progress> = {}): void {
  const { results, trials, planned } = state
  const inTrial = (performance.now() - state.trialBegan) / 1000
  state.progress = {
    ...state.progress,
    ...change,
    done: results.length,
    secondsLeft: secondsLeft(
      trials.slice(results.length),
      results,
      ({ spec }) => worstSeconds(spec, planned.plan),
      inTrial,
    ),
  }
  context.emit({ type: 'progress', runId: state.id, progress: state.progress })
}

function describeFailure(
  error: unknown,
  signal: AbortSignal,
  { results, trials }: RunState,
): NonNullable<Run['failure']> {
  if (signal.aborted) {
    return { code: 'stopped', message: `The run was stopped after ${results.length} of ${trials.length} trials.` }
  }
  const code = error instanceof CoreglowError ? error.code : 'internal'
  return { code, message: errorMessage(error) }
}

async function toRun(context: RunContext, state: RunState, hostInfo: HostInfo, failure: Run['failure']): Promise<Run> {
  tell(context, state, { phase: 'summarising', variant: undefined, repeat: undefined })
  const { id, createdAt, planned, calibrations, results, clocks, startMethods } = state
  const { plan, module, runtime } = planned
  const read = await state.activity?.report()
  const { load, monitor, recording } = await state.observation.report(results)
  const startMethod = [...startMethods].join(', ') || undefined
  return toRecord({
    id,
    createdAt,
    status: failure === undefined ? 'finished' : failure.code === 'stopped' ? 'stopped' : 'failed',
    failure,
    plan,
    runtime,
    environment: { ...hostInfo, ...load, app: context.app, startMethod },
    module,
    clocks: [...clocks.values()],
    calibrations: [...calibrations.values()],
    results,
    monitor: { ...monitor, gil: read?.gil },
    recording,
    activity: read?.activity,
    workOf: (result) => sameWork(state, result),
  })
}

/** Key of the work of a result: results with the same key did the same work. */
function sameWork(state: RunState, { variant }: TrialResult): string {
  const spec = state.planned.specs.find(({ id }) => id === variant)!
  return JSON.stringify([workOf(state, spec).id, spec.share, paramsOf(state, spec)])
}
