import { expect, test } from 'vitest'
import { createSeries } from './series.ts'

const entry = (startNs: number, endNs: number, share: number) => {
  return { startNs, endNs, share, ready: 1 - share, state: 0, core: -1 }
}

test('it stays within its capacity and keeps the mean', () => {
  const series = createSeries(16)
  for (let i = 0; i < 1000; i++) series.push(entry(i * 10, (i + 1) * 10, i % 2))
  expect(series.length).toBeLessThanOrEqual(16)
  let area = 0
  for (let i = 0; i < series.length; i++) area += series.share(i) * (series.endNs(i) - series.startNs(i))
  expect(area / 10_000).toBeCloseTo(0.5)
  expect(series.startNs(0)).toBe(0)
  expect(series.endNs(series.length - 1)).toBe(10_000)
})

test('entries of different length are merged by their length', () => {
  const series = createSeries(2)
  series.push(entry(0, 30, 1))
  series.push(entry(30, 40, 0))
  series.push(entry(40, 50, 0))
  expect([series.share(0), series.ready(0)]).toEqual([0.75, 0.25])
})

test('the state and the core of the longer one stay, and a moment finds its entry', () => {
  const series = createSeries(2)
  series.push({ ...entry(0, 30, 1), state: 1, core: 0 })
  series.push({ ...entry(30, 40, 0), state: 2, core: 1 })
  expect([series.find(30), series.find(40), series.find(-1)]).toEqual([1, -1, -1])
  series.push({ ...entry(40, 50, 0), state: 2, core: 1 })
  expect([series.state(0), series.core(0), series.find(35)]).toEqual([1, 0, 0])
})
