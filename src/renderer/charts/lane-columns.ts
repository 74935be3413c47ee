import type { ActivityGroup } from '../../contract/activity-palette.ts'
import type { Gil, Holder } from '../timeline/gils.ts'
import { offDoing, readyPart } from '../timeline/lane-state.ts'
import { waitShares } from '../timeline/read-activity.ts'
import type { SpanIndex } from '../timeline/span-index.ts'
import type { LaneSpan } from '../timeline/rows.ts'

/** The part of the time that is shown, in columns of one device pixel. */
export interface Grid {
  /** Of the first column, seconds after the zero of what is drawn. */
  readonly from: number
  readonly stepNs: number
  readonly count: number
}

/** What a lane's task did in each column of its life that is shown, ns; for the rest it waited. */
export interface LaneColumns {
  /** Columns `first` to before `last` are part of its life. */
  readonly first: number
  readonly last: number
  readonly alive: Float64Array
  readonly running: Float64Array
  /** Ready to run, and no core was free; 0 where that is unknown. */
  readonly ready: Float64Array
  /** Off the interpreter while another had its GIL. */
  readonly gil: Float64Array
  /** 1 where it waited for a disk by the sampler's account. */
  readonly io: Uint8Array
  /** Where its thread was read from outside: share of each group in the time that it did not run. Takes the place of the three above. */
  readonly waits?: ReadonlyMap<ActivityGroup, Float64Array>
}

/** Who had a GIL in each column: for how long of it by the worker that had it longest, and all of them together. */
export interface HoldColumns {
  readonly worker: Int16Array
  readonly total: Float64Array
}

/** Columns of one picture: a GIL is looked at once for all the lanes that share it. */
export interface Columns {
  lane(span: LaneSpan, nowNs: number): LaneColumns
  holds(gil: Gil, zeroNs: number): HoldColumns
}

export function createColumns(grid: Grid): Columns {
  const known = new Map<Gil, HoldColumns>()
  const stamped = new Map<SpanIndex, Float64Array>()
  const onInterpreter: OnInterpreter = (spans, startNs, zeroNs) => {
    const before = stamped.get(spans)
    if (before !== undefined) return before
    const columns = new Float64Array(grid.count)
    spans.addColumns(beginOf(grid, zeroNs) - startNs, grid.stepNs, columns)
    stamped.set(spans, columns)
    return columns
  }
  const holds = (gil: Gil, zeroNs: number) => {
    const columns =
      known.get(gil) ?? holdColumns(gil, grid, (holder) => onInterpreter(holder.spans, holder.startNs, zeroNs))
    known.set(gil, columns)
    return columns
  }
  return {
    holds,
    lane(span, nowNs) {
      const { lane, spans, gil, zeroNs, activity } = span
      const running = spans && onInterpreter(spans, lane.startNs, zeroNs)
      const columns = lived(span, grid, nowNs, running)
      if (running === undefined) addSampled(span, grid, columns)
      if (activity !== undefined) {
        const read = { fromNs: beginOf(grid, zeroNs), stepNs: grid.stepNs, count: grid.count }
        return { ...columns, waits: waitShares(activity, read, running !== undefined) }
      }
      addReady(span, grid, columns)
      if (gil !== undefined) addHeld(columns, holds(gil, zeroNs).total)
      markWaits(span, grid, columns)
      return columns
    },
  }
}

const beginOf = ({ from }: Grid, zeroNs: number) => zeroNs + from * 1e9

type OnInterpreter = (spans: SpanIndex, startNs: number, zeroNs: number) => Float64Array

function lived(
  { lane: { startNs, endNs: lastNs }, zeroNs }: LaneSpan,
  grid: Grid,
  nowNs: number,
  running: Float64Array = new Float64Array(grid.count),
): LaneColumns {
  const { stepNs, count } = grid
  const begin = beginOf(grid, zeroNs)
  const endNs = lastNs ?? Math.max(nowNs, startNs)
  const within = (column: number) => Math.min(Math.max(column, 0), count)
  const first = within(Math.floor((startNs - begin) / stepNs))
  const last = within(Math.ceil((endNs - begin) / stepNs))
  const alive = new Float64Array(count)
  for (let i = first; i < last; i++) {
    alive[i] = Math.min(begin + (i + 1) * stepNs, endNs) - Math.max(begin + i * stepNs, startNs)
  }
  const none = () => new Float64Array(count)
  return { first, last, alive, running, ready: none(), gil: none(), io: new Uint8Array(count) }
}

/** The kernel's word that it was ready goes before the inference that it waited for the GIL. */
function addHeld({ first, last, alive, running, ready, gil }: LaneColumns, held: Float64Array): void {
  for (let i = first; i < last; i++) {
    gil[i] = Math.max(Math.min(held[i]! - running[i]!, alive[i]! - running[i]! - ready[i]!), 0)
  }
}

function addSampled({ lane: { series }, zeroNs }: LaneSpan, grid: Grid, { alive, running }: LaneColumns): void {
  const begin = beginOf(grid, zeroNs)
  const { stepNs, count } = grid
  for (let entry = 0; entry < series.length; entry++) {
    const [start, end] = [(series.startNs(entry) - begin) / stepNs, (series.endNs(entry) - begin) / stepNs]
    const share = Math.min(series.share(entry), 1)
    for (let i = Math.max(Math.floor(start), 0); i < Math.min(end, count); i++) {
      running[i] = Math.min(running[i]! + share * (Math.min(end, i + 1) - Math.max(start, i)) * stepNs, alive[i]!)
    }
  }
}

/** Spreads the ready time of each sample over those parts of it in which the task did not run. */
function addReady(span: LaneSpan, grid: Grid, { alive, running, ready }: LaneColumns): void {
  const { series } = span.lane
  const begin = beginOf(grid, span.zeroNs)
  const { stepNs, count } = grid
  for (let entry = 0; entry < series.length; entry++) {
    const [start, end] = [(series.startNs(entry) - begin) / stepNs, (series.endNs(entry) - begin) / stepNs]
    if (end <= 0 || start >= count) continue
    const part = readyPart(span, entry)
    if (!(part > 0)) continue
    for (let i = Math.max(Math.floor(start), 0); i < Math.min(end, count); i++) {
      const off = Math.max(alive[i]! - running[i]!, 0)
      const overlap = Math.min(end, i + 1) - Math.max(start, i)
      ready[i] = Math.min(ready[i]! + part * off * overlap, off)
    }
  }
}

function markWaits({ lane: { series }, zeroNs }: LaneSpan, grid: Grid, { first, last, io }: LaneColumns): void {
  const begin = beginOf(grid, zeroNs)
  for (let i = first; i < last; i++) {
    io[i] = offDoing(series, series.find(begin + (i + 0.5) * grid.stepNs)) === 'io' ? 1 : 0
  }
}

function holdColumns({ holders }: Gil, grid: Grid, ownOf: (holder: Holder) => Float64Array): HoldColumns {
  const total = new Float64Array(grid.count)
  const most = new Float64Array(grid.count)
  const worker = new Int16Array(grid.count).fill(-1)
  for (const holder of holders) {
    const held = ownOf(holder)
    for (let i = 0; i < grid.count; i++) {
      total[i]! += held[i]!
      if (held[i]! <= most[i]!) continue
      most[i] = held[i]!
      worker[i] = holder.worker
    }
  }
  return { worker, total }
}
