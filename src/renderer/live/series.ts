/** Samples of one lane over time, in bounded memory: when full, neighbouring entries are merged in pairs. */
export interface Series {
  readonly length: number
  /** Start and end of entry `i`, ns; entries are in the order of time and do not overlap. */
  startNs(i: number): number
  endNs(i: number): number
  /** Mean share of a core in entry `i`. */
  share(i: number): number
  /** Mean share of entry `i` in which it was ready to run and no core was free; NaN where that is unknown. */
  ready(i: number): number
  /** State and core at the end of entry `i`: a position in TASK_STATES (0 is unknown), and -1 where unknown. */
  state(i: number): number
  core(i: number): number
  push(entry: SeriesEntry): void
  /** The entry around a moment; -1 where there is none. */
  find(ns: number): number
}

export interface SeriesEntry {
  readonly startNs: number
  readonly endNs: number
  readonly share: number
  readonly ready: number
  readonly state: number
  readonly core: number
}

export function createSeries(capacity = 2048): Series {
  // They grow as they are filled: a run may have thousands of short ones.
  const starts: number[] = []
  const ends: number[] = []
  const shares: number[] = []
  const readies: number[] = []
  const states: number[] = []
  const cores: number[] = []

  const halve = () => {
    for (let i = 0; i < capacity / 2; i++) {
      const [a, b] = [2 * i, 2 * i + 1]
      const [first, second] = [ends[a]! - starts[a]!, ends[b]! - starts[b]!]
      const longer = first > second ? a : b
      const mean = (column: readonly number[]) => (column[a]! * first + column[b]! * second) / (first + second)
      shares[i] = mean(shares)
      readies[i] = mean(readies)
      states[i] = states[longer]!
      cores[i] = cores[longer]!
      starts[i] = starts[a]!
      ends[i] = ends[b]!
    }
    for (const column of [starts, ends, shares, readies, states, cores]) column.length = capacity / 2
  }
  return {
    get length() {
      return starts.length
    },
    startNs: (i) => starts[i]!,
    endNs: (i) => ends[i]!,
    share: (i) => shares[i]!,
    ready: (i) => readies[i]!,
    state: (i) => states[i]!,
    core: (i) => cores[i]!,
    push({ startNs, endNs, share, ready, state, core }) {
      if (starts.length === capacity) halve()
      starts.push(startNs)
      ends.push(endNs)
      shares.push(share)
      readies.push(ready)
      states.push(state)
      cores.push(core)
    },
    find(ns) {
      let [low, high] = [0, starts.length]
      while (low < high) {
        const middle = (low + high) >>> 1
        if (starts[middle]! <= ns) low = middle + 1
        else high = middle
      }
      return low > 0 && ns < ends[low - 1]! ? low - 1 : -1
    },
  }
}
