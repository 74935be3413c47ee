import { errorMessage } from '../../contract/error-message.ts'
import { hostname } from 'node:os'
import type { Settings } from '../../contract/experiment.ts'
import type { Picture } from '../../contract/figure.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { Progress, RunEvent } from '../../contract/run-event.ts'
import { initialState } from '../../contract/run-state.ts'
import { summarise } from '../../contract/summary.ts'
import { SCHEMA_VERSION, type Clock, type Environment } from '../../contract/observation.ts'
import type { Run, TrialResult } from '../../contract/run.ts'
import type { Evidence, VariantSpec, Work } from '../experiments/experiment.ts'
import { wallTimes } from '../experiments/measuring.ts'
import type { HostInfo } from '../host/host-info.ts'
import type { Monitor } from '../monitor/monitor.ts'
import type { Runtimes, Workload } from '../runtimes/workload.ts'
import { noiseReasons } from './noise.ts'
import { observe, type Observation } from '../observation/observe.ts'
import type { PlannedRun } from './plan.ts'
import { secondsLeft } from './progress.ts'
import { deadlineSeconds, partOf, schedule, worstSeconds, type Trial } from './schedule.ts'
import { measureTrial } from './trial.ts'
import { decide } from './verdict.ts'
import { withWorkload } from './workload-host.ts'

export interface RunContext {
  readonly runtimes: Pick<Runtimes, 'start'>
  readonly monitor: Monitor
  readonly hostInfo: () => Promise<HostInfo>
  readonly app: Environment['app']
  readonly emit: (event: RunEvent) => void
  /** Aborted when the run is to stop: what was measured so far is the run. */
  readonly signal: AbortSignal
}

/** State of a run until it is a record. */
interface RunState {
  readonly id: string
  readonly createdAt: string
  readonly planned: PlannedRun
  readonly observation: Observation
  readonly trials: readonly Trial[]
  readonly results: TrialResult[]
  readonly calibrations: Map<string, NonNullable<Run['calibrations']>[number]>
  /** Clocks by interpreter. */
  readonly clocks: Map<string, Clock & Workload['clock']>
  /** Start methods in the order of their first use. */
  readonly startMethods: Set<string>
  progress: Progress
  trialBegan: number
}

/** Runs a plan from its first interpreter to its record. Never rejects for what the workload does: that run has failed. */
export async function performRun(context: RunContext, id: string, planned: PlannedRun): Promise<Run> {
  const hostInfo = await context.hostInfo()
  const { suite, plan, runtime } = planned
  const observation = await observe(context.monitor, plan.rate)
  const state = begin(id, planned, observation)
  const ticking = setInterval(() => tell(context, state), 1000)
  try {
    const { progress } = state
    const picture = pictureOf(state, hostInfo)
    context.emit({ type: 'run', run: initialState({ runId: id, suite, plan, runtime, progress, picture }) })
    const failure = await measureAll(context, state, hostInfo).then(
      () => undefined,
      (error: unknown) => describeFailure(error, context.signal, state),
    )
    return await toRun(context, state, hostInfo, failure)
  } finally {
    clearInterval(ticking)
    observation.stop()
  }
}

function begin(id: string, planned: PlannedRun, observation: Observation): RunState {
  const trials = schedule(planned.specs, planned.plan.repeat)
  return {
    id,
    createdAt: new Date().toISOString(),
    planned,
    observation,
    trials,
    results: [],
    calibrations: new Map(),
    startMethods: new Set(),
    clocks: new Map(),
    progress: { phase: 'preparing', done: 0, total: trials.length },
    trialBegan: 0,
  }
}

async function measureAll(context: RunContext, state: RunState, hostInfo: HostInfo): Promise<void> {
  const amounts = new Map<VariantSpec, number>()
  for (const spec of state.planned.specs) amounts.set(spec, await findAmount(context, state, spec))
  for (const trial of state.trials) {
    await measureOne(context, state, trial, amounts.get(trial.spec)!)
    const picture = pictureOf(state, hostInfo)
    context.emit({ type: 'trial', runId: state.id, result: state.results.at(-1)!, picture })
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
  state.calibrations.set(key, { work: id, params, workUnits, unit, measuredSeconds })
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
  const result = await withInterpreter(context, state, spec.interpreter, deadline, (workload) => {
    const startMethod = spec.options?.startMethod ?? workload.startMethod
    if (startMethod !== undefined) state.startMethods.add(startMethod)
    context.emit({ type: 'main', runId: state.id, variant: spec.id, repeat, pid: workload.pid })
    const plan = { trial, spec: run, mayLoseWorkers: work.mayLoseWorkers ?? false }
    return measureTrial(workload, plan, state.observation.recorder, (worker) =>
      context.emit({ type: 'worker', runId: state.id, worker }),
    )
  })
  state.results.push(result)
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
    noteClock(state.clocks, runtime.id, workload.clock)
    return use(workload)
  })
}

/** Of several programs in one interpreter, the comparison with the largest uncertainty bounds them all. */
function noteClock(clocks: RunState['clocks'], runtime: string, clock: Workload['clock']): void {
  const before = clocks.get(runtime)
  if (before !== undefined && before.uncertaintyNs >= clock.uncertaintyNs) return
  clocks.set(runtime, { host: hostname(), runtime, ...clock })
}

function evidenceOf({ planned, results }: RunState, hostInfo: HostInfo): Evidence {
  const { plan, module, runtime } = planned
  const summary = summarise(plan.variants, results)
  return { experiment: module.experiment, plan, runtime, summary, results, cores: coresFor(hostInfo) }
}

/** A picture that cannot be made, which would be a bug of ours, costs the figures and not what was measured. */
function pictureOf(state: RunState, hostInfo: HostInfo): Picture {
  try {
    return (state.planned.module.picture ?? wallTimes)(evidenceOf(state, hostInfo))
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error))
    return { measurements: [], figures: [] }
  }
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
  const { load, monitor, recording } = await state.observation.report(results)
  const startMethod = [...startMethods].join(', ') || undefined
  const environment = { ...hostInfo, ...load, app: context.app, startMethod }
  const evidence = evidenceOf(state, hostInfo)
  const work = module.comparesWallTimes ? module.work : undefined
  const reasons = noiseReasons({ plan, work, environment, summary: evidence.summary })
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'run',
    id,
    createdAt,
    status: failure === undefined ? 'finished' : failure.code === 'stopped' ? 'stopped' : 'failed',
    failure,
    experiment: plan.experiment,
    title: module.experiment.title,
    plan,
    runtime,
    environments: [environment],
    clocks: [...clocks.values()],
    calibrations: [...calibrations.values()],
    results,
    summary: [...evidence.summary],
    ...pictureOf(state, hostInfo),
    verdict: decide(module, evidence, (result) => sameWork(state, result), reasons),
    monitor,
    recording,
  }
}

function coresFor({ usableCores, cpuQuota }: HostInfo): number {
  return typeof cpuQuota === 'number' ? Math.min(usableCores, cpuQuota) : usableCores
}

/** Key of the work of a result: results with the same key did the same work. */
function sameWork(state: RunState, { variant }: TrialResult): string {
  const spec = state.planned.specs.find(({ id }) => id === variant)!
  return JSON.stringify([workOf(state, spec).id, spec.share, paramsOf(state, spec)])
}
