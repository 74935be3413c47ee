import { expect, test } from 'vitest'
import { createCoreHistory } from './core-history.ts'

const owner = (core: number, index: number, share: number) => ({ core, index, share })

test('samples of one column are averaged', () => {
  const history = createCoreHistory(2, 100, 8)
  history.push(10, [0.2, 1], [])
  history.push(60, [0.4, 0], [])
  expect(history.cell(0, 0).busy).toBeCloseTo(0.3)
  expect(history.cell(0, 1).busy).toBeCloseTo(0.5)
})

test('a column without a sample is a gap, and what is older than the ring is gone', () => {
  const history = createCoreHistory(1, 100, 4)
  history.push(0, [1], [])
  history.push(250, [1], [])
  expect([0, 1, 2].map((column) => history.cell(column, 0).busy)).toEqual([1, NaN, 1])
  history.push(450, [1], [])
  expect(history.cell(0, 0).busy).toBeNaN()
  expect(history.stored).toBe(4)
  history.push(99_950, [0.5], [])
  expect(history.stored).toBe(1)
  expect([history.cell(4, 0).busy, history.cell(999, 0).busy]).toEqual([NaN, 0.5])
})

test('the workers of a cell are those who had most of what the core did', () => {
  const history = createCoreHistory(1, 100, 4)
  history.push(0, [1], [owner(0, 0, 0.3), owner(0, 1, 0.6), owner(0, 2, 0.05)])
  expect(history.cell(0, 0)).toMatchObject({ first: 1, second: 0 })
  history.push(100, [1], [owner(0, 0, 0.1)])
  expect(history.cell(1, 0)).toMatchObject({ first: -1, second: -1 })
})

test('unknown load stays unknown', () => {
  const history = createCoreHistory(1, 100, 4)
  history.push(0, [NaN], [])
  expect(history.cell(0, 0).busy).toBeNaN()
})

test('a sample that spans columns without a sample of their own fills them, one over a long silence does not', () => {
  const history = createCoreHistory(1, 1e8, 32)
  history.push(0, [1], [])
  history.push(3.5e8, [0.5], [owner(0, 2, 0.5)], 3.5e8)
  expect([0, 1, 2, 3].map((column) => history.cell(column, 0).busy)).toEqual([1, 0.5, 0.5, 0.5])
  expect(history.cell(1, 0).first).toBe(2)
  history.push(25e8, [1], [], 21.5e8)
  expect([4, 24, 25].map((column) => history.cell(column, 0).busy)).toEqual([NaN, NaN, 1])
})
