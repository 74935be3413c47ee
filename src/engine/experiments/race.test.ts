import { describe, expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import type { ResolvedRequest } from './experiment.ts'
import { race } from './race.ts'
import { evidenceMaker, realRuntimes } from './real-interpreters-testing.ts'
import { FREE_THREADED, NODE, askedLike, modelsLike, runtimeLike, trialsOf } from './testing.ts'

const ASKED = askedLike({
  models: modelsLike('threads'),
  workers: 4,
  params: { updates: 1000 },
})

test('five ways to update, a queue where there is one and Atomics where those are', () => {
  const ways = (resolved: ResolvedRequest) => race.variants!(resolved).map(({ params }) => params!['way'])
  expect(ways(ASKED)).toEqual(['plain', 'call', 'lock', 'queue', 'sums'])
  expect(ways({ ...ASKED, runtime: NODE })).toEqual(['plain', 'call', 'lock', 'atomics', 'sums'])
})

/** Two workers make 1,000 updates each, 10 ns each; `lost` is a share of them. */
function trial(way: string, lost: number, repeat = 1): TrialResult {
  const values = [
    { beganSeconds: 5, endedSeconds: 5 + 15e-6 },
    { beganSeconds: 5 + 5e-6, endedSeconds: 5 + 20e-6 },
  ]
  const workers = values.map((value, index) => worker(index, { values: value }))
  return result(way, 0.1, { model: 'threads', repeat, workers, values: { x: 2000 * (1 - lost) } })
}

type Change = Parameters<typeof trialsOf>[2]

function evidence(trials: readonly TrialResult[], change: Change = {}) {
  return trialsOf(race, trials, { params: { updates: 1000 }, ...change })
}

const judge = (trials: readonly TrialResult[], change: Change = {}) => race.judge(evidence(trials, change))
const SAFE = [trial('lock', 0), trial('queue', 0), trial('sums', 0)]

test('both lose', () => {
  const { kind, outcome, text } = judge([trial('plain', 0.4), trial('call', 0.5), ...SAFE])
  expect({ kind, outcome }).toEqual({ kind: 'both-lose', outcome: 'many' })
  expect(text).toContain('of 2,000 updates, plain lost 40\u202f%, and call lost 50\u202f%.')
  expect(text).toContain('Nothing was lost lock, queue, and sums.')
})

test('only the one with a call in it loses; that the other did not proves nothing', () => {
  const { kind, outcome, text } = judge([trial('plain', 0), trial('call', 0.5)])
  expect({ kind, outcome }).toEqual({ kind: 'call-loses', outcome: 'none' })
  expect(text).toContain('proves nothing')
})

test('a single loss in one of the repeats is one', () => {
  const trials = [1, 2, 3].map((repeat) => trial('plain', repeat === 3 ? 0.05 : 0, repeat))
  expect(judge(trials)).toMatchObject({ kind: 'plain-loses', outcome: 'few' })
  expect(judge(trials).text).toContain('up to 5')
})

test('nothing lost proves nothing', () => {
  const { kind, text } = judge([trial('plain', 0), trial('call', 0)])
  expect(kind).toBe('nothing-lost')
  expect(text).toContain('proves nothing')
})

test('a lock that loses is a bug, and nothing else is said', () => {
  expect(judge([trial('plain', 0.4), trial('lock', 0.001)])).toMatchObject({ kind: 'lock-lost' })
  expect(judge([trial('plain', 0.4), trial('sums', -0.001)])).toMatchObject({ kind: 'lock-lost' })
})

test('one worker has nobody to race with; no results are incomplete', () => {
  expect(judge([trial('plain', 0)], { workers: 1 }).kind).toBe('one-worker')
  expect(judge([]).kind).toBe('incomplete')
  expect(judge(SAFE).kind).toBe('incomplete')
})

describe('the published figures', () => {
  const published = (version: string, plain: number, change: Change = {}) =>
    judge([trial('plain', plain), trial('call', 0.5)], { runtime: runtimeLike({ version }), ...change }).published

  test.each([
    ['3.8.18', 0.4, 'As in the measurements of CPython 3.6 to 3.9'],
    ['3.9.1', 0, 'Unlike in the measurements of CPython 3.6 to 3.9'],
    ['3.10.0', 0, 'As in the measurements of CPython 3.10 to 3.13'],
    ['3.13.0', 0.2, 'Unlike in the measurements of CPython 3.10 to 3.13'],
  ])('CPython %s that loses %d', (version, plain, text) => {
    expect(published(version, plain)).toContain(text)
  })

  test('are of interpreters with a GIL', () => {
    expect(published('3.13.0', 0.4, { runtime: FREE_THREADED })).toContain('with a GIL')
  })
})

test('the picture: shares that got lost beside the published ones, and the price of an update', () => {
  const { figures, measurements } = race.picture!(evidence([trial('plain', 0.4), trial('plain', 0.6, 2), ...SAFE]))
  const [lost, update] = measurements
  expect(lost!.points[0]).toMatchObject({ x: 'plain', value: 0.5, repeats: 2 })
  expect(update!.points[0]!.value).toBeCloseTo(10e-9, 12)
  expect(figures).toMatchObject([
    { references: [{ kind: 'published', points: [{ value: 0.44 }, { value: 0.5 }] }, { points: [{ value: 0 }, {}] }] },
    { y: { scale: 'log' } },
  ])
})

const evidenceOf = evidenceMaker()

describe.each(realRuntimes())('$label', (runtime) => {
  test('a lock, a queue or Atomics and a sum each lose nothing', async () => {
    const real = await evidenceOf(race, runtime, { workers: 3, params: { updates: 20_000 } })
    const [lost, update] = race.picture!(real).measurements
    expect(lost!.points.slice(2).map(({ value }) => value)).toEqual([0, 0, 0])
    for (const { value } of update!.points) expect(value).toBeGreaterThan(0)
    expect(race.judge(real).kind).toMatch(/^(both-lose|call-loses|plain-loses|nothing-lost)$/)
  })
})
