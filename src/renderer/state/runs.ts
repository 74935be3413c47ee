import type { Progress, RunEvent, RunSnapshot } from '../../contract/run-event.ts'
import type { Run } from '../../contract/run.ts'
import { liveWorker, reduceRun } from '../../contract/run-state.ts'

type EndEvent = Extract<RunEvent, { type: 'end' }>

/** A run on the page: its state so far, then its record. */
export interface ShownRun extends RunSnapshot {
  readonly record?: Run
  readonly saved?: EndEvent['saved']
}

export interface RunsState {
  /** Id of the run that is on. */
  readonly active?: string
  /** True from the first run of a suite until the last has ended. */
  readonly busy: boolean
  /** The latest run of each experiment since this page was opened. */
  readonly byExperiment: Readonly<Record<string, ShownRun>>
  /** Of the run that is on. Apart from it: time passes without a change of what the panels show. */
  readonly secondsLeft?: number
}

export const NO_RUNS: RunsState = { busy: false, byExperiment: {} }

export function reduceRuns(state: RunsState, event: RunEvent): RunsState {
  switch (event.type) {
    case 'warning':
      return state
    case 'idle':
      return state.busy ? { busy: false, byExperiment: state.byExperiment } : state
    case 'run':
      return {
        active: event.run.runId,
        busy: true,
        secondsLeft: event.run.progress.secondsLeft,
        byExperiment: { ...state.byExperiment, [event.run.plan.experiment]: event.run },
      }
    case 'progress':
      return progressOf(state, event)
    case 'main':
    case 'worker':
    case 'trial':
      return change(state, event.runId, (run) => reduceRun(run, event))
    case 'end':
      return endOf(state, event)
  }
  return event satisfies never
}

function progressOf(state: RunsState, event: Extract<RunEvent, { type: 'progress' }>): RunsState {
  const { secondsLeft, ...progress } = event.progress
  const next = change(state, event.runId, (run) =>
    isSameStep(run.progress, progress) ? run : reduceRun(run, { ...event, progress }),
  )
  return event.runId === state.active ? { ...next, secondsLeft } : next
}

function isSameStep(before: Progress, after: Progress): boolean {
  const { phase, variant, repeat, done, total } = before
  const isSameTrial = variant === after.variant && repeat === after.repeat
  return isSameTrial && phase === after.phase && done === after.done && total === after.total
}

function endOf(state: RunsState, { runId, run, saved }: EndEvent): RunsState {
  const before = state.byExperiment[run.experiment]
  const shown = before?.runId === runId ? before : shownFromRecord(run)
  const active = state.active === runId ? undefined : state.active
  const ended: ShownRun = { ...shown, results: run.results, picture: pictureOf(run), record: run, saved }
  return { ...state, active, byExperiment: { ...state.byExperiment, [run.experiment]: ended } }
}

/** Saved run in the form of a run that the page has watched. */
export function shownFromRecord(run: Run): ShownRun {
  return {
    runId: run.id,
    plan: run.plan,
    runtime: run.runtime,
    progress: { phase: 'summarising', done: run.results.length, total: run.results.length },
    results: run.results,
    workers: run.results.flatMap((trial) => trial.workers.map((worker) => liveWorker(trial, worker))),
    mainProcesses: run.results.map(({ variant, repeat, pid }) => ({ variant, repeat, pid })),
    picture: pictureOf(run),
    record: run,
  }
}

function pictureOf({ measurements, figures }: Run): ShownRun['picture'] {
  return { measurements, figures }
}

function change(state: RunsState, runId: string, update: (run: ShownRun) => ShownRun): RunsState {
  const run = Object.values(state.byExperiment).find((shownRun) => shownRun.runId === runId)
  if (run === undefined) return state
  const updated = update(run)
  if (updated === run) return state
  return { ...state, byExperiment: { ...state.byExperiment, [run.plan.experiment]: updated } }
}
