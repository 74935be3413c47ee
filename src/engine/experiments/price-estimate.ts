import type { Settings } from '../../contract/experiment.ts'
import type { TrialResult } from '../../contract/run.ts'
import { blackScholes } from './black-scholes.ts'
import { numbersOf, valueOf } from './measuring.ts'
import { numberOf } from './parameters.ts'

/** Standard errors beyond which a price is wrong; by chance that happens once in 16,000 simulations (normal distribution). */
export const MAX_ERRORS = 4
/** Least number of paths for a price in the chart. Chosen. */
export const MIN_PATHS = 100
/** Least number of paying paths for a judgement. Chosen because the standard error is then known to a few percent. */
const MIN_PAID = 1000

/** What the workers of a trial say of an option's price together, after so many paths. */
export interface Estimate {
  readonly paths: number
  readonly price: number
  readonly standardError: number
}

/** After few of the paths, four times as many, ..., and all of them. */
export function estimates({ workers }: Pick<TrialResult, 'workers'>): Estimate[] {
  const total = (name: string) => addUp(workers.map((worker) => numbersOf(worker, name)))
  const [payoffs, squares] = [total('payoffs'), total('squares')]
  return total('paths')
    .map((paths, index) => estimate(paths, payoffs[index] ?? NaN, squares[index] ?? NaN))
    .filter(({ paths, standardError }) => paths >= MIN_PATHS && standardError > 0)
}

function addUp([first = [], ...others]: readonly (readonly number[])[]): number[] {
  return first.map((value, index) => others.reduce((sum, list) => sum + (list[index] ?? NaN), value))
}

function estimate(paths: number, payoffs: number, squares: number): Estimate {
  const price = payoffs / paths
  const variance = (squares - payoffs * price) / (paths - 1)
  return { paths, price, standardError: Math.sqrt(variance / paths) }
}

/** Price by Black and Scholes for the settings of a run. */
export function truePrice(params: Settings): number {
  return blackScholes({
    spot: numberOf(params, 'spot'),
    strike: numberOf(params, 'strike'),
    rate: numberOf(params, 'rate') / 100,
    volatility: numberOf(params, 'volatility') / 100,
    maturity: numberOf(params, 'maturity'),
  })
}

/** How far a trial is from the true price, in standard errors; undefined where too few of its paths paid to tell. */
export function distance(trial: Pick<TrialResult, 'workers'>, price: number): number | undefined {
  const last = estimates(trial).at(-1)
  const paid = trial.workers.reduce((sum, worker) => sum + (valueOf(worker, 'paid') ?? 0), 0)
  return last === undefined || paid < MIN_PAID ? undefined : Math.abs(last.price - price) / last.standardError
}
