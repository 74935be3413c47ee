import type { TimeGrid } from '../program/activity-columns.ts'
import type { ActivityLog } from '../program/activity-log.ts'
import type { Pixels } from './activity-pixels.ts'
import type { View } from './lanes-layout.ts'

/** What a bitmap shows: while all of it is the same, only new columns are painted. */
export interface BitmapContent {
  readonly log: Pick<ActivityLog, 'startNs' | 'nowNs' | 'windows'>
  /** Seconds after the log's begin. */
  readonly view: View
  readonly width: number
  readonly height: number
  /** Everything else that the picture depends on. */
  readonly look: string
}

/** A picture of which a part is still to be painted: the columns of `grid`. */
export interface Repaint {
  readonly pixels: Pixels
  readonly grid: TimeGrid
}

interface Painted extends BitmapContent {
  readonly stepNs: number
  /** Columns from the log's begin to the picture's left. */
  readonly first: number
  readonly nowNs: number
  readonly windows: number
  readonly data: Pixels['data']
}

/** How late activities arrive. Chosen: windows come 0.1 to 0.15 s late, single turns in parts of a second. */
const LATE_NS = 5e8
/** Part of a column's duration by which a view of the same length may differ through rounding. */
const ROUNDING = 1e-6

/** Keeps the pixels of lanes from one drawing to the next, moves them with the time, and says which are to be painted. */
export class LaneBitmap {
  private painted: Painted | undefined

  /** The same `data` as long as the size is. Columns that are to be painted are empty. */
  next(content: BitmapContent): Repaint {
    const { log, view, width, height } = content
    const before = this.usable(content)
    const stepNs = before?.stepNs ?? ((view.to - view.from) * 1e9) / width
    const first = Math.round((view.from * 1e9) / stepNs)
    const moved = before === undefined ? width : first - before.first
    const keeps = before !== undefined && moved >= 0 && moved < width
    const columnOf = (tNs: number) => (tNs - log.startNs) / stepNs - first
    const left = keeps ? Math.min(Math.max(Math.floor(columnOf(before.nowNs - LATE_NS)), 0), width - moved) : 0
    const { data } = this.sized(width, height)
    if (keeps && moved > 0) data.copyWithin(0, moved)
    for (let row = 0; row < height; row++) data.fill(0, row * width + left, (row + 1) * width)
    const end = Math.min(Math.max(Math.ceil(columnOf(log.nowNs)), left), width)
    const count = end - left
    const { nowNs } = log
    this.painted = { ...content, stepNs, first, nowNs, windows: log.windows.toNs.length, data }
    return {
      pixels: { width, height, data, left, count, phase: first },
      grid: { fromNs: log.startNs + (first + left) * stepNs, stepNs, count },
    }
  }

  /** What was painted, where the same can be painted on: the same log, of which no windows were merged since. */
  private usable({ log, view, width, height, look }: BitmapContent): Painted | undefined {
    const { painted } = this
    if (painted === undefined || painted.log !== log || painted.look !== look) return undefined
    if (painted.width !== width || painted.height !== height || painted.windows > log.windows.toNs.length)
      return undefined
    const stepNs = ((view.to - view.from) * 1e9) / width
    return Math.abs(stepNs - painted.stepNs) <= ROUNDING * stepNs ? painted : undefined
  }

  private sized(width: number, height: number): { readonly data: Pixels['data'] } {
    const { painted } = this
    if (painted?.width === width && painted.height === height) return painted
    return { data: new Uint32Array(width * height) }
  }
}
