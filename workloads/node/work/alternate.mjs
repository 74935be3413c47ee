import { parts } from '../uneven.mjs'
import { count, LAP } from './countdown.mjs'

const MICROSECONDS = 1_000_000

/** Amount: iterations of a loop, in `pieces` of uneven length, with a wait after each: `wait-seconds` in all. */
export function run({ index, workUnits, params, laps, blocking, report }) {
  const { pieces, 'wait-seconds': waitSeconds } = params
  const steps = parts(workUnits, pieces, 2 * index + 1)
  const waits = parts(waitSeconds * MICROSECONDS, pieces, 2 * index + 2)
  const before = process.resourceUsage()
  let counted = 0
  steps.forEach((step, i) => {
    for (const lap of laps(step, LAP)) counted += count(lap)
    if (waits[i] > 0) blocking(() => sleep(waits[i] / MICROSECONDS))
  })
  report({ pieces, ...switchesSince(before) })
  return `counted ${counted} in ${pieces} pieces`
}

function sleep(seconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000)
}

/** Context switches of the process, with all of its threads; nothing on Windows. */
function switchesSince({ voluntaryContextSwitches, involuntaryContextSwitches }) {
  if (process.platform === 'win32') return {}
  const now = process.resourceUsage()
  return {
    voluntary: now.voluntaryContextSwitches - voluntaryContextSwitches,
    involuntary: now.involuntaryContextSwitches - involuntaryContextSwitches,
  }
}

export { workUnitsFor } from './countdown.mjs'
