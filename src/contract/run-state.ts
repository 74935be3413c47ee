import type { LiveWorker, RunEvent, RunSnapshot } from './run-event.ts'
import type { TrialResult, WorkerResult } from './run.ts'

/** Events that change a running run. */
export type RunUpdate = Extract<RunEvent, { type: 'progress' | 'main' | 'worker' | 'trial' }>

/** A run before its first event. */
export function initialState(
  start: Pick<RunSnapshot, 'runId' | 'suite' | 'plan' | 'runtime' | 'progress' | 'picture'>,
): RunSnapshot {
  return { ...start, results: [], workers: [], mainProcesses: [] }
}

/** The run after an event: the engine keeps it for clients that begin to listen in the middle, and the page shows it. */
export function reduceRun<Run extends RunSnapshot>(run: Run, event: RunUpdate): Run {
  switch (event.type) {
    case 'progress':
      return { ...run, progress: event.progress }
    case 'main': {
      const { variant, repeat, pid } = event
      return { ...run, mainProcesses: [...run.mainProcesses, { variant, repeat, pid }] }
    }
    case 'worker':
      return { ...run, workers: withWorker(run.workers, event.worker) }
    case 'trial':
      return { ...run, results: [...run.results, event.result], picture: event.picture }
  }
  return event satisfies never
}

/** A worker is reported when it starts, and again when it has ended: it keeps its place. */
function withWorker(workers: readonly LiveWorker[], worker: LiveWorker): LiveWorker[] {
  const place = workers.findLastIndex(
    ({ variant, repeat, index }) => variant === worker.variant && repeat === worker.repeat && index === worker.index,
  )
  return place < 0 ? [...workers, worker] : workers.with(place, worker)
}

/** A worker of a trial as events and the page know it. */
export function liveWorker(
  { variant, repeat }: Pick<TrialResult, 'variant' | 'repeat'>,
  { index, name, pid, tid, host, startNs, endNs, lost, task }: Omit<LiveWorker, 'variant' | 'repeat'> | WorkerResult,
): LiveWorker {
  const known = task === undefined || 'missing' in task ? undefined : task
  return { variant, repeat, index, name, pid, tid, host, startNs, endNs, lost, task: known }
}
