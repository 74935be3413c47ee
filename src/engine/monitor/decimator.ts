/**
 * Picks, from the ticks of a sampler that may be faster, those that a listener of a lower rate gets: the ones nearest to
 * deadlines of its own. Frames picked are numbered without a gap; own deadlines that had no tick are counted as missed.
 */
export class Decimator {
  private readonly periodNs: number
  private dueNs: number | undefined
  private seq = 0
  private missed = 0

  constructor(hz: number) {
    this.periodNs = 1e9 / hz
  }

  /** @param samplerPeriodNs at most this one's own period. */
  take(deadlineNs: number, samplerPeriodNs: number): { readonly seq: number; readonly missed: number } | undefined {
    const dueNs = (this.dueNs ??= deadlineNs)
    const lateNs = deadlineNs - dueNs + samplerPeriodNs / 2
    if (lateNs < 0) return undefined
    const passed = Math.floor(lateNs / this.periodNs)
    this.missed += passed
    this.dueNs = dueNs + (passed + 1) * this.periodNs
    return { seq: this.seq++, missed: this.missed }
  }
}
