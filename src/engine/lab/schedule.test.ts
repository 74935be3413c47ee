import { expect, test } from 'vitest'
import { secondsLeft } from './progress.ts'
import { deadlineSeconds, schedule } from './schedule.ts'
import { result } from './testing.ts'

test('models are interleaved', () => {
  const order = schedule({ models: ['a', 'b', 'c'], repeat: 2 }).map(({ model, repeat }) => `${model}${repeat}`)
  expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2'])
})

test('the deadline is far beyond what one worker after the other takes', () => {
  expect(deadlineSeconds({ workers: 2, seconds: 2 })).toBe(110)
})

test('there is no estimate before there is a result', () => {
  expect(secondsLeft(schedule({ models: ['a'], repeat: 1 }), [], 4, 0)).toBeUndefined()
})

test('what is left takes what its model took, and the worst where it has not run', () => {
  const left = schedule({ models: ['a', 'b'], repeat: 1 })
  const results = [result('a', 1), result('a', 3)]
  expect(secondsLeft(left, results, 4, 0)).toBeCloseTo(2 + 4 + 2 * 0.1)
  expect(secondsLeft(left, results, 4, 1)).toBeCloseTo(1 + 4 + 2 * 0.1)
  expect(secondsLeft(left, results, 4, 99)).toBeCloseTo(4 + 0.1)
  expect(secondsLeft([], results, 4, 1)).toBe(0)
})
