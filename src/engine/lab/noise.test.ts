import { expect, test } from 'vitest'
import { row } from '../experiments/testing.ts'
import { noiseReasons, type NoiseInput } from './noise.ts'

const quiet: NoiseInput = {
  plan: { workers: 2 },
  work: { bound: 'cpu' },
  environment: { usableCores: 2, cpuQuota: 'unlimited', otherLoad: 0.05, steal: 0.001 },
  summary: [row('sequential', 4), row('threads', 4)],
}
const withEnvironment = (change: Partial<NoiseInput['environment']>, more: Partial<NoiseInput> = {}) =>
  noiseReasons({ ...quiet, ...more, environment: { ...quiet.environment, ...change } })

test('a quiet run has no reasons', () => {
  expect(noiseReasons(quiet)).toEqual([])
})

test.each([
  [{ otherLoad: 0.45 }, 'Other programs used 0.45 of a core of CPU time during the run.'],
  [{ otherLoad: 1.25 }, 'Other programs used 1.3 cores of CPU time during the run.'],
  [{ steal: 0.12 }, 'The hypervisor took 0.12 of a core of CPU time from this machine during the run.'],
  [{ usableCores: 1 }, '2 workers share 1 usable core.'],
  [{ cpuQuota: 1.5 }, 'A CPU quota allows 1.5 cores, fewer than the 2 workers could use.'],
])('%j', (change, sentence) => {
  expect(withEnvironment(change)).toEqual([sentence])
})

test('work that waits needs no cores', () => {
  expect(withEnvironment({ usableCores: 1, cpuQuota: 0.5 }, { work: { bound: 'io' } })).toEqual([])
})

test('what could not be measured is no reason', () => {
  const missing = { missing: 'unknown' }
  expect(withEnvironment({ otherLoad: missing, steal: missing, cpuQuota: missing })).toEqual([])
})

test('spread and start-up are told of the model that has them', () => {
  const summary = [row('threads', 4, { spread: 0.31 }), row('processes', 0.5, { workerStartMedian: 0.12 })]
  const [spread, startup] = noiseReasons({ ...quiet, summary })
  expect(spread).toMatch(/^The repeats of threads vary by 31.% of their median\.$/)
  expect(startup).toMatch(/^Starting the workers of processes took 120.ms, 24.% of the wall time; use a larger size\.$/)
})
