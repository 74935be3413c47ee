import { expect, test } from 'vitest'
import { fitAmdahl, type SweepPoint } from './sweep.ts'

/** Points that follow Amdahl's law with some serial shares, one for each repeat. */
function points(workers: readonly number[], ...shares: readonly number[]): SweepPoint[] {
  return workers.map((count) => ({ workers: count, seconds: shares.map((share) => 4 * (share + (1 - share) / count)) }))
}

test.each([0, 0.1, 0.5, 1])('a serial share of %d is found again', (share) => {
  const fit = fitAmdahl(points([1, 2, 4, 8], share))
  expect(fit).toEqual({ value: expect.closeTo(share), min: expect.closeTo(share), max: expect.closeTo(share) })
})

test('the range is that of the fits through the repeats', () => {
  const fit = fitAmdahl(points([1, 2, 4], 0.1, 0.3, 0.2))
  expect(fit).toEqual({ value: expect.closeTo(0.2), min: expect.closeTo(0.1), max: expect.closeTo(0.3) })
})

test('points in any order; least squares lies between what single points say', () => {
  const [one, two, four] = points([1, 2, 4], 0.2) as [SweepPoint, SweepPoint, SweepPoint]
  const slow = { ...four, seconds: [four.seconds[0]! * 1.2] }
  const fit = fitAmdahl([slow, one, two])
  expect(fit).toMatchObject({ value: expect.any(Number) })
  expect('value' in fit && fit.value > 0.2 && fit.value < 0.4).toBe(true)
})

test('two points are met exactly', () => {
  expect(fitAmdahl(points([1, 2], 0.25))).toMatchObject({ value: expect.closeTo(0.25) })
})

test('more speed-up than workers is no share below 0', () => {
  expect(
    fitAmdahl([
      { workers: 1, seconds: [4] },
      { workers: 2, seconds: [1.9] },
    ]),
  ).toEqual({ value: 0, min: 0, max: 0 })
})

test.each([
  ['one worker is missing', points([2, 4], 0.1)],
  ['only one worker', points([1], 0.1)],
  ['nothing', []],
  [
    'a point without repeats',
    [
      { workers: 1, seconds: [4] },
      { workers: 2, seconds: [] },
    ],
  ],
  [
    'slower with more workers',
    [
      { workers: 1, seconds: [1] },
      { workers: 2, seconds: [3] },
    ],
  ],
])('no share, with its reason: %s', (_name, measured) => {
  expect(fitAmdahl(measured)).toEqual({ missing: expect.stringMatching(/\w/) })
})
