import type { Runtime } from '../../contract/experiment.ts'
import type { TrialResult, Variant, WorkerResult } from '../../contract/run.ts'

/** A lock without which an interpreter's threads do not run, and who had it when. */
export interface Gil {
  readonly name: string
  /** Start and end of each hold and the worker that had it, flat, in the order of time; ns of the monotonic clock. */
  readonly holds: readonly number[]
}

const known = new WeakMap<TrialResult, readonly Gil[]>()

/** The GILs of a trial whose workers stamped the clock, as many as there were. */
export function gilsOf(trial: TrialResult): readonly Gil[] {
  const before = known.get(trial)
  if (before !== undefined) return before
  const names = [...new Set(trial.workers.flatMap(({ gil, running }) => (running === undefined ? [] : (gil ?? []))))]
  const gils = names.map((name) => ({ name, holds: holdsOf(trial.workers.filter(({ gil }) => gil === name)) }))
  known.set(trial, gils)
  return gils
}

function holdsOf(workers: readonly WorkerResult[]): number[] {
  const holds = workers.flatMap(({ running = [], startNs, index }) =>
    running.flatMap((start, i) => (i % 2 === 0 ? [[startNs + start, startNs + running[i + 1]!, index]] : [])),
  )
  return holds.toSorted((a, b) => a[0]! - b[0]!).flat()
}

/** Why workers that stamp the clock have no GIL; undefined where they have one, or stamp nothing. */
export function noGilReason({ workers }: TrialResult, variant: Variant, runtime: Runtime): string | undefined {
  if (workers.every(({ gil, running }) => gil !== undefined || running === undefined)) return undefined
  const isNode = variant.seat === undefined ? runtime.kind === 'node' : variant.seat.runtime.startsWith('node')
  if (!isNode) return 'free-threaded build: there is no GIL'
  const isolates = new Set(workers.map(({ interpreter }) => interpreter)).size
  return isolates > 1 ? 'a V8 isolate each: no GIL' : 'one V8 isolate: no GIL'
}
