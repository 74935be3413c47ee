import { fit } from '../calibrate.mjs'
import { createRandom } from '../random.mjs'

const LAP = 2_000
const MAX_CHECKPOINTS = 8

/**
 * Amount: paths of a price that follows a geometric Brownian motion, each of which ends with what a European call then pays.
 * Where the price ends is drawn in one step, which is exact.
 */
export function run({ index, workUnits, params, laps, report }) {
  const { gauss } = createRandom(index)
  const { spot, strike, drift, deviation } = termsOf(params)
  const told = { paths: [], payoffs: [], squares: [] }
  let [total, squares, paid, done] = [0, 0, 0, 0]
  for (const paths of checkpoints(workUnits)) {
    for (const lap of laps(paths - done, LAP)) {
      for (let i = 0; i < lap; i++) {
        const payoff = spot * Math.exp(drift + deviation * gauss()) - strike
        if (payoff <= 0) continue
        total += payoff
        squares += payoff * payoff
        paid++
      }
    }
    done = paths
    told.paths.push(paths)
    told.payoffs.push(total)
    told.squares.push(squares)
  }
  report({ ...told, paid })
  return `${done} paths, ${paid} paid ${total.toFixed(6)}`
}

/** Spot and strike, discounted as the payoffs shall be, and mean and deviation of the logarithm of the price's growth. */
function termsOf({ spot, strike, maturity, ...percent }) {
  const [rate, volatility] = [percent.rate / 100, percent.volatility / 100]
  const discount = Math.exp(-rate * maturity)
  const drift = (rate - volatility ** 2 / 2) * maturity
  return { spot: spot * discount, strike: strike * discount, drift, deviation: volatility * Math.sqrt(maturity) }
}

/** Paths after which the sums are told: all of them, a quarter, a sixteenth, ... */
function checkpoints(workUnits) {
  const counts = Array.from({ length: MAX_CHECKPOINTS }, (_, step) => Math.max(1, Math.floor(workUnits / 4 ** step)))
  return [...new Set(counts)].toReversed()
}

export function workUnitsFor(seconds, params) {
  return fit(run, seconds, { workUnits: 200_000, params })
}
