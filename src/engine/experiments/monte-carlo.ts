import type { Parameter } from '../../contract/experiment.ts'
import type { Chart, Measurement, Picture, Point } from '../../contract/figure.ts'
import { formatCount, formatTenths } from '../../contract/text.ts'
import { judgeComputing } from './computing.ts'
import type { Evidence, ExperimentModule, Judgement } from './experiment.ts'
import { capital } from './judging.ts'
import { chart, lookOf, measure, wallTimes } from './measuring.ts'
import { commonParameters, START_METHOD } from './parameters.ts'
import { labelOf } from './orders.ts'
import { distance, estimates, MIN_PATHS, MAX_ERRORS, truePrice, type Estimate } from './price-estimate.ts'

const OPTION: readonly Parameter[] = [
  ofOption('spot', 'Spot', '', [100, 50, 200], 'What the stock costs today.'),
  ofOption('strike', 'Strike', '', [100, 50, 200], 'Price at which the stock can be bought at maturity.'),
  ofOption('rate', 'Interest', '%', [5, 0, 20], 'Risk-free rate per year.'),
  ofOption('volatility', 'Volatility', '%', [20, 10, 60], 'How much the price moves in a year.'),
  ofOption('maturity', 'Maturity', 'years', [1, 0.25, 3], 'Time until the option expires.'),
]

function ofOption(
  id: string,
  label: string,
  unit: string,
  [usual, min, max]: readonly [number, number, number],
  hint: string,
): Parameter {
  return { id, label, hint, unit, kind: 'number', default: usual, min, max }
}

export const monteCarlo: ExperimentModule = {
  work: { id: 'option', unit: 'paths', bound: 'cpu' },
  picture,
  judge,
  comparesWallTimes: true,
  experiment: {
    id: 'monte-carlo',
    work: 'option',
    group: 'Applications',
    name: 'Monte Carlo',
    title: 'Monte Carlo simulation',
    task: 'simulates paths of a stock by geometric Brownian motion, and the payoff of a European call on it',
    question: 'The paths of a simulation are split between the workers: what makes it faster, and is the price right?',
    bet: {
      question: 'Two threads simulate the paths, instead of a sequential simulation: how long do they take?',
      choices: [
        { id: 'faster', label: 'Less: no path depends on another' },
        { id: 'same', label: 'The same: they take turns' },
        { id: 'slower', label: 'Longer: taking turns costs time' },
      ],
    },
    models: {
      default: ['sequential', 'thread', 'process', 'interpreter'],
      offered: {},
    },
    parameters: [
      ...commonParameters({
        seconds: { default: 0.8, max: 20, presets: [{ value: 0.5 }, { value: 0.8 }, { value: 2 }, { value: 5 }] },
      }),
      ...OPTION,
      START_METHOD,
    ],
    published: [],
    lesson: {
      why:
        'No path depends on another, so they can be split between as many workers as there are cores, and only a few sums come back. Threads under one GIL still take turns; ' +
        'processes, sub-interpreters and threads without a GIL simulate at the same time. Four times the paths halve the error, in every model.',
      next: 'Try a larger size and watch the price approach that of Black and Scholes. Then raise the volatility, or use a process pool.',
      source:
        'Phelim Boyle, "Options: A Monte Carlo Approach", 1977, checked against Fischer Black and Myron Scholes, ' +
        '"The Pricing of Options and Corporate Liabilities", 1973.',
    },
  },
}

function picture(evidence: Evidence): Picture {
  const price = truePrice(evidence.plan.params)
  const wall = wallTimes(evidence)
  const prices = pricesByPaths(evidence)
  const distances = measure(
    evidence,
    { id: 'distance', label: 'Distance from Black-Scholes, in standard errors', unit: '' },
    (trial) => distance(trial, price),
  )
  return {
    measurements: [...wall.measurements, prices, distances],
    figures: [...wall.figures, priceChart(prices, price), distanceChart(distances, evidence)],
  }
}

/** Price by number of paths, in each model's last repeat. `low` and `high` are 4 standard errors away, not other repeats, which simulate the same paths. */
function pricesByPaths({ plan, results }: Evidence): Measurement {
  const points = plan.variants.flatMap((planned): Point[] => {
    const look = lookOf(planned)
    const trial = results.findLast(({ variant }) => variant === planned.id)
    return (trial === undefined ? [] : estimates(trial)).map(({ paths, price, standardError }) => {
      const margin = MAX_ERRORS * standardError
      const range = { low: price - margin, high: price + margin }
      return Object.assign({ series: planned.label, x: paths, value: price, ...range }, look)
    })
  })
  return { id: 'price', label: `Price so far, and ${MAX_ERRORS} standard errors either way`, unit: '', points }
}

function priceChart(prices: Measurement, price: number): Chart {
  const paths = prices.points.map(({ x }) => Number(x))
  const ends = paths.length === 0 ? [MIN_PATHS, 1e6] : [Math.min(...paths), Math.max(...paths)]
  const points = ends.map((x) => ({ x, value: price }))
  return chart(prices, {
    mark: 'lines',
    x: { label: 'paths', unit: '', scale: 'log' },
    references: [{ kind: 'ideal', label: 'Black-Scholes', source: 'F. Black and M. Scholes, 1973', points }],
  })
}

function distanceChart(distances: Measurement, { plan }: Evidence): Chart {
  const points = plan.variants.map(({ label }) => ({ x: label, value: MAX_ERRORS }))
  return chart(distances, {
    mark: 'bars',
    x: { label: 'model', unit: '', scale: 'category' },
    references: [{ kind: 'ideal', label: 'the most that chance explains', points }],
  })
}

function judge(evidence: Evidence): Judgement {
  const judgement = judgeComputing(evidence)
  const price = truePrice(evidence.plan.params)
  const trials = evidence.results.flatMap((trial) => {
    const last = estimates(trial).at(-1)
    return last === undefined ? [] : [{ trial, last, errors: distance(trial, price) }]
  })
  const [first] = trials
  if (first === undefined) return judgement
  const off = trials.find(({ errors = 0 }) => errors > MAX_ERRORS)
  if (off !== undefined) return priceOff(labelOf(evidence.plan, off.trial), off.last, price)
  return { ...judgement, text: `${judgement.text} ${priceSentence(first.last, price, first.errors)}` }
}

function priceOff(label: string, { price, standardError }: Estimate, right: number): Judgement {
  const errors = formatTenths(Math.abs(price - right) / standardError)
  const text =
    `The price is off: ${label} found ${price.toFixed(digitsOf(standardError))}, ${errors} standard errors from the ` +
    `${right.toFixed(digitsOf(standardError))} of Black and Scholes, so the times mean nothing.`
  return { kind: 'price-off', text: capital(text) }
}

function priceSentence({ price, standardError, paths }: Estimate, right: number, errors: number | undefined): string {
  const digits = digitsOf(standardError)
  const found = `${formatCount(paths)} paths price the option at ${price.toFixed(digits)}`
  if (errors === undefined) return `${found}, but too few of them paid anything to tell whether that is right.`
  const margin = (MAX_ERRORS * standardError).toFixed(digits)
  return `${found} ± ${margin}, as Black and Scholes do: ${right.toFixed(digits)}.`
}

/** Number of decimals that the standard error justifies. */
function digitsOf(standardError: number): number {
  return Math.min(Math.max(1 - Math.floor(Math.log10(MAX_ERRORS * standardError)), 2), 6)
}
