import { describe, expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { evidenceMaker, realRuntimes } from './real-interpreters-testing.ts'
import { starvation } from './starvation.ts'
import { modelsLike, runtimeLike, trialsOf } from './testing.ts'

test('three ways to want a lock that a greedy thread wants too', () => {
  const resolved = {
    models: modelsLike('threads'),
    workers: 4,
    seconds: 1,
    repeat: 1,
    params: {},
    runtime: runtimeLike(),
  }
  const orders = starvation.variants!({ ...resolved, runtimes: [], cores: 2 })
  expect(orders.map(({ params }) => params!['way'])).toEqual(['retry', 'wait', 'fair'])
})

function trial(way: string, turns: readonly number[], longestWaitSeconds = 0.01, repeat = 1): TrialResult {
  const workers = turns.map((turn, index) => worker(index, { values: { turns: turn, longestWaitSeconds } }))
  return result(way, 1, { model: 'threads', repeat, workers })
}

const evidence = (trials: readonly TrialResult[]) => trialsOf(starvation, trials, { workers: 4 })
const judge = (trials: readonly TrialResult[]) => starvation.judge(evidence(trials))

test('the greedy one takes clearly more', () => {
  const trials = [trial('retry', [97, 1, 1, 1], 0.5), trial('wait', [40, 20, 20, 20]), trial('fair', [25, 25, 25, 25])]
  const { kind, outcome } = judge(trials)
  expect({ kind, outcome }).toEqual({ kind: 'unfair', outcome: 'mostly' })
})

test('the words have each share with its fairness, and the longest waits', () => {
  const { text } = starvation.judge(labelled([trial('wait', [70, 10, 10, 10], 0.2), trial('fair', [25, 25, 25, 25])]))
  expect(text).toContain(
    'took 70\u202f% of the turns where they wait for a plain lock (fairness 0.48), 25\u202f% where',
  )
  expect(text).toContain('(fairness 1.00)')
  expect(text).toContain('The longest wait for the plain lock was 200\u202fms, for the fair one 10.0\u202fms.')
})

/** With the labels that a plan gives. */
function labelled(trials: readonly TrialResult[]) {
  const given = evidence(trials)
  const resolved = {
    ...given.plan,
    models: modelsLike('threads'),
    params: {},
    runtime: given.runtime,
    runtimes: [],
    cores: 2,
  }
  return { ...given, plan: { ...given.plan, variants: [...starvation.variants!(resolved)] } }
}

test('the others get next to nothing', () => {
  expect(judge([trial('wait', [97, 1, 1, 1])])).toMatchObject({ kind: 'starved', outcome: 'only' })
  const mixed = [trial('wait', [97, 1, 1, 1]), trial('wait', [60, 20, 10, 10], 0.01, 2)]
  expect(judge(mixed)).toMatchObject({ kind: 'unfair', outcome: 'mostly' })
})

test('a lock that is fair already', () => {
  expect(judge([trial('wait', [26, 25, 25, 25])])).toMatchObject({ kind: 'even', outcome: 'equal' })
})

test('now fair, now not, is too noisy', () => {
  const trials = [trial('wait', [25, 25, 25, 25]), trial('wait', [70, 10, 10, 10], 0.01, 2)]
  const { kind, text } = judge(trials)
  expect(kind).toBe('too-noisy')
  expect(text).toContain('25\u202f% to 70\u202f%')
})

test('without turns of those who wait nothing can be said', () => {
  expect(judge([]).kind).toBe('incomplete')
  expect(judge([trial('retry', [97, 1, 1, 1])]).kind).toBe('incomplete')
  expect(judge([trial('wait', [0, 0, 0, 0])]).kind).toBe('incomplete')
})

test('the picture: turns of each thread, fairness, the longest wait', () => {
  const { figures, measurements } = starvation.picture!(labelled([trial('wait', [70, 10, 10, 10], 0.2)]))
  const [turns, fairness, longest] = measurements
  expect(turns!.points.map(({ series, value }) => `${series} ${value}`)).toEqual([
    'greedy 0.7',
    'polite 1 0.1',
    'polite 2 0.1',
    'polite 3 0.1',
  ])
  expect(fairness!.points[0]!.value).toBeCloseTo(1 / (4 * 0.52), 10)
  expect(longest!.points[0]!.value).toBe(0.2)
  expect(figures.map(({ id }) => id)).toEqual(['turns', 'fairness', 'longest-wait'])
  expect(figures[0]).toMatchObject({ references: [{ kind: 'ideal', points: { length: 3 } }] })
})

const evidenceOf = evidenceMaker()

describe.each(realRuntimes())('$label', (runtime) => {
  test('a fair lock is fairer than a plain one that is tried now and then', async () => {
    const real = await evidenceOf(starvation, runtime, { workers: 3, seconds: 0.4 })
    const [turns, fairness] = starvation.picture!(real).measurements
    const sums = [0, 1, 2].map((way) =>
      [0, 1, 2].reduce((sum, index) => sum + turns!.points[index * 3 + way]!.value!, 0),
    )
    for (const sum of sums) expect(sum).toBeCloseTo(1, 6)
    const [retry, , fair] = fairness!.points.map(({ value }) => value!)
    expect(fair).toBeGreaterThan(0.8)
    expect(retry).toBeLessThan(fair! - 0.2)
    expect(starvation.judge(real).kind).not.toBe('incomplete')
  })
})
