import type { Settings } from '../../contract/experiment.ts'
import type { TrialResult } from '../../contract/run.ts'
import type { VariantSpec, Work } from '../experiments/experiment.ts'
import { note } from './run-log.ts'
import {
  addResult,
  beginTrial,
  noteStartMethod,
  sendProgress,
  withInterpreter,
  type RunContext,
  type RunState,
} from './run-state.ts'
import { deadlineSeconds, partOf, type Trial } from './schedule.ts'
import { watchOthers } from './watch-others.ts'
import { endByDeath, measureTrial, type TrialPlan } from './trial.ts'

/** Runs all trials of an experiment. */
export async function measureAll(context: RunContext, state: RunState): Promise<void> {
  const amounts = new Map<VariantSpec, number>()
  for (const spec of state.planned.specs) amounts.set(spec, await findAmount(context, state, spec))
  for (const trial of state.left) {
    addResult(context, state, await measureOne(context, state, trial, amounts.get(trial.spec)!))
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
  sendProgress(context, state, { phase: 'calibrating' })
  const spec = { work: id, seconds: state.planned.plan.seconds, params }
  const limit = { deadlineSeconds: deadlineSeconds(state.planned.specs[0]!, state.planned.plan) }
  const { workUnits, measuredSeconds } = await withInterpreter(context, state, limit, (workload) =>
    workload.calibrate(spec),
  )
  const calibration = { work: id, params, workUnits, unit, measuredSeconds }
  state.calibrations.set(key, calibration)
  note(context.log, { type: 'calibration', calibration })
  return workUnits
}

function measureOne(context: RunContext, state: RunState, trial: Trial, workUnits: number): Promise<TrialResult> {
  const { spec, repeat } = trial
  const work = workOf(state, spec)
  const order = {
    work: work.id,
    model: spec.model,
    workers: spec.workers,
    workUnits,
    params: paramsOf(state, spec),
    options: spec.options,
  }
  beginTrial(context, state, trial)
  const start = { interpreter: spec.interpreter, deadlineSeconds: deadlineSeconds(spec, state.planned.plan) }
  return withInterpreter(context, state, start, async (workload) => {
    noteStartMethod(context, state, spec.options?.startMethod ?? workload.startMethod)
    context.emit({ type: 'main', runId: state.id, variant: spec.id, repeat, pid: workload.pid })
    const plan: TrialPlan = {
      trial,
      hosts: state.hosts,
      perform: (onEvent) => workload.run(order, onEvent),
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
}

/** Key of the work of a result: results with the same key did the same work. */
export function sameWork(state: RunState, { variant }: TrialResult): string {
  const spec = state.planned.specs.find(({ id }) => id === variant)!
  return JSON.stringify([workOf(state, spec).id, spec.share, paramsOf(state, spec)])
}
