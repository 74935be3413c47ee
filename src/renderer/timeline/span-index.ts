/**
 * Spans of one worker, in the order of time and apart from each other, in 16 bytes each. What lies in any window is found
 * by two binary searches over sums, exactly: drawing costs in proportion to the columns, however many spans there are.
 */
export interface SpanIndex {
  readonly count: number
  /** Total length of all spans, ns. */
  readonly totalNs: number
  start(i: number): number
  end(i: number): number
  /** Time within from..to that lies in spans, ns. */
  coverage(fromNs: number, toNs: number): number
  /** Adds to each column its time that lies in spans, ns. Column `i` begins at `fromNs` + `i` times `stepNs`. */
  addColumns(fromNs: number, stepNs: number, out: Float64Array): void
  /** The span or the gap around a moment; before the first span and after the last it is open: infinite. */
  at(ns: number): Stretch
  /** The longest time between two spans, ns; 0 with fewer than two. */
  longestGapNs(): number
}

export interface Stretch {
  readonly startNs: number
  readonly endNs: number
  readonly isIn: boolean
}

/** Builds an index from starts and ends, alternating. Empty spans are dropped, overlapping ones cut. */
export function createSpanIndex(flat: ArrayLike<number>): SpanIndex {
  const { starts, sums, count } = packed(flat)
  const end = (i: number) => starts[i]! + sums[i + 1]! - sums[i]!
  const totalNs = sums[count]!

  /** Number of spans that begin at or before a moment, searched in low..high. */
  const begun = (ns: number, low = 0, high = count) => {
    while (low < high) {
      const middle = (low + high) >>> 1
      if (starts[middle]! <= ns) low = middle + 1
      else high = middle
    }
    return low
  }
  /** The same search, starting near `guess` and widening from there. */
  const begunNear = (ns: number, least: number, most: number, guess: number) => {
    let [low, high, reach] = [least, most, 1]
    let index = Math.min(Math.max(guess, least), most - 1)
    if (index < least) return least
    if (starts[index]! <= ns) {
      while (index < most && starts[index]! <= ns) {
        low = index + 1
        index += reach
        reach *= 2
      }
      high = Math.min(index, most)
    } else {
      while (index >= least && starts[index]! > ns) {
        high = index
        index -= reach
        reach *= 2
      }
      low = Math.max(index + 1, least)
    }
    return begun(ns, low, high)
  }
  const sumAfter = (next: number, ns: number) =>
    next === 0 ? 0 : Math.min(sums[next - 1]! + ns - starts[next - 1]!, sums[next]!)
  const sumUntil = (ns: number) => sumAfter(begun(ns), ns)

  return {
    count,
    totalNs,
    start: (i) => starts[i]!,
    end,
    coverage: (fromNs, toNs) => sumUntil(toNs) - sumUntil(fromNs),
    addColumns(fromNs, stepNs, out) {
      const last = begun(fromNs + stepNs * out.length)
      let next = begun(fromNs)
      let [earlier, before] = [next, sumAfter(next, fromNs)]
      for (let i = 0; i < out.length; i++) {
        const ns = fromNs + stepNs * (i + 1)
        // Columns have about as many spans as the one before.
        const guess = 2 * next - earlier
        earlier = next
        next = begunNear(ns, next, last, guess)
        const sum = sumAfter(next, ns)
        out[i]! += sum - before
        before = sum
      }
    },
    at(ns) {
      const next = begun(ns)
      if (next > 0 && ns < end(next - 1)) return { startNs: starts[next - 1]!, endNs: end(next - 1), isIn: true }
      const startNs = next === 0 ? -Infinity : end(next - 1)
      return { startNs, endNs: next === count ? Infinity : starts[next]!, isIn: false }
    },
    longestGapNs() {
      let longest = 0
      for (let i = 1; i < count; i++) longest = Math.max(longest, starts[i]! - end(i - 1))
      return longest
    },
  }
}

/** Starts, and the sum of all spans before each; one sum more, of all. */
function packed(flat: ArrayLike<number>) {
  const most = flat.length >> 1
  const starts = new Float64Array(most)
  const sums = new Float64Array(most + 1)
  let [count, last] = [0, -Infinity]
  for (let i = 0; i < most; i++) {
    const start = Math.max(flat[2 * i]!, last)
    const end = flat[2 * i + 1]!
    if (!(end > start)) continue
    starts[count] = start
    sums[count + 1] = sums[count]! + end - start
    count += 1
    last = end
  }
  return { starts, sums, count }
}

const known = new WeakMap<ArrayLike<number>, SpanIndex>()

/** Index of an array, made once per array. */
export function spanIndexOf(flat: ArrayLike<number>): SpanIndex {
  const before = known.get(flat)
  if (before !== undefined) return before
  const index = createSpanIndex(flat)
  known.set(flat, index)
  return index
}
