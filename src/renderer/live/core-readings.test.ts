import { expect, test } from 'vitest'
import { createCoreReadings } from './core-readings.ts'
import { createScene, type Scene } from './scene.ts'

const scene = (cores = 2): Scene => createScene({ live: true, cores, columnNs: 1e8, columns: 10, lanesOf: 'workers' })
const NO_TASKS = {
  index: [],
  state: [],
  core: [],
  share: [],
  ready: [],
  cpuNs: [],
  runQueueNs: [],
  rssBytes: [],
  voluntarySwitches: [],
  involuntarySwitches: [],
}
const observe = (to: Scene, ms: number, busy: readonly number[]) =>
  to.observe({ tNs: 1e12 + ms * 1e6, seconds: 1000, busy, tasks: NO_TASKS })

test('a reading stays as it is for a quarter of a second of samples, whoever asks', () => {
  const [now, read] = [scene(), createCoreReadings()]
  observe(now, 0, [0.5, 1])
  const first = read(now)
  expect([first.percents, first.sum]).toEqual([['50', '100'], '= 1.5 of 2 busy'])
  observe(now, 200, [0, 0])
  expect(read(now)).toBe(first)
  observe(now, 250, [0, 0.25])
  expect([read(now).percents, read(now).sum]).toEqual([['0', '25'], '= 0.3 of 2 busy'])
})

test('three samples a second are each read, though some come early', () => {
  const [now, read] = [scene(), createCoreReadings()]
  const sums = [0, 333, 640, 999].map((ms, i) => {
    observe(now, ms, [i / 4, 0])
    return read(now).percents[0]
  })
  expect(sums).toEqual(['0', '25', '50', '75'])
})

test('another scene, or one that was wound back, is read at once', () => {
  const [now, read] = [scene(), createCoreReadings()]
  observe(now, 500, [1, 1])
  read(now)
  const other = scene(1)
  observe(other, 500, [0.4])
  expect(read(other).sum).toBe('= 0.4 of 1 busy')
  observe(other, 100, [0.6])
  expect(read(other).percents).toEqual(['60'])
})

test('a core that was not read has a dash and no part in the sum; before the first sample it says so', () => {
  const [now, read] = [scene(), createCoreReadings()]
  observe(now, 0, [NaN, 0.3])
  expect([read(now).percents, read(now).sum]).toEqual([['–', '30'], '= 0.3 of 2 busy'])
  expect(createCoreReadings()(scene(0)).sum).toBe('waiting for the first sample')
})
