import { describe, expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { livelock } from './livelock.ts'
import { evidenceMaker, realRuntimes } from './real-interpreters-testing.ts'
import { modelsLike, runtimeLike, trialsOf } from './testing.ts'

test('the same pause, and a random one', () => {
  const resolved = {
    models: modelsLike('threads'),
    workers: 2,
    seconds: 1,
    repeat: 1,
    params: {},
    runtime: runtimeLike(),
  }
  const orders = livelock.variants!({ ...resolved, runtimes: [], cores: 2 })
  expect(orders.map(({ id, params }) => [id, params!['pause']])).toEqual([
    ['fixed', 'fixed'],
    ['random', 'random'],
  ])
})

/** Two workers of so many attempts each. */
function trial(pause: string, attempts: number, both: number, effectiveParallelism = 0.9): TrialResult {
  const workers = [0, 1].map((index) => worker(index, { values: { attempts, both } }))
  return result(pause, 2, { model: 'threads', workers, effectiveParallelism })
}

const judge = (trials: readonly TrialResult[], cores = 2) => livelock.judge(trialsOf(livelock, trials, { cores }))

test('busy, and no progress; with a random pause there is some', () => {
  const { kind, outcome, text } = judge([trial('fixed', 5000, 0), trial('random', 2500, 1000)])
  expect({ kind, outcome }).toEqual({ kind: 'livelock', outcome: 'none' })
  expect(text).toContain('tried 10,000 times, got both locks 0 times, and 0.9 cores were busy.')
  expect(text).toContain('With a random pause, they tried 5,000 times and got both 2,000 times.')
})

test('a random pause that helps nobody is told', () => {
  expect(judge([trial('fixed', 5000, 0), trial('random', 2500, 0)])).toMatchObject({ kind: 'no-progress' })
})

test('some progress with the same pause is no livelock', () => {
  expect(judge([trial('fixed', 5000, 1)])).toMatchObject({ kind: 'no-livelock', outcome: 'some' })
})

test('without the CPU it cannot be told from waiting', () => {
  expect(judge([trial('fixed', 50, 0, 0.1)])).toMatchObject({ kind: 'too-noisy' })
  expect(judge([trial('fixed', 50, 0, 0.15)], 0.5)).toMatchObject({ kind: 'livelock' })
})

test('no attempts, nothing to say', () => {
  expect(judge([]).kind).toBe('incomplete')
  expect(judge([trial('random', 2500, 1000)]).kind).toBe('incomplete')
  expect(judge([trial('fixed', 0, 0)]).kind).toBe('incomplete')
})

test('the picture: attempts and successes a second, and busy cores', () => {
  const trials = [trial('fixed', 5000, 0), trial('random', 2500, 1000)]
  const [rates, cores] = livelock.picture!(trialsOf(livelock, trials)).measurements
  expect(rates!.points.map(({ series, x, value }) => `${series} ${x} ${value}`)).toEqual([
    'attempts fixed 5000',
    'attempts random 2500',
    'got both locks fixed 0',
    'got both locks random 1000',
  ])
  expect(cores!.points.map(({ value }) => value)).toEqual([0.9, 0.9])
})

const evidenceOf = evidenceMaker()

describe.each(realRuntimes())('$label', (runtime) => {
  test('three in step never get through, and do with a random pause', async () => {
    const real = await evidenceOf(livelock, runtime, { workers: 3, seconds: 0.4 })
    const [fixed, random] = real.results
    for (const { values } of fixed!.workers) {
      expect(values['both']).toBe(0)
      expect(values['attempts']).toBe(fixed!.workers[0]!.values['attempts'])
    }
    expect(random!.workers.reduce((sum, { values }) => sum + Number(values['both']), 0)).toBeGreaterThan(0)
    expect(livelock.judge(real).kind).toMatch(/^(livelock|too-noisy)$/)
  })
})
