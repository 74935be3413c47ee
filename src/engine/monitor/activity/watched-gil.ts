import type { ActivityGil, ActivityWindow } from '../../../contract/activity.ts'
import type { GilReading } from '../gil/interpreter-reader.ts'

export type GilWindow = Omit<ActivityWindow['gils'][number], 'waitedNs'> & { readonly longestHoldNs: number }

/** One GIL over time: what its samples add up to between two ends of windows. */
export class WatchedGil {
  readonly index: number
  reading: GilReading
  private seenNs = NaN
  private locked = false
  private switches = NaN
  private heldNs = 0
  private handovers = 0
  private lastHolder: number | undefined
  private holdSinceNs = NaN
  private longestHoldNs = 0

  constructor(index: number, reading: GilReading) {
    this.index = index
    this.reading = reading
  }

  entry(pid: number, version: string): ActivityGil {
    const { interpreters, enabled } = this.reading
    return { gil: this.index, pid, interpreters: [...interpreters], enabled, version }
  }

  /**
   * Whether a thread that was blocked in this GIL at the sample before must be in it still. A waiter leaves only by taking the GIL,
   * which changes the holder; the interpreter counts that. With one change at most, the only one that can have left is the holder
   * of now, or the one of before, which takes it again without a count.
   */
  keeps(tid: number): boolean {
    const { locked, holder, switches } = this.reading
    return locked && holder !== undefined && switches - this.switches <= 1 && tid !== holder && tid !== this.lastHolder
  }

  contains(address: number): boolean {
    const { address: start, size } = this.reading
    return address >= start && address < start + size
  }

  /** Goes on with what was read at `tNs`. Between two samples a change lies in the middle. */
  see(tNs: number): void {
    const { locked, switches } = this.reading
    if (!Number.isNaN(this.seenNs)) {
      this.heldNs += ((tNs - this.seenNs) * (Number(this.locked) + Number(locked))) / 2
      this.handovers += Math.max(0, switches - this.switches)
    }
    const goesOn = locked && this.locked && switches === this.switches
    if (!goesOn) this.holdSinceNs = tNs
    if (goesOn) this.longestHoldNs = Math.max(this.longestHoldNs, tNs - this.holdSinceNs)
    this.seenNs = tNs
    this.locked = locked
    this.switches = switches
    this.lastHolder = this.reading.holder ?? this.lastHolder
  }

  /** What was since the last call. */
  window(holder: number | undefined, waiters: number): GilWindow {
    const { index: gil, heldNs, handovers, longestHoldNs } = this
    this.heldNs = this.handovers = this.longestHoldNs = 0
    return { gil, heldNs, handovers, holder, waiters, longestHoldNs }
  }
}
