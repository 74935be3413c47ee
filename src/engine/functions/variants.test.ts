import { expect, test } from 'vitest'
import { modelsLike } from '../experiments/testing.ts'
import { pointsUpTo } from './sweep-trials.ts'
import { chunkSizes, functionVariants } from './variants.ts'

const MODELS = modelsLike('sequential', 'threads', 'process-pool', 'asyncio')
const found = (count: number, itemSeconds: number) => ({ inputs: { count, source: 'ITEMS' }, itemSeconds })
const chunksOf = (...given: Parameters<typeof functionVariants>) =>
  functionVariants(...given).map(({ id, workers, chunk }) => [id, workers, chunk])

test('items of a millisecond and more are handed over one by one; a loop has one worker', () => {
  expect(chunksOf(MODELS, 4, found(1000, 0.001))).toEqual([
    ['sequential', 1, undefined],
    ['threads', 4, 1],
    ['process-pool', 4, 1],
    ['asyncio', 1, undefined],
  ])
})

test('small ones go to other interpreters in several chunk sizes', () => {
  const variants = functionVariants(MODELS, 2, found(60_000, 8e-6))
  expect(variants.map(({ id }) => id)).toEqual([
    'sequential',
    'threads',
    'process-pool',
    'process-pool-16',
    'process-pool-512',
    'process-pool-7500',
    'asyncio',
  ])
  expect(variants[3]!.label).toBe('process-pool, chunks of 16')
})

test('a chunk size that the request names is that of all pools, at most all items', () => {
  expect(chunksOf(MODELS, 2, found(50, 8e-6), 64).slice(1, 3)).toEqual([
    ['threads', 2, 50],
    ['process-pool', 2, 50],
  ])
})

test('very many items are never handed over one by one', () => {
  const [, threads, ...others] = chunksOf(MODELS, 2, found(10_000_000, 1e-6))
  expect(threads).toEqual(['threads', 2, 100])
  expect(others.map(([, , chunk]) => chunk)).toEqual([100, 2048, 65_536, 1_250_000, undefined])
})

test.each([
  [1, 1, [1]],
  [1, 2, [1, 2]],
  [1, 13, [1, 4, 13]],
  [1, 255, [1, 16, 255]],
  [1, 7500, [1, 16, 512, 7500]],
])('chunk sizes from %i to %i', (smallest, largest, sizes) => expect(chunkSizes(smallest, largest)).toEqual(sizes))

test('a sweep has at most eight numbers of workers, the first 1, the last all', () => {
  expect(pointsUpTo(1)).toEqual([1])
  expect(pointsUpTo(3)).toEqual([1, 2, 3])
  expect(pointsUpTo(64)).toEqual([1, 10, 19, 28, 37, 46, 55, 64])
})
