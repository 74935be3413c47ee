import type { Picture } from '../../contract/figure.ts'
import type { LiveWorker, Progress, RunEvent, RunSoFar } from '../../contract/run-event.ts'
import type { PlannedRun } from './plan.ts'

export function beginning(
  runId: string,
  { plan, runtime, suite }: PlannedRun,
  progress: Progress,
  picture: Picture,
): RunSoFar {
  return { runId, suite, plan, runtime, progress, results: [], workers: [], mains: [], picture }
}

/** The state after an event, for whoever begins to listen in the middle; undefined when no run is on. */
export function advance(run: RunSoFar | undefined, event: RunEvent): RunSoFar | undefined {
  if (event.type === 'run') return event.run
  if (event.type === 'idle' || event.type === 'end' || run === undefined) return undefined
  return { ...run, ...change(run, event) }
}

type Change = Extract<RunEvent, { type: 'progress' | 'main' | 'worker' | 'trial' }>

function change({ mains, workers, results }: RunSoFar, event: Change): Partial<RunSoFar> {
  if (event.type === 'progress') return { progress: event.progress }
  if (event.type === 'main') {
    return { mains: [...mains, { variant: event.variant, repeat: event.repeat, pid: event.pid }] }
  }
  if (event.type === 'trial') return { results: [...results, event.result], picture: event.picture }
  return { workers: [...workers.filter((one) => !sameWorker(one, event.worker)), event.worker] }
}

function sameWorker(a: LiveWorker, b: LiveWorker): boolean {
  return a.variant === b.variant && a.repeat === b.repeat && a.index === b.index
}
