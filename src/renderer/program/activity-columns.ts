import { ACTIVITIES } from '../../contract/activity.ts'
import type { ActivityLog, LoggedThread, LoggedWindows } from './activity-log.ts'
import { firstIndex } from './first-index.ts'
import { turnAfter } from './turns.ts'

/** Columns of equal duration on the time axis. */
export interface TimeGrid {
  readonly fromNs: number
  readonly stepNs: number
  readonly count: number
}

/** Time by activity in each column: `[column * ACTIVITIES.length + activity]`, ns. */
export type ActivityColumns = Float64Array

const KINDS = ACTIVITIES.length
/** Columns that are covered by turns to this share show them. Chosen: the rest is what the windows have not reached yet. */
const MIN_COVER = 0.9

export function emptyColumns({ count }: TimeGrid): ActivityColumns {
  return new Float64Array(count * KINDS)
}

/** Adds what a thread did in each column: single turns where there are some, else shares of windows. */
export function addThread(log: ActivityLog, thread: LoggedThread, grid: TimeGrid, into: ActivityColumns): void {
  addWindows(log.windows, thread, grid, into)
  const { turns } = thread
  const endNs = grid.fromNs + grid.count * grid.stepNs
  if (turns.length === 0 || turns.startNs[0]! > endNs || turns.endNs.at(-1)! < grid.fromNs) return
  const single = emptyColumns(grid)
  for (let turn = turnAfter(turns, grid.fromNs); turn < turns.length && turns.startNs[turn]! < endNs; turn++) {
    spread(grid, single, turns.activity[turn]!, turns.startNs[turn]!, turns.endNs[turn]!, 1)
  }
  for (let column = 0; column < grid.count; column++) {
    const at = column * KINDS
    const sum = sumOf(single, at)
    if (sum === 0 || sum < MIN_COVER * Math.min(sumOf(into, at), grid.stepNs)) continue
    for (let kind = 0; kind < KINDS; kind++) into[at + kind] = single[at + kind]!
  }
}

function addWindows(windows: LoggedWindows, { track }: LoggedThread, grid: TimeGrid, into: ActivityColumns): void {
  const endNs = grid.fromNs + grid.count * grid.stepNs
  const [first, last] = windowsWithin(windows, grid.fromNs, endNs)
  for (let row = track.rowOf(first); row < track.length && track.window[row]! < last; row++) {
    const window = track.window[row]!
    const [from, to] = [windows.fromNs[window]!, windows.toNs[window]!]
    spread(grid, into, track.activity[row]!, from, to, to > from ? track.ns[row]! / (to - from) : 0)
  }
}

/** Numbers of the first window that reaches into a stretch of time, and of the first after it. */
export function windowsWithin({ fromNs, toNs }: LoggedWindows, startNs: number, endNs: number): [number, number] {
  return [
    firstIndex(toNs.length, (window) => toNs[window]! > startNs),
    firstIndex(fromNs.length, (window) => fromNs[window]! >= endNs),
  ]
}

/** Distributes `share` of the time from `fromNs` to `toNs` over the columns that it touches. */
function spread(
  grid: TimeGrid,
  into: ActivityColumns,
  kind: number,
  fromNs: number,
  toNs: number,
  share: number,
): void {
  const [begin, end] = [(fromNs - grid.fromNs) / grid.stepNs, (toNs - grid.fromNs) / grid.stepNs]
  const last = Math.min(Math.ceil(end), grid.count)
  for (let column = Math.max(Math.floor(begin), 0); column < last; column++) {
    const covered = Math.min(end, column + 1) - Math.max(begin, column)
    into[column * KINDS + kind]! += covered * grid.stepNs * share
  }
}

function sumOf(columns: ActivityColumns, at: number): number {
  let sum = 0
  for (let kind = 0; kind < KINDS; kind++) sum += columns[at + kind]!
  return sum
}
