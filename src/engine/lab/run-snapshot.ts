import type { Picture } from '../../contract/figure.ts'
import type { LiveWorker, Progress, RunEvent, RunSnapshot } from '../../contract/run-event.ts'
import type { PlannedRun } from './plan.ts'

export function initialState(
  runId: string,
  { plan, runtime, suite }: PlannedRun,
  progress: Progress,
  picture: Picture,
): RunSnapshot {
  return { runId, suite, plan, runtime, progress, results: [], workers: [], mainProcesses: [], picture }
}

/** The state after an event, for whoever begins to listen in the middle; undefined when no run is on. */
export function reduce(run: RunSnapshot | undefined, event: RunEvent): RunSnapshot | undefined {
  if (event.type === 'run') return event.run
  if (event.type === 'idle' || event.type === 'end' || run === undefined) return undefined
  return { ...run, ...change(run, event) }
}

type Change = Extract<RunEvent, { type: 'progress' | 'main' | 'worker' | 'trial' }>

function change({ mainProcesses, workers, results }: RunSnapshot, event: Change): Partial<RunSnapshot> {
  if (event.type === 'progress') return { progress: event.progress }
  if (event.type === 'main') {
    return { mainProcesses: [...mainProcesses, { variant: event.variant, repeat: event.repeat, pid: event.pid }] }
  }
  if (event.type === 'trial') return { results: [...results, event.result], picture: event.picture }
  return { workers: [...workers.filter((one) => !sameWorker(one, event.worker)), event.worker] }
}

function sameWorker(a: LiveWorker, b: LiveWorker): boolean {
  return a.variant === b.variant && a.repeat === b.repeat && a.index === b.index
}
