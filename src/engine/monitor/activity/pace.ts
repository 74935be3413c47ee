import { DEFAULT_RATES } from './activity-source.ts'

/** Share of a core that the activity thread may use. Chosen: what 64 busy threads cost at 200 Hz; it is less for most programs. */
const BUDGET = 0.1
/** How often the own CPU time is looked at, ns. Chosen: long enough to be more than a few samples. */
export const ACCOUNT_NS = 250_000_000
/** Quiet samples in a row after which pauses begin to double, and the longest pause, ns: windows are sampled anyway. */
const QUIET_SAMPLES = 20
const MAX_PAUSE_NS = 100_000_000
/** Rate while a person looks, Hz: a turn of the GIL is 5 ms. */
const LOOKED_HZ = 1000

/** How often samples are made: less when nothing happens, and less when they would cost too much. */
export class Pace {
  hz = DEFAULT_RATES.samples
  /** By how much pauses are longer than asked, so that the thread stays within its budget. */
  slowdown = 1
  /** The greatest slowdown that there was. */
  worst = 1
  private cpuNs = NaN
  private tNs = NaN

  /**
   * Pause until the next sample of a process, ns. It is random, half to one and a half of the mean: a regular beat near the
   * switch interval would see the same moment of every turn.
   */
  pauseNs(quiet: number, looked: boolean): number {
    const hz = looked ? Math.max(this.hz, LOOKED_HZ) : this.hz
    const doublings = Math.min(10, Math.max(0, Math.floor(quiet / QUIET_SAMPLES)))
    const meanNs = Math.min((1e9 / hz) * 2 ** doublings, Math.max(MAX_PAUSE_NS, 1e9 / hz)) * this.slowdown
    return meanNs * (0.5 + Math.random())
  }

  /** Compares what was used with the budget. @param cpuNs own CPU time; NaN where it is not known */
  account(tNs: number, cpuNs: number): void {
    const used = (cpuNs - this.cpuNs) / (tNs - this.tNs)
    this.cpuNs = cpuNs
    this.tNs = tNs
    if (Number.isNaN(used)) return
    if (used > BUDGET) this.slowdown *= Math.min(4, used / BUDGET)
    else if (used < BUDGET * 0.8) this.slowdown = Math.max(1, this.slowdown * 0.9)
    this.worst = Math.max(this.worst, this.slowdown)
  }
}
