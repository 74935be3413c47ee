import { expect, test } from 'vitest'
import { coreUsage, divideTime } from './core-owners.ts'

type Shares = readonly (readonly [index: number, share: number])[]
const users = (shares: Shares) => coreUsage(shares, 1).users.map(({ index }) => index)
const owner = (shares: Shares, busy: number) => coreUsage(shares, busy).owner

test('who uses a core, the one with most first', () => {
  expect(
    users([
      [0, 0.3],
      [1, 0.6],
      [2, 0.03],
    ]),
  ).toEqual([1, 0])
  expect(
    users([
      [1, 0.5],
      [0, 0.5],
    ]),
  ).toEqual([0, 1])
  expect(
    users([
      [0, 0.01],
      [1, 0.02],
    ]),
  ).toEqual([])
})

test('many workers on a core have it together, and the first of them is named however small its part', () => {
  const many = Array.from({ length: 40 }, (_, index) => [index, 0.025] as const)
  expect([users(many), owner(many, 1)]).toEqual([[0], 0])
  const eight = Array.from({ length: 8 }, (_, index) => [index, 0.125] as const)
  expect([users(eight).length, owner(eight, 1)]).toEqual([8, 0])
})

test('a core that is busy for others belongs to nobody, and so does an idle one', () => {
  expect(owner([[0, 0.1]], 1)).toBeUndefined()
  expect(users([[0, 0.1]])).toEqual([0])
  expect(owner([[0, 0.1]], 0.3)).toBe(0)
  expect(owner([[0, 0.01]], 0.01)).toBeUndefined()
  expect(owner([], 0)).toBeUndefined()
})

test('where the load of the core is unknown the workers alone decide', () => {
  expect(owner([[0, 0.1]], NaN)).toBe(0)
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
