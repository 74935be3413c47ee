import { expect, test } from 'vitest'
import type { Load, LoadPart } from '../../contract/load.ts'
import { row } from '../experiments/testing.ts'
import { noiseReasons, type NoiseInput } from './noise.ts'

function loadOf(cores: Partial<Record<LoadPart['part'], number>>): Load {
  const parts = Object.entries(cores).map(([part, used]) => ({
    part: part as LoadPart['part'],
    cores: used,
    programs: [{ name: part === 'browser' ? 'chromium' : 'make', cores: used }],
  }))
  return { seconds: 10, total: 1, parts, unattributed: 0 }
}

const quiet: NoiseInput = {
  plan: { workers: 2 },
  work: { bound: 'cpu' },
  environment: { usableCores: 2, cpuQuota: 'unlimited', load: loadOf({}), otherLoad: 0.05, steal: 0.001 },
  summary: [row('sequential', 4), row('threads', 4)],
}
const withEnvironment = (change: Partial<NoiseInput['environment']>, more: Partial<NoiseInput> = {}) =>
  noiseReasons({ ...quiet, ...more, environment: { ...quiet.environment, ...change } })

test('a quiet run has no reasons', () => {
  expect(noiseReasons(quiet)).toEqual([])
})

test.each([
  [{ otherLoad: 0.45 }, 'Other programs used 0.45 of a core during the run.'],
  [{ otherLoad: 1.25, load: loadOf({ programs: 1.22 }) }, 'Other programs used 1.3 cores during the run (make 1.22).'],
  [
    { otherLoad: 0.3, load: { missing: 'needs Linux /proc' } },
    'Other programs used 0.30 of a core during the run, your browser included where it shows this page.',
  ],
  [
    { load: loadOf({ browser: 0.71 }) },
    'Your browser (chromium), which shows this page, used 0.71 of a core during the run: close its other tabs.',
  ],
  [{ steal: 0.12 }, 'The hypervisor took 0.12 of a core from this machine during the run.'],
  [{ usableCores: 1 }, '2 workers share 1 usable core.'],
  [{ cpuQuota: 1.5 }, 'A CPU quota allows 1.5 cores, fewer than the 2 workers could use.'],
])('%j', (change, sentence) => {
  expect(withEnvironment(change)).toEqual([sentence])
})

test('the page on a quiet machine, and interrupts, are no reason', () => {
  expect(withEnvironment({ load: loadOf({ browser: 0.35, interrupts: 0.3, coreglow: 0.1 }) })).toEqual([])
})

test('work that waits needs no cores', () => {
  expect(withEnvironment({ usableCores: 1, cpuQuota: 0.5 }, { work: { bound: 'io' } })).toEqual([])
})

test('what could not be measured is no reason', () => {
  const missing = { missing: 'unknown' }
  expect(withEnvironment({ load: missing, otherLoad: missing, steal: missing, cpuQuota: missing })).toEqual([])
})

test('spread and start-up are told of the model that has them', () => {
  const summary = [row('threads', 4, { spread: 0.31 }), row('processes', 0.5, { workerStartMedian: 0.12 })]
  const [spread, startup] = noiseReasons({ ...quiet, summary })
  expect(spread).toMatch(/^The repeats of threads vary by 31.% of their median\.$/)
  expect(startup).toMatch(/^Starting the workers of processes took 120.ms, 24.% of the wall time; use a larger size\.$/)
})
