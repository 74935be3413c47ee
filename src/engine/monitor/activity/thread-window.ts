import { ACTIVITIES } from '../../../contract/activity.ts'
import { CODE, WANTS_TO_RUN } from './codes.ts'
import type { ThreadHistory } from './thread-history.ts'

/** What one thread did in one window. */
export interface ThreadWindow {
  /** ns by code. */
  readonly ns: Float64Array
  longestRunNs: number
  longestLoopGapNs: number
  blocks: number
  /** What it waits for at the end, as `WatchedThread.target` has it; 0 where that is not known. */
  target: number
  /** Code at the end of the window; -1 where the thread did not live in it. */
  code: number
}

/** Reads the history of one thread window by window, and keeps what goes on from one to the next. */
export class WindowReader {
  private code = -1
  private runSinceNs = NaN
  /** When it left its selector; NaN before the first visit. */
  private loopLeftNs = NaN

  /** Reads into `into`, which is used again. @param turn is called with each stretch, cut to the window */
  read(
    history: ThreadHistory,
    fromNs: number,
    toNs: number,
    into: ThreadWindow,
    turn?: (code: number, startNs: number, endNs: number) => void,
  ): void {
    begin(into)
    const { starts, codes, targets } = history
    for (let i = 0; i < starts.length; i++) {
      const startNs = Math.max(starts[i]!, fromNs)
      const endNs = Math.min(history.endOf(i), toNs)
      if (endNs <= startNs) continue
      const code = codes[i]!
      into.ns[code]! += endNs - startNs
      if (code !== this.code) this.change(code, startNs, into)
      into.code = code
      into.target = targets[i]!
      turn?.(code, startNs, endNs)
    }
    this.goOn(Math.min(history.endNs, toNs), into)
  }

  private change(code: number, tNs: number, into: ThreadWindow): void {
    const before = this.code
    const ran = WANTS_TO_RUN[before] === 1
    const runs = WANTS_TO_RUN[code] === 1
    if (ran && !runs) into.longestRunNs = Math.max(into.longestRunNs, tNs - this.runSinceNs)
    if (runs && !ran) this.runSinceNs = tNs
    if (!runs) into.blocks++
    if (before === CODE.loop) this.loopLeftNs = tNs
    if (code === CODE.loop) into.longestLoopGapNs = Math.max(into.longestLoopGapNs, tNs - this.loopLeftNs || 0)
    this.code = code
  }

  /** What lasts at the end of the window. */
  private goOn(toNs: number, into: ThreadWindow): void {
    if (WANTS_TO_RUN[into.code] === 1) into.longestRunNs = Math.max(into.longestRunNs, toNs - this.runSinceNs)
    const left = this.loopLeftNs
    if (Number.isNaN(left) && this.code !== CODE.loop) into.longestLoopGapNs = NaN
    else if (into.code !== CODE.loop) into.longestLoopGapNs = Math.max(into.longestLoopGapNs, toNs - left)
  }
}

export function threadWindow(): ThreadWindow {
  return {
    ns: new Float64Array(ACTIVITIES.length),
    longestRunNs: 0,
    longestLoopGapNs: 0,
    blocks: 0,
    target: 0,
    code: -1,
  }
}

function begin(into: ThreadWindow): void {
  into.ns.fill(0)
  into.longestRunNs = into.longestLoopGapNs = into.blocks = 0
  into.target = 0
  into.code = -1
}
