import { expect, test } from 'vitest'
import type { VariantSpec } from '../experiments/experiment.ts'
import { variantLike } from '../experiments/testing.ts'
import { secondsLeft } from './progress.ts'
import { deadlineSeconds, partOf, schedule } from './schedule.ts'
import { result } from '../../contract/testing.ts'

const specs = (...ids: string[]): VariantSpec[] => ids.map((id) => variantLike(id))

test('variants are interleaved', () => {
  const trials = schedule(specs('a', 'b', 'c'), 2).map(({ spec, repeat }) => `${spec.id}${repeat}`)
  expect(trials).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2'])
})

test('the deadline is far beyond what one worker after the other takes', () => {
  const [whole] = specs('a')
  expect(deadlineSeconds(whole!, { seconds: 2 })).toBe(110)
  expect(deadlineSeconds({ ...whole!, share: 0.5 }, { seconds: 2 })).toBe(70)
})

test('a part of what is counted is a whole number, and never none', () => {
  const [whole] = specs('a')
  expect(partOf(1000, whole!, 'cpu')).toBe(1000)
  expect(partOf(1000, { ...whole!, share: 1 / 3 }, 'cpu')).toBe(333)
  expect(partOf(1000, { ...whole!, share: 0.0001 }, 'cpu')).toBe(1)
  expect(partOf(0.5, { ...whole!, share: 1 / 4 }, 'io')).toBe(0.125)
})

test('there is no estimate before there is a result', () => {
  expect(secondsLeft(schedule(specs('a'), 1), [], () => 4, 0)).toBeUndefined()
})

test('what is left takes what its variant took, and the worst where it has not run', () => {
  const left = schedule(specs('a', 'b'), 1)
  const results = [result('a', 1), result('a', 3)]
  const seconds = (inTrial: number, remaining = left) => secondsLeft(remaining, results, () => 4, inTrial)
  expect(seconds(0)).toBeCloseTo(2 + 4 + 2 * 0.1)
  expect(seconds(1)).toBeCloseTo(1 + 4 + 2 * 0.1)
  expect(seconds(99)).toBeCloseTo(4 + 0.1)
  expect(seconds(1, [])).toBe(0)
})
