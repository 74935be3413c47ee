import { CoreglowError } from '../../contract/procedures.ts'
import type { TrialResult } from '../../contract/run.ts'
import type { VariantSpec } from '../experiments/experiment.ts'
import { nowNs } from '../host/clock.ts'
import { noteStartMethod, withInterpreter, type RunContext, type RunState } from '../lab/run-state.ts'
import type { Trial } from '../lab/schedule.ts'
import { measureTrial, type Ending } from '../lab/trial.ts'
import { watchOthers } from '../lab/watch-others.ts'
import { OrderError } from '../runtimes/order-error.ts'
import type { Calls } from '../runtimes/program-events.ts'
import type { TrialEnd, WorkerEvent, Workload } from '../runtimes/workload.ts'
import { callsFolder } from './calls-folder.ts'
import type { FunctionState } from './function-state.ts'
import { availableMemory as ofMachine } from './memory.ts'
import { watchTrial, type Watch } from './watch.ts'

/** Longest trial, seconds. Chosen: what a whole run of an experiment may take. */
const MAX_TRIAL_SECONDS = 3600
/** How many times the loop's estimated time a model may take. Chosen: pools of tiny items were seen a hundred times slower, but those end within the rest. */
const MAX_SLOWDOWN = 20
const REST_SECONDS = 30

/** Runs one trial of the user's function. One that fails is a result too. @throws CoreglowError where it is not the function that failed */
export function measureCalls(
  context: RunContext,
  state: RunState,
  own: FunctionState,
  trial: Trial,
): Promise<TrialResult> {
  const { spec, repeat } = trial
  return withCalls(context, state, own, spec, async ({ workload, watch, folder, map }) => {
    const askedNs = nowNs()
    noteStartMethod(context, state, spec.options?.startMethod ?? workload.startMethod)
    context.emit({ type: 'main', runId: state.id, variant: spec.id, repeat, pid: workload.pid })
    await state.activity?.follow(workload.pid)
    const others = watchOthers(context.monitor, spec)
    let calls: Calls | undefined
    let failure: Failure | undefined
    const plan = {
      trial,
      hosts: state.hosts,
      perform: (onEvent: (event: WorkerEvent) => void) => map(onEvent, (measured) => (calls = measured)),
      endOf(error: unknown, log: { readonly startNs: number | undefined }): Ending {
        failure = failureOf(error, context.signal, workload, watch)
        const startNs = log.startNs ?? askedNs
        const endNs = Math.max(nowNs(), startNs + 1)
        return { startNs, endNs, cpuNs: NaN, values: {}, died: workload.death(), lost: 'the trial failed' }
      },
    }
    const measured = await measureTrial(workload, plan, state.observation.recorder, (worker) => {
      others.follow(worker)
      context.emit({ type: 'worker', runId: state.id, worker })
    }).finally(() => {
      others.leave()
      state.activity?.leave()
    })
    own.notePeak(spec.id, watch.peakBytes())
    if (calls !== undefined && failure === undefined) {
      const { group, notCompared } = calls
      await own.keep({ variant: spec.id, baseline: spec.baseline ?? false, repeat, folder, group, notCompared })
    }
    return { ...measured, ...entriesOf(calls), ...failure }
  })
}

/** Wall seconds of one trial with another number of workers. @throws CoreglowError where it fails */
export function timeCalls(
  context: RunContext,
  state: RunState,
  own: FunctionState,
  spec: VariantSpec,
): Promise<number> {
  return withCalls(context, state, own, spec, async ({ map }) => {
    const { startNs, endNs } = await map(
      () => {},
      () => {},
    )
    return (endNs - startNs) / 1e9
  })
}

interface Session {
  readonly workload: Workload
  readonly watch: Watch
  /** Where the workload writes what its calls returned. */
  readonly folder: string
  /** Calls the function with all inputs; rejects also when the watch ends it. */
  readonly map: (onEvent: (event: WorkerEvent) => void, onCalls: (calls: Calls) => void) => Promise<TrialEnd>
}

/** A fresh interpreter, in the user's folder, for one trial. */
function withCalls<T>(
  context: RunContext,
  state: RunState,
  { planned }: FunctionState,
  spec: VariantSpec,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const { target, inspection } = planned
  const { folder: userFolder } = inspection.function
  return withInterpreter(context, state, { userFolder }, async (workload) => {
    const folder = await callsFolder(workload)
    const watch = watchTrial({
      monitor: context.monitor,
      workload,
      folder,
      count: inspection.inputs.count,
      itemSeconds: target.timeout,
      trialSeconds: Math.min(
        MAX_TRIAL_SECONDS,
        target.timeout + MAX_SLOWDOWN * state.planned.plan.seconds + REST_SECONDS,
      ),
      availableMemory: context.availableMemory ?? ofMachine,
    })
    const { model, workers, chunk = 1, options } = spec
    const order = { model, workers, chunk, function: target, options, folder }
    const map: Session['map'] = (onEvent, onCalls) => {
      const onTrialEvent = (event: WorkerEvent) => {
        watch.onEvent(event)
        onEvent(event)
      }
      return Promise.race([workload.map(order, onTrialEvent, onCalls), watch.failed])
    }
    return use({ workload, watch, folder, map }).finally(watch.close)
  })
}

function entriesOf(calls: Calls | undefined): Partial<TrialResult> {
  if (calls === undefined) return {}
  const { group, notCompared: _, perItemSeconds, changes = [], ...rest } = calls
  return {
    ...rest,
    perItemSeconds:
      perItemSeconds === undefined || 'missing' in perItemSeconds ? undefined : { ...perItemSeconds, group },
    changes: changes.length > 0 ? changes : undefined,
  }
}

interface Failure {
  readonly failed: string
  readonly failedItem?: number
}

/** Why the trial failed, as a sentence. @throws the error, where the trial was stopped, or Coreglow itself failed */
function failureOf(error: unknown, signal: AbortSignal, workload: Workload, watch: Watch): Failure {
  if (signal.aborted || !(error instanceof CoreglowError)) throw error
  if (error instanceof OrderError) return { failed: error.message, failedItem: error.item }
  if (error.code !== 'broken-runtime') throw error
  const death = workload.death()
  if (death === undefined) return { failed: error.message }
  const calls = watch.underWay()
  const when = calls === undefined ? '' : ` while ${calls.text}`
  return { failed: `The interpreter ${deathText(death)}${when}.`, failedItem: calls?.item }
}

function deathText(death: string): string {
  if (death === 'signal SIGKILL') return `was ended by ${death}, which the system sends when memory runs out,`
  return death.startsWith('signal ') ? `was ended by ${death}` : `ended with ${death}`
}
