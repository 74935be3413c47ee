import { heldByOthers } from './gils.ts'
import type { Timeline, WorkerSpan } from './timeline.ts'

/** What a lane shows, as numbers; NaN where it is not known. Seconds, of the start after the zero of its variant. */
export interface LaneFacts {
  readonly variant: string
  readonly index: number
  readonly name: string
  readonly repeat: number
  readonly start: number
  /** NaN while it is at work. */
  readonly end: number
  readonly running: number
  /** Off the interpreter while another had its GIL; undefined where it stamped nothing or has none. */
  readonly gil?: number
  /** All that it lived and did not run. */
  readonly waiting: number
  /** Spans on the interpreter, and the longest time between two; undefined where it stamped nothing. */
  readonly spans?: number
  readonly longestWait?: number
  /** In the order in which it was first seen on them. */
  readonly cores: readonly number[]
  readonly lost?: string
}

/** A line for each worker and repeat that the timeline shows, in its order. */
export function laneFacts({ rows }: Timeline, nowNs: number): LaneFacts[] {
  return rows.flatMap((row) =>
    row.kind === 'worker' ? row.spans.map((span) => ({ variant: row.variant, ...factsOf(span, nowNs) })) : [],
  )
}

function factsOf(span: WorkerSpan, nowNs: number): Omit<LaneFacts, 'variant'> {
  const { worker, series } = span.lane
  const { startNs } = worker
  const endNs = worker.endNs ?? Math.max(nowNs, startNs)
  const lifeNs = endNs - startNs
  const runningNs = span.spans?.totalNs ?? sampledNs(span)
  const seen = Array.from({ length: series.length }, (_, i) => series.core(i)).filter((core) => core >= 0)
  return {
    index: worker.index,
    name: worker.name,
    repeat: worker.repeat,
    start: (startNs - span.zeroNs) / 1e9,
    end: ((worker.endNs ?? NaN) - span.zeroNs) / 1e9,
    running: runningNs / 1e9,
    waiting: Math.max(lifeNs - runningNs, 0) / 1e9,
    cores: [...new Set(seen)],
    lost: worker.lost,
    ...(span.spans && {
      spans: span.spans.count,
      longestWait: span.spans.longestGapNs() / 1e9,
      gil:
        span.gil &&
        Math.max(Math.min(heldByOthers(span.gil, worker.index, startNs, endNs), lifeNs - runningNs), 0) / 1e9,
    }),
  }
}

function sampledNs({ lane: { series } }: WorkerSpan): number {
  let sum = 0
  for (let i = 0; i < series.length; i++) sum += Math.min(series.share(i), 1) * (series.endNs(i) - series.startNs(i))
  return series.length === 0 ? NaN : sum
}
