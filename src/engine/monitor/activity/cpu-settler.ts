import { CODE } from './codes.ts'
import type { ThreadHistory } from './thread-history.ts'

/**
 * Less CPU time than this is the way from losing the GIL to asking for it, ns. Measured on CPython 3.8 to 3.15, with the independent
 * reader that truth.timing.test.ts compares with.
 */
const HARDLY_NS = 300_000
/** An episode that lasts is settled piece by piece, ns; windows are that late. */
export const SETTLE_NS = 100_000_000
/** The account of a thread on a core is as old as the last clock tick, which are 250 a second on most kernels. */
const TICK_NS = 4_000_000
/** CPU time that was not seen in samples counts against later ones up to this, ns. Chosen: 2 ticks and some. */
const MAX_CREDIT_NS = 10_000_000

/**
 * Tells the times apart in which the kernel says "running": a thread is on a core then, or ready for one, and its account of
 * CPU time says which, but only afterwards.
 */
export class CpuSettler {
  private readonly history: ThreadHistory
  private readonly readCpuNs: () => number
  private blockNs: number
  private blockCpuNs = NaN
  /** CPU time of the block that belongs to episodes. */
  private episodeCpuNs = 0
  /** Time seen as running less time on a core, carried on. */
  private balanceNs = 0
  private episode: { startNs: number; cpuNs: number; countedNs: number } | undefined

  /** @param readCpuNs CPU time of the thread so far; NaN where it is not known */
  constructor(history: ThreadHistory, startNs: number, readCpuNs: () => number) {
    this.history = history
    this.readCpuNs = readCpuNs
    this.blockNs = startNs
  }

  /**
   * Follows an episode in which a Python thread is runnable and has no GIL: native code, no core for it, or on its way to the
   * GIL. Call before the history sees `code`.
   */
  follow(tNs: number, code: number): void {
    const { episode } = this
    if (episode !== undefined && (code !== CODE.native || tNs - episode.startNs > SETTLE_NS)) {
      this.settleEpisode(episode, tNs, code)
      this.episode = undefined
    }
    if (code !== CODE.native || this.episode !== undefined) return
    const cpuNs = this.readCpuNs()
    this.episode = { startNs: tNs, cpuNs, countedNs: cpuNs }
  }

  /**
   * Settles the time until now of what runs otherwise: Python under the GIL, and programs of which nothing more is known. To
   * be called at every end of a window in which the thread ran.
   */
  settleBlock(tNs: number): void {
    const cpuNs = this.readCpuNs()
    const ranNs = cpuNs - this.blockCpuNs
    const fromNs = this.blockNs
    this.countEpisode(cpuNs)
    const otherNs = ranNs - this.episodeCpuNs
    this.blockNs = tNs
    this.blockCpuNs = cpuNs
    this.episodeCpuNs = 0
    if (Number.isNaN(otherNs)) return
    this.divide(fromNs, tNs, otherNs)
  }

  /** A block in which the thread did not run. */
  skipBlock(tNs: number): void {
    this.blockNs = tNs
    this.balanceNs = Math.min(0, this.balanceNs)
  }

  private divide(fromNs: number, tNs: number, ranNs: number): void {
    const pythonNs = this.history.time(fromNs, tNs, CODE.python)
    const runsNs = this.history.time(fromNs, tNs, CODE.runs)
    const seenNs = pythonNs + runsNs
    this.balanceNs = Math.max(-MAX_CREDIT_NS, this.balanceNs + seenNs - ranNs)
    if (this.balanceNs <= TICK_NS || seenNs === 0) return
    const offNs = Math.min(this.balanceNs, seenNs)
    this.history.divide(fromNs, tNs, CODE.python, CODE['gil-off-core'], offNs / seenNs)
    this.history.divide(fromNs, tNs, CODE.runs, CODE.ready, offNs / seenNs)
    this.balanceNs = 0
  }

  private settleEpisode({ startNs, cpuNs }: { startNs: number; cpuNs: number }, tNs: number, code: number): void {
    const nowCpuNs = this.readCpuNs()
    this.countEpisode(nowCpuNs)
    const gotNs = nowCpuNs - cpuNs
    if (Number.isNaN(gotNs)) return
    const toGil = gotNs < HARDLY_NS && (code === CODE.gil || code === CODE.python)
    const { history } = this
    // The episode began half a sample before it was first seen.
    const fromNs = Math.min(startNs, history.codes.at(-1) === CODE.native ? history.starts.at(-1)! : startNs)
    if (toGil) return history.divide(fromNs, tNs, CODE.native, CODE.gil, 1)
    history.divide(fromNs, tNs, CODE.native, CODE.ready, 1 - Math.min(1, gotNs / (tNs - startNs)))
  }

  private countEpisode(cpuNs: number): void {
    if (this.episode === undefined) return
    this.episodeCpuNs += cpuNs - this.episode.countedNs
    this.episode.countedNs = cpuNs
  }
}
