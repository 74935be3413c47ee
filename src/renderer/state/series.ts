/** Shares over time of one worker, in bounded memory: when it is full, neighbours are merged two by two. */
export interface Series {
  readonly length: number
  /** End of entry `i`, ns; it begins where the one before ends, or at `startNs(i)`. */
  startNs(i: number): number
  endNs(i: number): number
  /** Mean share of a core in entry `i`. */
  share(i: number): number
  push(startNs: number, endNs: number, share: number): void
}

export function createSeries(capacity = 2048): Series {
  // They grow as they are filled: a run may have thousands of short ones.
  const starts: number[] = []
  const ends: number[] = []
  const shares: number[] = []

  const mean = (a: number, b: number) => {
    const [first, second] = [ends[a]! - starts[a]!, ends[b]! - starts[b]!]
    return (shares[a]! * first + shares[b]! * second) / (first + second)
  }
  const halve = () => {
    for (let i = 0; i < capacity / 2; i++) {
      shares[i] = mean(2 * i, 2 * i + 1)
      starts[i] = starts[2 * i]!
      ends[i] = ends[2 * i + 1]!
    }
    starts.length = ends.length = shares.length = capacity / 2
  }
  return {
    get length() {
      return starts.length
    },
    startNs: (i) => starts[i]!,
    endNs: (i) => ends[i]!,
    share: (i) => shares[i]!,
    push(startNs, endNs, share) {
      if (starts.length === capacity) halve()
      starts.push(startNs)
      ends.push(endNs)
      shares.push(share)
    },
  }
}
