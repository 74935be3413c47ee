// When a worker was on its interpreter, from its own readings of the clock.
import { now } from './channel.mjs'

/** Kept of one worker: 100 s of turns of 5 ms. */
const MOST = 20_000

/** `gapNs`: a longer silence than that means that the worker was off the interpreter. */
export function createSpans(gapNs) {
  const flat = []
  let start = 0
  let last = 0

  /** The worker runs now. Returns ns since the last stamp; up to `patienceNs` of them are no gap either. */
  function stamp(patienceNs = 0) {
    const ns = now()
    const passed = ns - last
    if (passed > Math.max(gapNs, patienceNs)) {
      pause()
      start = ns
    }
    last = ns
    return passed
  }

  /** The worker does not run from its last stamp to its next. */
  function pause() {
    if (last > start && flat.length < 2 * MOST) flat.push(start, last)
    start = last = 0
  }

  /** Start and end of each, flat, ns after `startNs`. */
  function since(startNs) {
    pause()
    return flat.map((ns) => ns - startNs)
  }

  return { stamp, pause, since }
}
