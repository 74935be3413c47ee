import type { Settings } from '../../contract/experiment.ts'
import type { TrialResult } from '../../contract/run.ts'
import { blackScholes } from './black-scholes.ts'
import { numbersOf, valueOf } from './measuring.ts'
import { numberOf } from './parameters.ts'

/** A simulation is farther from the true price than so many standard errors one time in 16,000. */
export const MAX_ERRORS = 4
/** With fewer paths there is no price worth drawing. */
export const MIN_PATHS = 100
/** With fewer paths that pay, the error is not known well enough to judge by. */
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
    .map((paths, at) => estimate(paths, payoffs[at] ?? NaN, squares[at] ?? NaN))
    .filter(({ paths, standardError }) => paths >= MIN_PATHS && standardError > 0)
}

function addUp([first = [], ...others]: readonly (readonly number[])[]): number[] {
  return first.map((value, at) => others.reduce((sum, list) => sum + (list[at] ?? NaN), value))
}

function estimate(paths: number, payoffs: number, squares: number): Estimate {
  const price = payoffs / paths
  const variance = (squares - payoffs * price) / (paths - 1)
  return { paths, price, standardError: Math.sqrt(variance / paths) }
}

/** By Black and Scholes, from the settings of a run. */
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
