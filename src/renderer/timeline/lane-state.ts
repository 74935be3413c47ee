import { TASK_STATES } from '../../contract/frame.ts'
import { heldAt } from './gils.ts'
import type { Series } from '../live/series.ts'
import { readAt, type ReadMoment } from './read-activity.ts'
import type { LaneSpan } from './rows.ts'

/**
 * What a task does. `ready`: ready to run, and no core is free, by the kernel's run queue time; `gil`: off the
 * interpreter while another has its GIL; `io`: waiting for a disk by the system's account; `sleeping`: waiting for a lock,
 * I/O or a timer, the system does not say for which; `waiting`: for what is not known.
 */
export type Doing = 'running' | 'ready' | 'gil' | 'io' | 'sleeping' | 'stopped' | 'waiting'

/** State of a task at a moment, and the time for which it is known to have lasted, ns. */
export interface Moment {
  readonly doing: Doing
  readonly startNs: number
  readonly endNs: number
  /** True if taken from the worker's own timestamps, not from samples. */
  readonly exact: boolean
  /** Share of a core, and share in which it was ready and no core was free, as sampled; NaN where unknown. */
  readonly share: number
  readonly ready: number
  /** Core of the sample; -1 where unknown. */
  readonly core: number
  /** Worker that held the GIL. */
  readonly holder?: number
  /** What its thread did about then, read from outside; of a worker that is off its interpreter by its own stamps, what it waited for. */
  readonly read?: ReadMoment
}

/** State of a lane at a moment `ns` of its life. */
export function momentOf(span: LaneSpan, ns: number): Moment {
  const { lane, spans, gil, activity } = span
  const { series } = lane
  const entry = series.find(ns)
  const seen = {
    share: entry < 0 ? NaN : series.share(entry),
    ready: entry < 0 ? NaN : series.ready(entry),
    core: entry < 0 ? -1 : series.core(entry),
  }
  if (spans === undefined) {
    const [startNs, endNs] = entry < 0 ? [NaN, NaN] : [series.startNs(entry), series.endNs(entry)]
    return {
      doing: sampledDoing(series, entry),
      startNs,
      endNs,
      exact: false,
      ...seen,
      read: activity && readAt(activity, ns, false),
    }
  }
  const stretch = spans.at(ns - lane.startNs)
  const startNs = Math.max(stretch.startNs, 0) + lane.startNs
  const endNs = Math.min(stretch.endNs + lane.startNs, lane.endNs ?? Infinity)
  const known = {
    startNs,
    endNs,
    exact: true,
    ...seen,
    read: activity && !stretch.isIn ? readAt(activity, ns, true) : undefined,
  }
  if (stretch.isIn) return { doing: 'running', ...known }
  if (readyPart(span, entry) >= MIN_READY_PART) return { doing: 'ready', ...known }
  const holder = gil && heldAt(gil, ns)?.worker
  if (holder !== undefined && holder !== lane.key.index) return { doing: 'gil', holder, ...known }
  return { doing: offDoing(series, entry), ...known }
}

/** Part of a task's idle time in a sample from which it is called ready. Chosen: the larger half names the whole. */
const MIN_READY_PART = 0.5

/** State of a sample. The system reports a state at one instant, but shares over the whole sample: if they differ, the larger share decides. */
function sampledDoing(series: Series, entry: number): Doing {
  if (entry < 0) return 'waiting'
  const [share, ready] = [series.share(entry), series.ready(entry)]
  if (ready >= 0.5 && ready > share) return 'ready'
  const doing = offDoing(series, entry)
  return share >= 0.5 || doing === 'ready' ? 'running' : doing
}

/** Share of the time that a task did not run in a sample in which it was ready: 0..1, NaN where unknown. */
export function readyPart({ lane: { series, startNs }, spans }: LaneSpan, entry: number): number {
  if (entry < 0) return NaN
  const [from, to] = [series.startNs(entry), series.endNs(entry)]
  const ns = to - from
  const ranNs =
    spans === undefined ? Math.min(series.share(entry), 1) * ns : spans.coverage(from - startNs, to - startNs)
  return ranNs < ns ? Math.min((series.ready(entry) * ns) / (ns - ranNs), 1) : NaN
}

/** What a task does that is known not to run, by entry; -1 is no entry. Recordings without run queue time have its state alone. */
export function offDoing(series: Series, entry: number): Doing {
  const state = entry < 0 ? 'unknown' : TASK_STATES[series.state(entry)]
  if (state === 'sleeping' || state === 'stopped') return state
  if (state === 'running') return 'ready'
  return state === 'disk-wait' ? 'io' : 'waiting'
}
