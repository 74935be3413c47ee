import type { WorkerEvent } from '../runtimes/workload.ts'

type Of<Type extends WorkerEvent['type']> = Extract<WorkerEvent, { readonly type: Type }>

/** Events of one worker so far. */
export interface WorkerRecord {
  readonly index: number
  readonly start?: Of<'worker-start'>
  readonly end?: Of<'worker-end'>
  readonly lost?: Of<'worker-lost'>
  /** Spans on the interpreter, flat, ns after the start. */
  readonly running: number[]
}

/** Events of the workers of one trial. */
export interface TrialLog {
  readonly startNs: number | undefined
  /** By index. */
  readonly workers: ReadonlyMap<number, WorkerRecord>
  record(event: WorkerEvent): void
}

export function createTrialLog(): TrialLog {
  const workers = new Map<number, WorkerRecord>()
  let startNs: number | undefined
  const tell = (index: number, more: Partial<WorkerRecord>) =>
    workers.set(index, { running: [], ...workers.get(index), ...more, index })
  return {
    get startNs() {
      return startNs
    },
    workers,
    record(event) {
      if (event.type === 'begin') startNs = event.startNs
      else if (event.type === 'worker-start') tell(event.index, { start: event })
      else if (event.type === 'worker-end') tell(event.index, { end: event })
      else if (event.type === 'worker-lost') tell(event.index, { lost: event })
      else if (event.type === 'running') for (const ns of event.ns) workers.get(event.index)?.running.push(ns)
    },
  }
}
