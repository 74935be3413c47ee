import { nowNs } from '../host/clock.ts'

/** A timer may be this late, so it is set so much earlier, and the rest is slept off exactly. */
const TIMER_SLACK_MS = 1

/**
 * Calls `tick` with each deadline, which lie on a grid of `hz` since the rate was set, so that lateness does not add up.
 * Deadlines that have passed during a tick are passed over. 0 Hz is rest.
 */
export class Ticker {
  private readonly tick: (deadlineNs: number) => void
  private readonly cell = new Int32Array(new SharedArrayBuffer(4))
  private deadlineNs = 0
  private periodNs = 0
  private cancel = (): void => undefined

  constructor(tick: (deadlineNs: number) => void) {
    this.tick = tick
  }

  pace(hz: number): void {
    const periodNs = hz === 0 ? 0 : 1e9 / hz
    if (periodNs === this.periodNs) return
    this.cancel()
    this.periodNs = periodNs
    if (hz === 0) return
    this.deadlineNs = nowNs()
    this.schedule()
  }

  private schedule(): void {
    const delayMs = Math.floor(this.remainingMs() - TIMER_SLACK_MS)
    if (delayMs >= 1) {
      const timer = setTimeout(() => this.wake(), delayMs)
      this.cancel = () => clearTimeout(timer)
    } else {
      const immediate = setImmediate(() => this.wake())
      this.cancel = () => clearImmediate(immediate)
    }
  }

  private wake(): void {
    const restMs = this.remainingMs()
    if (restMs > 0) Atomics.wait(this.cell, 0, 0, restMs)
    this.tick(this.deadlineNs)
    const passed = Math.floor((nowNs() - this.deadlineNs) / this.periodNs)
    this.deadlineNs += Math.max(passed + 1, 1) * this.periodNs
    this.schedule()
  }

  private remainingMs(): number {
    return (this.deadlineNs - nowNs()) / 1e6
  }
}
