/** What the sampler saw of one worker over time, in bounded memory: when it is full, neighbours are merged two by two. */
export interface Series {
  readonly length: number
  /** End of entry `i`, ns; it begins where the one before ends, or at `startNs(i)`. */
  startNs(i: number): number
  endNs(i: number): number
  /** Mean share of a core in entry `i`. */
  share(i: number): number
  /** Its state and core at the end of the entry: a position in TASK_STATES (0 is unknown), and -1 where unknown. */
  state(i: number): number
  core(i: number): number
  push(startNs: number, endNs: number, share: number, state?: number, core?: number): void
  /** The entry around a moment; -1 where there is none. */
  find(ns: number): number
}

export function createSeries(capacity = 2048): Series {
  // They grow as they are filled: a run may have thousands of short ones.
  const starts: number[] = []
  const ends: number[] = []
  const shares: number[] = []
  const states: number[] = []
  const cores: number[] = []

  const mean = (a: number, b: number) => {
    const [first, second] = [ends[a]! - starts[a]!, ends[b]! - starts[b]!]
    return (shares[a]! * first + shares[b]! * second) / (first + second)
  }
  const halve = () => {
    for (let i = 0; i < capacity / 2; i++) {
      const longer = ends[2 * i]! - starts[2 * i]! > ends[2 * i + 1]! - starts[2 * i + 1]! ? 2 * i : 2 * i + 1
      shares[i] = mean(2 * i, 2 * i + 1)
      states[i] = states[longer]!
      cores[i] = cores[longer]!
      starts[i] = starts[2 * i]!
      ends[i] = ends[2 * i + 1]!
    }
    for (const column of [starts, ends, shares, states, cores]) column.length = capacity / 2
  }
  return {
    get length() {
      return starts.length
    },
    startNs: (i) => starts[i]!,
    endNs: (i) => ends[i]!,
    share: (i) => shares[i]!,
    state: (i) => states[i]!,
    core: (i) => cores[i]!,
    push(startNs, endNs, share, state = 0, core = -1) {
      if (starts.length === capacity) halve()
      starts.push(startNs)
      ends.push(endNs)
      shares.push(share)
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
