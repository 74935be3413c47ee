import { errorMessage } from '../../contract/error-message.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import { initialState } from '../../contract/run-state.ts'
import type { Run } from '../../contract/run.ts'
import { createFunctionState } from '../functions/function-state.ts'
import { measureFunction } from '../functions/measure.ts'
import { ownIdentity } from '../host/process-identity.ts'
import type { HostInfo } from '../host/host-info.ts'
import { observe, type Observation } from '../observation/observe.ts'
import { failedRun } from './failed-run.ts'
import { createHostBook } from './host-book.ts'
import { measureAll, sameWork } from './measure.ts'
import type { PlannedRun } from './plan.ts'
import { toRecord } from './record.ts'
import { openRunActivity, type RunActivity } from './run-activity.ts'
import { note, type RunStart } from './run-log.ts'
import { drawSoFar, sendProgress, type RunContext, type RunState } from './run-state.ts'
import { schedule } from './schedule.ts'

export type { RunContext } from './run-state.ts'

/** Runs a plan from its first interpreter to its record. Never rejects for what the workload does: that run has failed. */
export async function performRun(context: RunContext, id: string, planned: PlannedRun): Promise<Run> {
  const hostInfo = await context.hostInfo()
  const { suite, plan, runtime } = planned
  const observation = await observe(context.monitor, plan.rate, context.log)
  const state = begin(id, planned, hostInfo, observation, openActivity(context, plan.rate))
  note(context.log, startRecord(context, state))
  await context.log.flush()
  const ticking = setInterval(() => sendProgress(context, state), 1000)
  try {
    const { progress } = state
    const picture = drawSoFar(context, state)
    context.emit({ type: 'run', run: initialState({ runId: id, suite, plan, runtime, progress, picture }) })
    const measured =
      state.calls === undefined ? measureAll(context, state) : measureFunction(context, state, state.calls)
    const failure = await measured.then(
      () => undefined,
      (error: unknown) => describeFailure(error, context.signal, state),
    )
    return await toRun(context, state, failure).catch((error: unknown) =>
      failedRun(planned, { ...state, hostInfo, app: context.app }, error),
    )
  } finally {
    clearInterval(ticking)
    observation.stop()
    await state.activity?.close()
    await state.calls?.close()
  }
}

function openActivity({ createActivity, monitor, log, emit }: RunContext, rate: number): RunActivity | undefined {
  const onWarning = (message: string) => emit({ type: 'warning', message })
  return createActivity && openRunActivity({ createActivity, monitor, log, rate, onWarning })
}

function begin(
  id: string,
  planned: PlannedRun,
  hostInfo: HostInfo,
  observation: Observation,
  activity: RunActivity | undefined,
): RunState {
  const trials = schedule(planned.specs, planned.plan.repeat)
  return {
    id,
    createdAt: new Date().toISOString(),
    planned,
    hostInfo,
    observation,
    activity,
    calls: planned.calls && createFunctionState(id, planned.calls),
    left: trials,
    results: [],
    calibrations: new Map(),
    startMethods: new Set(),
    hosts: createHostBook(),
    clocks: new Map(),
    progress: { phase: 'preparing', done: 0, total: trials.length },
    trialBegan: 0,
    hasWarned: false,
  }
}

function startRecord({ app }: RunContext, { id, createdAt, planned, left, hostInfo }: RunState): RunStart {
  const { plan, runtime, module, calls } = planned
  const environment = { ...hostInfo, app }
  return {
    type: 'run',
    writer: ownIdentity(),
    id,
    createdAt,
    title: module.experiment.title,
    plan,
    runtime,
    environment,
    trials: left.length,
    inspection: calls?.inspection,
  }
}

function describeFailure(
  error: unknown,
  signal: AbortSignal,
  { results, left }: RunState,
): NonNullable<Run['failure']> {
  if (signal.aborted) {
    const total = results.length + left.length
    return { code: 'stopped', message: `The run was stopped after ${results.length} of ${total} trials.` }
  }
  const code = error instanceof CoreglowError ? error.code : 'internal'
  return { code, message: errorMessage(error) }
}

async function toRun(context: RunContext, state: RunState, failure: Run['failure']): Promise<Run> {
  sendProgress(context, state, { phase: 'summarising', variant: undefined, repeat: undefined })
  const { id, createdAt, planned, hostInfo, calibrations, results, clocks, startMethods } = state
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
    clocks: [...clocks.values(), ...state.hosts.clocks(runtime.id)],
    hosts: state.hosts.hosts(),
    calibrations: [...calibrations.values()],
    results,
    monitor: { ...monitor, gil: read?.gil },
    recording,
    activity: read?.activity,
    workOf: (result) => sameWork(state, result),
    calls: await state.calls?.report(),
  })
}
