import { coreUsage, type CoreUse } from '../../contract/core-owners.ts'

/** Number of the lane that had most of a cell, and of the one that came second; -1 where none did. */
export interface Cell {
  readonly busy: number
  readonly first: number
  readonly second: number
}

/**
 * Core load over time in columns of equal duration, a ring of the latest. A column without a sample is a gap: NaN.
 * Columns are numbered since the clock's zero, so that a column keeps its number.
 */
export interface CoreHistory {
  readonly cores: number
  readonly columnNs: number
  readonly capacity: number
  /** Number of the latest column, and how many are kept. */
  readonly latest: number
  readonly stored: number
  /** Adds a sample to its column, and to those without a sample that it spans: it is the mean over the `ns` before `tNs`. */
  push(tNs: number, busy: ArrayLike<number>, uses: readonly CoreUse[], ns?: number): void
  /** NaN and no owner for a column that is not kept. */
  cell(column: number, core: number): Cell
}

const NOBODY: Cell = { busy: NaN, first: -1, second: -1 }
/** Least part of what a core did with which the second of its users gets half of the cell. Chosen: with less, half would mislead. */
const MIN_HALF_PART = 0.2
/** Longest sample that fills several columns. Chosen: a sample at the lowest rate, 1 Hz, and half; over more, a gap is honest. */
const MAX_SPAN_NS = 1.5e9

export function createCoreHistory(cores: number, columnNs: number, capacity: number): CoreHistory {
  const busySum = new Float32Array(cores * capacity)
  const samples = new Uint16Array(capacity)
  const first = new Int16Array(cores * capacity)
  const second = new Int16Array(cores * capacity)
  // Shares in the latest column: core -> lane -> sum.
  let open = new Map<number, Map<number, number>>()
  let latest = -1
  let oldest = -1

  const clear = (column: number) => {
    const slot = column % capacity
    samples[slot] = 0
    busySum.fill(0, slot * cores, (slot + 1) * cores)
    first.fill(-1, slot * cores, (slot + 1) * cores)
    second.fill(-1, slot * cores, (slot + 1) * cores)
  }
  const advance = (column: number) => {
    if (latest < 0 || column - latest > capacity) oldest = column
    for (let value = Math.max(latest + 1, oldest); value <= column; value++) clear(value)
    latest = column
    oldest = Math.max(oldest, column - capacity + 1)
    open = new Map()
  }
  const addShare = ({ core, index, share }: CoreUse, slot: number) => {
    const shares = open.get(core) ?? new Map<number, number>()
    open.set(core, shares.set(index, (shares.get(index) ?? 0) + share))
    const [count, busy] = [samples[slot]!, busySum[slot * cores + core]! / samples[slot]!]
    const means = Array.from(shares, ([lane, sum]) => [lane, sum / count] as const)
    const { users, owner = -1 } = coreUsage(means, busy)
    const [, next] = users
    first[slot * cores + core] = owner
    second[slot * cores + core] = owner < 0 || next === undefined || next.share < MIN_HALF_PART * busy ? -1 : next.index
  }

  const add = (column: number, busy: ArrayLike<number>, uses: readonly CoreUse[]) => {
    if (column > latest) advance(column)
    const slot = column % capacity
    samples[slot]! += 1
    for (let core = 0; core < cores; core++) busySum[slot * cores + core]! += busy[core] ?? NaN
    for (const use of uses) if (use.core >= 0 && use.core < cores) addShare(use, slot)
  }

  return {
    cores,
    columnNs,
    capacity,
    get latest() {
      return latest
    },
    get stored() {
      return latest < 0 ? 0 : latest - oldest + 1
    },
    push(tNs, busy, uses, ns = 0) {
      const column = Math.floor(tNs / columnNs)
      if (column < latest) return
      const begin = ns > MAX_SPAN_NS ? column : Math.floor((tNs - ns) / columnNs) + 1
      for (let next = Math.max(begin, latest + 1); next < column; next++) add(next, busy, uses)
      add(column, busy, uses)
    },
    cell(column, core) {
      if (latest < 0 || column > latest || column < oldest) return NOBODY
      const slot = column % capacity
      const index = slot * cores + core
      return { busy: busySum[index]! / samples[slot]!, first: first[index]!, second: second[index]! }
    },
  }
}
