import type { Runtime } from '../../contract/experiment.ts'
import type { TrialResult, Variant, WorkerResult } from '../../contract/run.ts'
import { spanIndexOf, type SpanIndex } from './span-index.ts'

/** A GIL and the workers that take turns with it. */
export interface Gil {
  readonly name: string
  readonly holders: readonly Holder[]
}

/** A worker that records timestamps: it held the GIL in its spans, ns after `startNs`. */
export interface Holder {
  readonly worker: number
  readonly startNs: number
  readonly spans: SpanIndex
}

const known = new WeakMap<TrialResult, readonly Gil[]>()

/** The GILs of a trial whose workers stamped the clock, as many as there were. */
export function gilsOf(trial: TrialResult): readonly Gil[] {
  const before = known.get(trial)
  if (before !== undefined) return before
  const names = [...new Set(trial.workers.flatMap(({ gil, running }) => (running === undefined ? [] : (gil ?? []))))]
  const gils = names.map((name) => ({
    name,
    holders: trial.workers.filter(({ gil }) => gil === name).flatMap(holderOf),
  }))
  known.set(trial, gils)
  return gils
}

function holderOf({ index, startNs, running }: WorkerResult): Holder[] {
  return running === undefined ? [] : [{ worker: index, startNs, spans: spanIndexOf(running) }]
}

/** Worker that holds the GIL at a moment, and from when to when; undefined if none does. */
export function heldAt({ holders }: Gil, ns: number) {
  for (const { worker, startNs, spans } of holders) {
    const held = spans.at(ns - startNs)
    if (held.isIn) return { worker, startNs: startNs + held.startNs, endNs: startNs + held.endNs }
  }
  return undefined
}

/** Time within from..to in which another worker holds the GIL, ns. */
export function heldByOthers({ holders }: Gil, worker: number, fromNs: number, toNs: number): number {
  return holders
    .filter((holder) => holder.worker !== worker)
    .reduce((sum, { startNs, spans }) => sum + spans.coverage(fromNs - startNs, toNs - startNs), 0)
}

/** Why workers that stamp the clock have no GIL; undefined where they have one, or stamp nothing. */
export function noGilReason(
  { workers }: Pick<TrialResult, 'workers'>,
  { sharesInterpreter }: Pick<Variant, 'sharesInterpreter'>,
  runtime: Pick<Runtime, 'kind'>,
): string | undefined {
  if (workers.every(({ gil, running }) => gil !== undefined || running === undefined)) return undefined
  if (runtime.kind !== 'node') return 'free-threaded build: there is no GIL'
  return sharesInterpreter ? 'one V8 isolate: no GIL' : 'one V8 isolate per worker: no GIL'
}
