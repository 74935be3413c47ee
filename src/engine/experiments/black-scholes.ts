/** A European call. Rate and volatility are shares a year, the maturity is in years. */
export interface Call {
  readonly spot: number
  readonly strike: number
  readonly rate: number
  readonly volatility: number
  readonly maturity: number
}

/** What the call is worth today, by F. Black and M. Scholes (1973), to 1e-7 of spot and strike. */
export function blackScholes({ spot, strike, rate, volatility, maturity }: Call): number {
  const deviation = volatility * Math.sqrt(maturity)
  const d1 = (Math.log(spot / strike) + rate * maturity) / deviation + deviation / 2
  return spot * normalCdf(d1) - strike * Math.exp(-rate * maturity) * normalCdf(d1 - deviation)
}

const COEFFICIENTS = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153]

/** Share of the standard normal distribution below x, to 7.5e-8: Abramowitz and Stegun (1964), 26.2.17. */
export function normalCdf(x: number): number {
  if (x < 0) return 1 - normalCdf(-x)
  const t = 1 / (1 + 0.2316419 * x)
  const tail = COEFFICIENTS.reduce((sum, value) => (sum + value) * t, 0)
  return 1 - (tail * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
}
