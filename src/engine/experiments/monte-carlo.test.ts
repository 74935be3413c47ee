import { expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { monteCarlo } from './monte-carlo.ts'
import { distance, estimates, truePrice } from './price-estimate.ts'
import { evidence, row, trialsOf } from './testing.ts'

const defaults = Object.fromEntries(
  monteCarlo.experiment.parameters.map((parameter) => [parameter.id, parameter.default]),
)
const RIGHT = truePrice(defaults)
const DEVIATION = 14.7
const SQUARE = RIGHT ** 2 + DEVIATION ** 2

interface Change {
  /** How far the price of all paths is from the true one. */
  readonly off?: number
  readonly paid?: number
  readonly repeat?: number
}

const PATHS = 200_000

/** Two workers that told their sums after 100 paths each, and after all of them. */
function trial(model: string, { off = 0, paid = PATHS / 2, repeat = 1 }: Change = {}): TrialResult {
  const counts = [100, PATHS]
  const values = {
    paths: counts,
    payoffs: [100 * RIGHT, PATHS * (RIGHT + off)],
    squares: counts.map((count) => count * (SQUARE + 2 * off * RIGHT + off ** 2)),
    paid,
  }
  return result(model, 1, { repeat, workers: [worker(0, { values }), worker(1, { values })] })
}

const SEQUENTIAL = row('sequential', 4)
const PROCESSES = row('processes', 2.04, { effectiveParallelism: 1.96 })

function judge(results: readonly TrialResult[], summary = [SEQUENTIAL, row('threads', 4.1), PROCESSES]) {
  return monteCarlo.judge(evidence(monteCarlo, summary, { results, params: defaults }))
}

test('workers are added up to a price and its standard error', () => {
  const [early, late] = estimates(trial('threads'))
  expect(early).toMatchObject({ paths: 200, price: expect.closeTo(RIGHT, 9) })
  expect(early!.standardError).toBeCloseTo(DEVIATION / Math.sqrt(200), 1)
  expect(late).toMatchObject({ paths: 400_000 })
  expect(late!.standardError).toBeCloseTo(DEVIATION / Math.sqrt(400_000), 4)
})

test('distances are in standard errors, and of enough paths that paid', () => {
  const error = DEVIATION / Math.sqrt(400_000)
  expect(distance(trial('threads', { off: 3 * error }), RIGHT)).toBeCloseTo(3, 2)
  expect(distance(trial('threads', { off: -3 * error }), RIGHT)).toBeCloseTo(3, 2)
  expect(distance(trial('threads', { paid: 400 }), RIGHT)).toBeUndefined()
  expect(distance(result('threads', 1, { workers: [worker(0)] }), RIGHT)).toBeUndefined()
})

test('a right price is told beside the reason why threads are no faster', () => {
  const { kind, outcome, text } = judge([trial('sequential'), trial('threads')])
  expect({ kind, outcome }).toEqual({ kind: 'gil-serial', outcome: 'same' })
  expect(text).toContain("2 threads, one GIL, so one core's worth of work at a time.")
  expect(text).toMatch(/400,000 paths price the option at 10\.451 ± 0\.093, as Black and Scholes do: 10\.451\.$/)
})

test('more than 4 standard errors off is an error, whoever made it', () => {
  const { kind, outcome, text } = judge([trial('sequential'), trial('threads', { off: 0.2 })])
  expect({ kind, outcome }).toEqual({ kind: 'price-off', outcome: undefined })
  expect(text).toBe(
    'The price is off: threads found 10.651, 8.6 standard errors from the 10.451 of Black and Scholes, so the times mean nothing.',
  )
  expect(judge([trial('sequential'), trial('threads', { off: 0.08 })]).kind).toBe('gil-serial')
})

test('where hardly a path paid the price is not judged', () => {
  const { kind, text } = judge([trial('sequential', { off: 5, paid: 3 })])
  expect(kind).toBe('gil-serial')
  expect(text).toContain('too few of them paid anything to tell')
})

test('noise and missing models are told as of other computing; no sums, no price', () => {
  const noisy = judge([trial('sequential')], [row('sequential', 4, { spread: 0.7 }), row('threads', 4.4)])
  expect(noisy.kind).toBe('too-noisy')
  expect(noisy.text).toContain('Black and Scholes')
  expect(judge([trial('sequential')], [SEQUENTIAL]).kind).toBe('incomplete')
  expect(judge([result('sequential', 4, { workers: [worker(0)] })], []).text).not.toContain('Black and Scholes')
})

test('the picture: wall times, the price as paths come in, and how far it is off', () => {
  const trials = [trial('sequential'), trial('threads', { off: 0.05 }), trial('threads', { repeat: 2 })]
  const { measurements, figures } = monteCarlo.picture!(trialsOf(monteCarlo, trials))
  expect(figures.map(({ id }) => id)).toEqual(['wall-time', 'price', 'distance'])
  const [, price, distances] = measurements
  expect(price!.points.map(({ series, x }) => [series, x])).toEqual([
    ['sequential', 200],
    ['sequential', 400_000],
    ['threads', 200],
    ['threads', 400_000],
  ])
  const { value = 0, low = 0, high = 0 } = price!.points.at(-1)!
  expect(value).toBeCloseTo(RIGHT)
  expect([value - low, high - value].map((margin) => margin.toFixed(3))).toEqual(['0.093', '0.093'])
  const line = [200, 400_000].map((x) => ({ x, value: RIGHT }))
  expect(figures[1]).toMatchObject({ x: { scale: 'log' }, references: [{ label: 'Black-Scholes', points: line }] })
  expect(distances!.points).toMatchObject([{ x: 'sequential' }, { x: 'threads', repeats: 2 }])
  expect(figures[2]).toMatchObject({ references: [{ points: [{ value: 4 }, { value: 4 }] }] })
})
