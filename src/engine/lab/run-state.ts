import { hostname } from 'node:os'
import type { Picture } from '../../contract/figure.ts'
import type { Progress, RunEvent } from '../../contract/run-event.ts'
import type { Clock, Environment } from '../../contract/observation.ts'
import type { Run, TrialResult } from '../../contract/run.ts'
import type { VariantSpec } from '../experiments/experiment.ts'
import type { FunctionState } from '../functions/function-state.ts'
import type { HostInfo } from '../host/host-info.ts'
import type { ActivityMonitor } from '../monitor/activity/activity-source.ts'
import type { Monitor } from '../monitor/monitor.ts'
import type { Observation } from '../observation/observe.ts'
import type { RecordLog } from '../observation/record-log.ts'
import type { Runtimes, Workload } from '../runtimes/workload.ts'
import type { PlannedRun } from './plan.ts'
import { secondsLeft } from './progress.ts'
import { drawPicture, evidenceOf } from './record.ts'
import type { RunActivity } from './run-activity.ts'
import { note } from './run-log.ts'
import { worstSeconds, type Trial } from './schedule.ts'
import type { HostBook } from './host-book.ts'
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
  /** Memory that programs may still use, bytes; the machine's where it is left out. */
  readonly availableMemory?: () => number
}

/** State of a run until it is a record. */
export interface RunState {
  readonly id: string
  readonly createdAt: string
  readonly planned: PlannedRun
  readonly hostInfo: HostInfo
  readonly observation: Observation
  readonly activity: RunActivity | undefined
  /** Of a run of the user's function. */
  readonly calls: FunctionState | undefined
  /** Trials that are still to be run, the current one first. */
  left: readonly Trial[]
  readonly results: TrialResult[]
  readonly calibrations: Map<string, NonNullable<Run['calibrations']>[number]>
  /** Other machines. */
  readonly hosts: HostBook
  /** Clocks by interpreter. */
  readonly clocks: Map<string, Clock & Workload['clock']>
  /** Start methods in the order of their first use. */
  readonly startMethods: Set<string>
  progress: Progress
  trialBegan: number
  /** A picture could not be drawn, which was reported. */
  hasWarned: boolean
}

/** Sends the progress of the run. */
export function sendProgress(context: RunContext, state: RunState, change: Partial<Progress> = {}): void {
  const { results, left, planned } = state
  const inTrial = (performance.now() - state.trialBegan) / 1000
  const worst = ({ spec }: Trial) => worstSeconds(spec, planned.plan)
  state.progress = {
    ...state.progress,
    ...change,
    done: results.length,
    total: results.length + left.length,
    // What follows the last trial of a function has no estimate.
    secondsLeft: left.length > 0 || state.calls === undefined ? secondsLeft(left, results, worst, inTrial) : undefined,
  }
  context.emit({ type: 'progress', runId: state.id, progress: state.progress })
}

/** Marks the beginning of a trial. */
export function beginTrial(context: RunContext, state: RunState, { spec, repeat }: Trial): void {
  state.trialBegan = performance.now()
  sendProgress(context, state, { phase: 'running', variant: spec.id, repeat })
}

/** Adds the result of the current trial. */
export function addResult(context: RunContext, state: RunState, result: TrialResult): void {
  state.results.push(result)
  state.left = state.left.slice(1)
  note(context.log, { type: 'trial', result })
  context.emit({ type: 'trial', runId: state.id, result, picture: drawSoFar(context, state) })
}

/** The picture of the results so far. One that cannot be drawn is reported once. */
export function drawSoFar(context: RunContext, state: RunState): Picture {
  const { module, plan, runtime } = state.planned
  const { picture, problem } = drawPicture(module, evidenceOf(module, plan, runtime, state.results, state.hostInfo))
  if (problem !== undefined && !state.hasWarned) context.emit({ type: 'warning', message: problem })
  if (problem !== undefined) state.hasWarned = true
  return picture
}

/** How an interpreter of the run is started, unless as the plan says. */
interface Start {
  readonly interpreter?: VariantSpec['interpreter']
  readonly deadlineSeconds?: number
  readonly userFolder?: string
}

/** A fresh interpreter for one use of it. */
export function withInterpreter<T>(
  context: RunContext,
  state: RunState,
  { interpreter, ...start }: Start,
  use: (workload: Workload) => Promise<T>,
): Promise<T> {
  const { runtime, args } = interpreter ?? { runtime: state.planned.runtime, args: [] }
  const onExit = state.observation.recorder.exited
  return withWorkload({ ...context, ...start, runtime, args, onExit }, (workload) => {
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

/** Notes the start method of a trial's processes. */
export function noteStartMethod({ log }: RunContext, { startMethods }: RunState, name: string | undefined): void {
  if (name === undefined || startMethods.has(name)) return
  note(log, { type: 'start-method', name })
  startMethods.add(name)
}
