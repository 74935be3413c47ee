import { expect, test } from 'vitest'
import { blackScholes, normalCdf } from './black-scholes.ts'

/** To more digits than the approximation has. */
test.each([
  [0, 0.5],
  [0.5, 0.6914624612740131],
  [1, 0.8413447460685429],
  [1.959963984540054, 0.975],
  [3, 0.9986501019683699],
  [-1.6448536269514722, 0.05],
  [-4, 3.167124183311992e-5],
  [40, 1],
  [-40, 0],
])('%d: %d of the normal distribution lie below', (x, share) => {
  expect(Math.abs(normalCdf(x) - share)).toBeLessThan(7.5e-8)
})

test.each([
  // J. C. Hull, "Options, Futures, and Other Derivatives": the price is 4.76.
  [{ spot: 42, strike: 40, rate: 0.1, volatility: 0.2, maturity: 0.5 }, 4.759422392871532],
  [{ spot: 100, strike: 100, rate: 0.05, volatility: 0.2, maturity: 1 }, 10.450583572185565],
])('the price of %o is %d', (call, price) => {
  expect(Math.abs(blackScholes(call) - price)).toBeLessThan(1e-7 * (call.spot + call.strike))
})

test('a call that is certain to be exercised is worth spot less discounted strike, a hopeless one nothing', () => {
  const call = { spot: 200, strike: 50, rate: 0.05, volatility: 0.1, maturity: 1 }
  expect(blackScholes(call)).toBeCloseTo(200 - 50 * Math.exp(-0.05), 4)
  expect(blackScholes({ ...call, spot: 50, strike: 200 })).toBeCloseTo(0, 4)
})
