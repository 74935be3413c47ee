import { expect, test } from 'vitest'
import { frameRate } from './frame-rate.ts'
import { NO_RUNS } from './runs.ts'

const idle = { runs: NO_RUNS, stored: undefined }
const running = { runs: { ...NO_RUNS, busy: true }, stored: undefined }

test('few frames are requested while no run is on, none while nobody looks, and all of them in a run', () => {
  expect(frameRate(idle, false)).toBe(3)
  expect(frameRate(idle, true)).toBeUndefined()
  expect([frameRate(running, false), frameRate(running, true)]).toEqual([20, 20])
})

test('the preferred rate is never exceeded', () => {
  const stored = {
    preferences: { rate: 2 },
    dataFolder: { path: '/runs', from: 'system' as const },
    added: [],
    problems: [],
  }
  expect([frameRate({ ...idle, stored }, false), frameRate({ ...running, stored }, false)]).toEqual([2, 2])
})
