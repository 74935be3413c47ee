import type { WorkerEvent } from '../runtimes/workload.ts'

type Of<Type extends WorkerEvent['type']> = Extract<WorkerEvent, { readonly type: Type }>

/** What one worker told, as far as it came. */
export interface WorkerStory {
  readonly index: number
  readonly start?: Of<'worker-start'>
  readonly end?: Of<'worker-end'>
  readonly lost?: Of<'worker-lost'>
  /** Spans on the interpreter, flat, ns after the start. */
  readonly running: number[]
}

/** What the workers of one trial told. */
export interface Told {
  readonly startNs: number | undefined
  /** By index. */
  readonly workers: ReadonlyMap<number, WorkerStory>
  hear(event: WorkerEvent): void
}

export function createTold(): Told {
  const workers = new Map<number, WorkerStory>()
  let startNs: number | undefined
  const tell = (index: number, more: Partial<WorkerStory>) =>
    workers.set(index, { running: [], ...workers.get(index), ...more, index })
  return {
    get startNs() {
      return startNs
    },
    workers,
    hear(event) {
      if (event.type === 'begin') startNs = event.startNs
      else if (event.type === 'worker-start') tell(event.index, { start: event })
      else if (event.type === 'worker-end') tell(event.index, { end: event })
      else if (event.type === 'worker-lost') tell(event.index, { lost: event })
      else for (const ns of event.ns) workers.get(event.index)?.running.push(ns)
    },
  }
}
