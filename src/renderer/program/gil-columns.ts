import { ACTIVITIES, type Activity } from '../../contract/activity.ts'
import { addThread, emptyColumns, windowsWithin, type TimeGrid } from './activity-columns.ts'
import type { ActivityLog } from './activity-log.ts'
import { firstIndex } from './first-index.ts'
import type { LaneRow } from './lane-rows.ts'

type GilRow = Extract<LaneRow, { kind: 'gil' }>

/** Use of a GIL in each column of a grid, ns. */
export interface GilColumns {
  /** By number of the thread in its process: how long it held the GIL. */
  readonly held: readonly Float64Array[]
  /** Sum over all threads that waited. */
  readonly waiting: Float64Array
  /** Time of the column that has been observed. */
  readonly step: Float64Array
}

const KINDS = ACTIVITIES.length
const code = (activity: Activity) => ACTIVITIES.indexOf(activity)
const [PYTHON, OFF_CORE, WAITS] = [code('python'), code('gil-off-core'), code('gil')]

/**
 * From what its threads did, where it is the only GIL of its process; else from the holder at the end of each window, since
 * what a thread did does not say which of several GILs it held.
 */
export function gilColumns(log: ActivityLog, row: GilRow, grid: TimeGrid): GilColumns {
  const step = observed(log, grid)
  return row.isOnly ? fromThreads(log, row, grid, step) : fromWindows(log, row, grid, step)
}

function fromThreads(log: ActivityLog, { threads }: GilRow, grid: TimeGrid, step: Float64Array): GilColumns {
  const waiting = new Float64Array(grid.count)
  const columns = emptyColumns(grid)
  const held = threads.map((position) => {
    const times = new Float64Array(grid.count)
    const thread = log.threads.get(position)
    const { totals } = thread?.track ?? {}
    if (thread === undefined || [PYTHON, OFF_CORE, WAITS].every((kind) => totals?.[kind] === 0)) return times
    columns.fill(0)
    addThread(log, thread, grid, columns)
    for (let column = 0; column < grid.count; column++) {
      times[column] = columns[column * KINDS + PYTHON]! + columns[column * KINDS + OFF_CORE]!
      waiting[column]! += columns[column * KINDS + WAITS]!
    }
    return times
  })
  return { held, waiting, step }
}

function fromWindows(log: ActivityLog, { gil, threads }: GilRow, grid: TimeGrid, step: Float64Array): GilColumns {
  const held = threads.map(() => new Float64Array(grid.count))
  const waiting = new Float64Array(grid.count)
  const rows = log.gils.get(gil)
  if (rows === undefined) return { held, waiting, step }
  const rowOf = (window: number) => firstIndex(rows.window.length, (row) => rows.window[row]! >= window)
  const [first, end] = windowsOf(log, grid)
  for (let row = rowOf(first), last = rowOf(end); row < last; row++) {
    const window = rows.window[row]!
    const [fromNs, toNs] = [log.windows.fromNs[window]!, log.windows.toNs[window]!]
    const times = held[threads.indexOf(rows.holder[row]!)]
    if (times !== undefined) spread(grid, times, fromNs, toNs, rows.heldNs[row]!)
    spread(grid, waiting, fromNs, toNs, rows.waitedNs[row]!)
  }
  return { held, waiting, step }
}

function observed(log: ActivityLog, grid: TimeGrid): Float64Array {
  const { windows } = log
  const step = new Float64Array(grid.count)
  const [first, end] = windowsOf(log, grid)
  for (let window = first; window < end; window++) {
    const [fromNs, toNs] = [windows.fromNs[window]!, windows.toNs[window]!]
    spread(grid, step, fromNs, toNs, toNs - fromNs)
  }
  return step
}

function windowsOf({ windows }: ActivityLog, { fromNs, stepNs, count }: TimeGrid): [number, number] {
  return windowsWithin(windows, fromNs, fromNs + stepNs * count)
}

/** Distributes `ns` evenly over the time from `fromNs` to `toNs`. */
function spread(grid: TimeGrid, into: Float64Array, fromNs: number, toNs: number, ns: number): void {
  const [begin, end] = [(fromNs - grid.fromNs) / grid.stepNs, (toNs - grid.fromNs) / grid.stepNs]
  const last = Math.min(Math.ceil(end), grid.count)
  for (let column = Math.max(Math.floor(begin), 0); column < last; column++) {
    into[column]! += (ns * (Math.min(end, column + 1) - Math.max(begin, column))) / (end - begin)
  }
}
