import { fit } from '../calibrate.mjs'

const LAP = 10_000_000

/** Amount: iterations of a loop that does nothing else. */
export function run(amount) {
  let counted = 0
  while (counted < amount) counted += lap(Math.min(LAP, amount - counted))
  return `counted ${counted}`
}

// In laps of 32-bit integers: V8 would count a large amount in floating point, 2.5 times as long per iteration, and a small
// one in integers, so that no calibration could be scaled up.
function lap(iterations) {
  let n = iterations | 0
  while (n > 0) n = (n - 1) | 0
  return iterations - n
}

export function amountFor(seconds) {
  return fit(run, seconds, 100_000)
}
