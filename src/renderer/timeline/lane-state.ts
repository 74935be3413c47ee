import { TASK_STATES } from '../../contract/frame.ts'
import { heldAt } from './gils.ts'
import type { Series } from '../live/series.ts'
import type { WorkerSpan } from './timeline.ts'

/**
 * What a worker does. `gil`: off the interpreter while another has its GIL; `ready`: off it, but no wait by the system's
 * account, so for a core; `io`: the system says that it waits for a disk; `sleeping`: for a lock, I/O or a timer, which of them the system does not say; `waiting`: for what is not known.
 */
export type Doing = 'running' | 'gil' | 'ready' | 'io' | 'sleeping' | 'stopped' | 'waiting'

/** What it did at a moment, and from when to when that is known to have lasted, ns. */
export interface Moment {
  readonly doing: Doing
  readonly startNs: number
  readonly endNs: number
  /** From the worker's own stamps, not from samples. */
  readonly exact: boolean
  /** Of a core, as sampled; NaN where it was not. */
  readonly share: number
  /** That the sample saw it on; -1 where unknown. */
  readonly core: number
  /** Who had the GIL. */
  readonly holder?: number
}

/** Of a moment in its life, ns. */
export function momentOf({ lane: { worker, series }, spans, gil }: WorkerSpan, ns: number): Moment {
  const entry = series.find(ns)
  const seen = {
    share: entry < 0 ? NaN : series.share(entry),
    core: entry < 0 ? -1 : series.core(entry),
  }
  if (spans === undefined) {
    const [startNs, endNs] = entry < 0 ? [NaN, NaN] : [series.startNs(entry), series.endNs(entry)]
    return { doing: sampledDoing(series, entry), startNs, endNs, exact: false, ...seen }
  }
  const stretch = spans.at(ns - worker.startNs)
  const startNs = Math.max(stretch.startNs, 0) + worker.startNs
  const endNs = Math.min(stretch.endNs + worker.startNs, worker.endNs ?? Infinity)
  const known = { startNs, endNs, exact: true, ...seen }
  if (stretch.isIn) return { doing: 'running', ...known }
  const holder = gil && heldAt(gil, ns)?.worker
  if (holder !== undefined && holder !== worker.index) return { doing: 'gil', holder, ...known }
  return { doing: offDoing(series, entry), ...known }
}

/** A sampled state is of one instant, the share of the whole sample: where they differ the share tells. */
function sampledDoing(series: Series, entry: number): Doing {
  const doing = offDoing(series, entry)
  return doing === 'ready' || (entry >= 0 && series.share(entry) >= 0.5) ? 'running' : doing
}

/** Of a worker that is known not to run, by entry; -1 is no entry. */
export function offDoing(series: Series, entry: number): Doing {
  const state = entry < 0 ? 'unknown' : TASK_STATES[series.state(entry)]
  if (state === 'sleeping' || state === 'stopped') return state
  if (state === 'running') return 'ready'
  return state === 'disk-wait' ? 'io' : 'waiting'
}
