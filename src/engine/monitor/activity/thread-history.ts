/**
 * What one thread did over the last moments, as stretches without gaps. The latest is open: it lasts until `endNs`. Windows read
 * the stretches some 100 ms late; until then a stretch may be told apart anew.
 */
export class ThreadHistory {
  /** When each stretch began, what it was, and what was waited for, as `WatchedThread.target` has it; else 0. */
  readonly starts: number[]
  readonly codes: number[]
  readonly targets: number[]
  /** Until when the history is known. */
  endNs: number
  /** When the thread was last looked at; it may have been left out since. */
  private seenNs: number

  constructor(startNs: number, code: number, target: number) {
    this.starts = [startNs]
    this.codes = [code]
    this.targets = [target]
    this.endNs = this.seenNs = startNs
  }

  get code(): number {
    return this.codes[this.codes.length - 1]!
  }

  /** Goes on with what was seen at `tNs`. A change lies somewhere between two looks: in their middle, for want of a better guess. */
  see(tNs: number, code: number, target: number): void {
    const last = this.codes.length - 1
    if (this.codes[last] !== code || this.targets[last] !== target)
      this.insert(last + 1, Math.max((this.seenNs + tNs) / 2, this.starts[last]!), code, target)
    this.endNs = this.seenNs = tNs
  }

  /** Goes on as before, without a look. */
  extend(tNs: number): void {
    this.endNs = tNs
  }

  /** Ends: the thread was gone at `tNs`. */
  end(tNs: number): void {
    this.endNs = Math.max((this.seenNs + tNs) / 2, this.starts[this.starts.length - 1]!)
  }

  /** The wait that lasts is another one than it was taken for. */
  recode(from: number, to: number): void {
    const last = this.codes.length - 1
    if (this.codes[last] === from) this.codes[last] = to
  }

  /** Time with a code in a stretch of time, ns. */
  time(fromNs: number, toNs: number, code: number): number {
    let sum = 0
    for (let i = this.starts.length - 1; i >= 0; i--) {
      const end = this.endOf(i)
      if (end <= fromNs) break
      if (this.codes[i] === code) sum += Math.max(0, Math.min(end, toNs) - Math.max(this.starts[i]!, fromNs))
    }
    return sum
  }

  /**
   * Turns the first `share` (0..1) of each stretch of `from` in the time into `to`. The first, because a thread that wakes waits for
   * its core before it has one.
   */
  divide(fromNs: number, toNs: number, from: number, to: number, share: number): void {
    if (!(share > 0)) return
    this.split(fromNs)
    this.split(toNs)
    for (let i = this.starts.length - 1; i >= 0; i--) {
      const start = this.starts[i]!
      if (start < fromNs) break
      if (start >= toNs || this.codes[i] !== from) continue
      if (share < 1) this.insert(i + 1, start + (this.endOf(i) - start) * share, from, this.targets[i]!)
      this.codes[i] = to
    }
  }

  endOf(index: number): number {
    return this.starts[index + 1] ?? this.endNs
  }

  /** Forgets what lies before. */
  forget(beforeNs: number): void {
    let count = 0
    while (count + 1 < this.starts.length && this.starts[count + 1]! <= beforeNs) count++
    if (count > 0) for (const list of [this.starts, this.codes, this.targets]) list.splice(0, count)
    if (this.starts[0]! < beforeNs) this.starts[0] = Math.min(beforeNs, this.endNs)
  }

  /** Lets a stretch begin at `atNs` where none does. */
  private split(atNs: number): void {
    for (let i = this.starts.length - 1; i >= 0; i--) {
      if (this.starts[i]! > atNs) continue
      if (this.starts[i]! < atNs && atNs < this.endOf(i)) this.insert(i + 1, atNs, this.codes[i]!, this.targets[i]!)
      return
    }
  }

  private insert(index: number, startNs: number, code: number, target: number): void {
    if (index === this.starts.length) {
      this.starts.push(startNs)
      this.codes.push(code)
      this.targets.push(target)
      return
    }
    this.starts.splice(index, 0, startNs)
    this.codes.splice(index, 0, code)
    this.targets.splice(index, 0, target)
  }
}
