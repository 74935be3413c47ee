import { expect, test } from 'vitest'
import { quantile } from '../../contract/statistics.ts'
import { variantLike } from '../experiments/testing.ts'
import { summarise } from './summarise.ts'
import { result } from './testing.ts'

const variants = ['sequential', 'threads', 'processes'].map((id) =>
  Object.assign(variantLike(id), { label: `${id}, 2` }),
)

test('median, spread and speed-up of each variant, in the order of the plan', () => {
  const results = [result('threads', 2), result('sequential', 4), result('threads', 1), result('threads', 3)]
  const summary = summarise(variants, results)
  expect(summary.map((one) => [one.variant, one.label, one.trials])).toEqual([
    ['sequential', 'sequential, 2', 1],
    ['threads', 'threads, 2', 3],
  ])
  expect(summary[1]).toMatchObject({ median: 2, min: 1, max: 3, spread: 1, speedup: 2 })
  expect(summary[0]).toMatchObject({ median: 4, spread: 0, speedup: 1 })
})

test('without a sequential result there is no speed-up', () => {
  expect(summarise(variants, [result('threads', 2)])[0]?.speedup).toBeUndefined()
})

test('no results, no rows', () => {
  expect(summarise(variants, [])).toEqual([])
})

test('quantiles are interpolated; of nothing there is none', () => {
  expect(quantile([3, 1, 2, 4], 0.5)).toBe(2.5)
  expect(quantile([5], 0.95)).toBe(5)
  expect(quantile([], 0.5)).toBeNaN()
})
