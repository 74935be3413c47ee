import { expect, test } from 'vitest'
import { coreOwners, divideTime } from './core-owners.ts'

const indices = (shares: readonly (readonly [number, number])[], busy: number) =>
  coreOwners(shares, busy).map(({ index }) => index)

test('those who have a core, the one with most first', () => {
  expect(
    indices(
      [
        [0, 0.3],
        [1, 0.6],
        [2, 0.03],
      ],
      1,
    ),
  ).toEqual([1, 0])
  expect(
    indices(
      [
        [1, 0.5],
        [0, 0.5],
      ],
      1,
    ),
  ).toEqual([0, 1])
})

test('many workers on a core have it together, and the first of them is named however small its part', () => {
  const many = Array.from({ length: 40 }, (_, index) => [index, 0.025] as const)
  expect(indices(many, 1)).toEqual([0])
})

test('a core that is busy for others belongs to nobody, and so does an idle one', () => {
  expect(indices([[0, 0.1]], 1)).toEqual([])
  expect(indices([[0, 0.1]], 0.3)).toEqual([0])
  expect(indices([[0, 0.01]], 0.01)).toEqual([])
  expect(indices([], 0)).toEqual([])
})

test('where the load of the core is unknown the workers alone decide', () => {
  expect(indices([[0, 0.1]], NaN)).toEqual([0])
})

test('the time of a task is divided among the workers that it was', () => {
  const [first, second] = [
    { name: 'first', startNs: -5, endNs: 3 },
    { name: 'second', startNs: 3 },
  ]
  expect(divideTime([first, second], 0, 10)).toEqual([
    { worker: first, startNs: 0, endNs: 3, scale: 1 },
    { worker: second, startNs: 3, endNs: 10, scale: 1 },
  ])
  expect(divideTime([second, second], 4, 10).map(({ scale }) => scale)).toEqual([0.5, 0.5])
  expect(divideTime([first], 4, 10)).toEqual([])
})
