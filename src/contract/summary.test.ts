import { expect, test } from 'vitest'
import { summarise } from './summary.ts'
import type { Variant } from './run.ts'
import { result } from './testing.ts'

const KINDS = { sequential: 'sequential', threads: 'thread', processes: 'process' } as const
const variants = Object.entries(KINDS).map(([id, kind]): Variant => {
  const baseline = kind === 'sequential' || undefined
  return { id, label: `${id}, 2`, model: id, kind, sharesInterpreter: kind !== 'process', baseline, workers: 2 }
})

test('median, spread and speed-up of each variant, in the order of the plan', () => {
  const results = [result('threads', 2), result('sequential', 4), result('threads', 1), result('threads', 3)]
  const summary = summarise(variants, results)
  expect(summary.map((row) => [row.variant, row.label, row.trials])).toEqual([
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

test('failed trials are left out, and a variant that only failed says why', () => {
  const failed = { ...result('threads', 9), failed: 'Item 3 failed.' }
  const summary = summarise(variants, [
    result('sequential', 4),
    failed,
    result('threads', 2),
    { ...failed, variant: 'processes', model: 'processes' },
  ])
  expect(summary.map(({ variant, trials, median, missing }) => [variant, trials, median, missing])).toEqual([
    ['sequential', 1, 4, undefined],
    ['threads', 1, 2, undefined],
    ['processes', 0, 9, 'Item 3 failed.'],
  ])
  expect(summary[2]).not.toHaveProperty('speedup', expect.anything())
})
