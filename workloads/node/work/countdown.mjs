import { fit } from '../calibrate.mjs'

export const LAP = 200_000
const BLOCK = 10_000_000

/** Amount: iterations of a loop that does nothing else. */
export function run({ workUnits, laps }) {
  let counted = 0
  for (const lap of laps(workUnits, LAP)) counted += count(lap)
  return `counted ${counted}`
}

// In blocks of 32-bit integers: V8 would count a large amount in floating point, 2.5 times as long per iteration, and a small
// one in integers, so that no calibration could be scaled up.
export function count(iterations) {
  let counted = 0
  while (counted < iterations) counted += block(Math.min(BLOCK, iterations - counted))
  return counted
}

function block(iterations) {
  let n = iterations | 0
  while (n > 0) n = (n - 1) | 0
  return iterations - n
}

export function workUnitsFor(seconds, params) {
  return fit(run, seconds, { workUnits: 100_000, params })
}
