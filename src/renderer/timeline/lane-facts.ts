import type { Series } from '../live/series.ts'
import { heldByOthers } from './gils.ts'
import type { Timeline, LaneSpan } from './rows.ts'

/** What a lane shows, as numbers; NaN where it is not known. Seconds, of the start after the zero of its variant. */
export interface LaneFacts {
  readonly group: string
  readonly index: number
  readonly name: string
  /** Undefined for a task that is no worker. */
  readonly repeat: number | undefined
  readonly start: number
  /** Seconds; NaN while the worker is running. */
  readonly end: number
  readonly running: number
  /** Ready to run, and no core was free; NaN where unknown. */
  readonly ready: number
  /** Off the interpreter, and not ready, while another had its GIL; undefined where it stamped nothing or has none. */
  readonly gil?: number
  /** Spans on the interpreter, and the longest time between two; undefined where it stamped nothing. */
  readonly spans?: number
  readonly longestWait?: number
  /** Cores, in the order in which the worker was first seen on them. */
  readonly cores: readonly number[]
  readonly lost?: string
}

/** A line for each worker and repeat that the timeline shows, in its order. */
export function laneFacts({ rows }: Timeline, nowNs: number): LaneFacts[] {
  return rows.flatMap((row) => (row.kind === 'lane' ? row.spans.map((span) => factsOf(span, nowNs)) : []))
}

function factsOf(span: LaneSpan, nowNs: number): LaneFacts {
  const { key, worker, name, series, startNs } = span.lane
  const endNs = span.lane.endNs ?? Math.max(nowNs, startNs)
  const lifeNs = endNs - startNs
  const runningNs = span.spans?.totalNs ?? sampledNs(series, 'share')
  const readyNs = sampledNs(series, 'ready')
  const seen = Array.from({ length: series.length }, (_, i) => series.core(i)).filter((core) => core >= 0)
  return {
    ...key,
    name,
    repeat: worker?.repeat,
    start: (startNs - span.zeroNs) / 1e9,
    end: ((span.lane.endNs ?? NaN) - span.zeroNs) / 1e9,
    running: runningNs / 1e9,
    ready: readyNs / 1e9,
    cores: [...new Set(seen)],
    lost: worker?.lost,
    ...(span.spans && {
      spans: span.spans.count,
      longestWait: span.spans.longestGapNs() / 1e9,
      gil:
        span.gil &&
        Math.max(Math.min(heldByOthers(span.gil, key.index, startNs, endNs), lifeNs - runningNs - (readyNs || 0)), 0) /
          1e9,
    }),
  }
}

/** Sampled time of a share, ns; NaN if it is unknown in any sample. */
function sampledNs(series: Series, share: 'share' | 'ready'): number {
  let sum = 0
  for (let i = 0; i < series.length; i++) sum += Math.min(series[share](i), 1) * (series.endNs(i) - series.startNs(i))
  return series.length === 0 ? NaN : sum
}
