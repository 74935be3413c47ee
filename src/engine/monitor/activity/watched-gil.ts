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
  }

  /** What was since the last call. */
  window(holder: number | undefined, waiters: number): GilWindow {
    const { index: gil, heldNs, handovers, longestHoldNs } = this
    this.heldNs = this.handovers = this.longestHoldNs = 0
    return { gil, heldNs, handovers, holder, waiters, longestHoldNs }
  }
}
