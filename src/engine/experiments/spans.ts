import type { Lanes } from '../../contract/figure.ts'
import { shortName } from '../../contract/text.ts'
import type { TrialResult, WorkerResult } from '../../contract/run.ts'

/** A span of running, ns. */
export interface Span {
  readonly startNs: number
  readonly endNs: number
}

/** When a worker was on the interpreter, by its own stamps; none where it stamped nothing. */
export function spansOf({ startNs, running = [] }: Pick<WorkerResult, 'startNs' | 'running'>): Span[] {
  return Array.from({ length: running.length / 2 }, (_, index) => ({
    startNs: startNs + running[2 * index]!,
    endNs: startNs + running[2 * index + 1]!,
  }))
}

/** Time during which more than one of some lanes ran, of that during which at least one did; NaN where none ran. */
export function overlapShare(lanes: readonly (readonly Span[])[]): number {
  const edges = lanes
    .flat()
    .flatMap(({ startNs, endNs }) => [
      { ns: startNs, step: 1 },
      { ns: endNs, step: -1 },
    ])
    .toSorted((a, b) => a.ns - b.ns || a.step - b.step)
  let [shared, covered, depth, before] = [0, 0, 0, 0]
  for (const { ns, step } of edges) {
    if (depth > 0) covered += ns - before
    if (depth > 1) shared += ns - before
    depth += step
    before = ns
  }
  return shared / covered
}

/** Time during which at least one of them lasts, ns. */
export function coveredNs(spans: readonly Span[]): number {
  let [covered, until] = [0, -Infinity]
  for (const { startNs, endNs } of spans.toSorted((a, b) => a.startNs - b.startNs)) {
    covered += Math.max(0, endNs - Math.max(startNs, until))
    until = Math.max(until, endNs)
  }
  return covered
}

/** Spans between two others of its worker: those whose both ends are turns given and taken. Milliseconds. */
export function holdsMs({ workers }: Pick<TrialResult, 'workers'>): number[] {
  return workers.flatMap((worker) =>
    spansOf(worker)
      .slice(1, -1)
      .map(({ startNs, endNs }) => (endNs - startNs) / 1e6),
  )
}

type Lane = Lanes['lanes'][number]

/** The lanes of one trial during `windowMs` in its middle, below one for each GIL. */
export function lanesOf(trial: TrialResult, windowMs: number, group: string, noGil: string): Lane[] {
  const middle = (trial.startNs + trial.endNs) / 2
  const fromNs = Math.max(trial.startNs, middle - (windowMs * 1e6) / 2)
  const cut = (span: Span): [number, number][] => {
    const [start, end] = [(span.startNs - fromNs) / 1e6, (span.endNs - fromNs) / 1e6]
    return end <= 0 || start >= windowMs ? [] : [[Math.max(start, 0), Math.min(end, windowMs)]]
  }
  const lanes = trial.workers.map((worker): Lane => {
    return { label: shortName(worker.name), group, worker: worker.index, spans: spansOf(worker).flatMap(cut).flat() }
  })
  return [...gilLanes(trial.workers, cut, group, noGil), ...lanes]
}

function gilLanes(
  workers: readonly WorkerResult[],
  cut: (span: Span) => [number, number][],
  group: string,
  noGil: string,
): Lane[] {
  const gils = [...new Set(workers.flatMap(({ gil }) => gil ?? []))]
  if (gils.length === 0) return [{ label: 'GIL', group, spans: [], missing: noGil }]
  return gils.map((gil, place) => {
    const held = workers
      .filter((worker) => worker.gil === gil)
      .flatMap((worker) =>
        spansOf(worker)
          .flatMap(cut)
          .map((span) => ({ span, owner: worker.index })),
      )
      .toSorted((a, b) => a.span[0] - b.span[0])
    const label = gils.length === 1 ? 'GIL' : `GIL ${place + 1}`
    return { label, group, spans: held.flatMap(({ span }) => span), owners: held.map(({ owner }) => owner) }
  })
}
