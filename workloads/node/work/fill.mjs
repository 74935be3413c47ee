import { fit } from '../calibrate.mjs'
import { createRandom } from '../random.mjs'

const LAP = 10_000

/** Amount: random numbers that are appended to lists, each of which is dropped for a new one when it is full. */
export function run({ index, workUnits, params: { length }, laps }) {
  const { uniform } = createRandom(index)
  let total = 0
  for (let start = 0; start < workUnits; start += length) {
    const numbers = []
    for (const lap of laps(Math.min(length, workUnits - start), LAP)) {
      for (let i = 0; i < lap; i++) numbers.push(uniform())
      total += sum(numbers, numbers.length - lap)
    }
  }
  return `${workUnits} numbers, sum ${total.toFixed(3)}`
}

function sum(numbers, from) {
  let total = 0
  for (let i = from; i < numbers.length; i++) total += numbers[i]
  return total
}

export function workUnitsFor(seconds, params) {
  return fit(run, seconds, { workUnits: 1_000_000, params })
}
