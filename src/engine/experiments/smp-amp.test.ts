import { describe, expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { evidenceMaker, realRuntimes } from './real-interpreters-testing.ts'
import { smpAmp } from './smp-amp.ts'
import { askedLike, modelsLike, runtimeLike, trialsOf, variantLike } from './testing.ts'

const PINNING = runtimeLike({ affinity: true })
const ASKED = askedLike({
  models: modelsLike('processes'),
  seconds: 0.8,
  repeat: 3,
  params: { pieces: 4, seed: 1 },
  runtime: PINNING,
})

test('one queue for all, and work dealt out to workers that are bound to a core each', () => {
  const orders = smpAmp.variants!(ASKED).map(({ id, params, options }) => [id, params!['queue'], options?.affinity])
  expect(orders).toEqual([
    ['symmetric-processes', 'shared', undefined],
    ['asymmetric-processes', 'own', 'each'],
  ])
})

test('where none can be bound, none is; several models are told apart', () => {
  const resolved = { ...ASKED, runtime: runtimeLike({ affinity: false }), models: modelsLike('processes', 'threads') }
  const orders = smpAmp.variants!(resolved)
  expect(orders.map(({ options }) => options?.affinity)).toEqual([undefined, undefined, undefined, undefined])
  expect(new Set(orders.map(({ label }) => label)).size).toBe(4)
})

/** Two workers and 8 pieces of 0.1 s; the first does `first` of them, one after the other. */
function trial(way: 'symmetric' | 'asymmetric', first: number, change: Partial<TrialResult> = {}): TrialResult {
  const counts = [first, 8 - first]
  const workers = counts.map((count, index) =>
    worker(index, {
      name: `Process-${index + 1}/MainThread`,
      endNs: count * 1e8,
      values: { takesMs: Array.from({ length: count }, (_, place) => place * 100), busySeconds: count / 10 },
    }),
  )
  return result(`${way}-processes`, Math.max(...counts) / 10, { model: 'processes', workers, ...change })
}

function evidence(trials: readonly TrialResult[], change: Parameters<typeof trialsOf>[2] = {}) {
  const params = { pieces: 4 }
  const given = trialsOf(smpAmp, trials, { params, runtime: PINNING, ...change })
  const variants = given.plan.variants.map((variant) => variantLike(variant.id, 'processes'))
  return { ...given, plan: { ...given.plan, models: ['processes'], variants } }
}

function judge(trials: readonly TrialResult[], change: Parameters<typeof trialsOf>[2] = {}) {
  return smpAmp.judge(evidence(trials, change))
}

test('dealt out unevenly, one is idle while another has work left', () => {
  const { kind, outcome, text } = judge([trial('symmetric', 4), trial('asymmetric', 6)])
  expect({ kind, outcome }).toEqual({ kind: 'symmetric-less-idle', outcome: 'symmetric' })
  expect(text).toContain('idle for 0\u202f% of their time')
  expect(text).toContain('33\u202f%')
  expect(text).toContain('1.50× the time')
})

test('a lucky deal', () => {
  const { kind, outcome } = judge([trial('symmetric', 6), trial('asymmetric', 4)])
  expect({ kind, outcome }).toEqual({ kind: 'asymmetric-less-idle', outcome: 'asymmetric' })
})

test('an even deal is as good', () => {
  expect(judge([trial('symmetric', 4), trial('asymmetric', 4)])).toMatchObject({
    kind: 'no-difference',
    outcome: 'same',
  })
})

test('repeats that overlap, or times that speak against the idle time, are too noisy', () => {
  const overlapping = [
    trial('symmetric', 4),
    trial('symmetric', 6, { repeat: 2 }),
    trial('asymmetric', 5),
    trial('asymmetric', 6, { repeat: 2 }),
  ]
  expect(judge(overlapping)).toMatchObject({ kind: 'too-noisy', text: expect.stringContaining('Too noisy to say') })
  expect(judge([trial('symmetric', 4, { wallSeconds: 2 }), trial('asymmetric', 6)]).kind).toBe('too-noisy')
})

test('one way only, or one core only, is nothing to compare', () => {
  expect(judge([]).kind).toBe('incomplete')
  expect(judge([trial('symmetric', 4)]).kind).toBe('incomplete')
  expect(judge([trial('symmetric', 4), trial('asymmetric', 6)], { cores: 1 }).kind).toBe('one-core')
})

test('pieces that nobody did, or two did, are told', () => {
  const { workers } = trial('symmetric', 4)
  expect(judge([trial('symmetric', 4, { workers: workers.slice(1) }), trial('asymmetric', 6)])).toMatchObject({
    kind: 'pieces-lost',
    text: expect.stringContaining('4 of 8 pieces were done'),
  })
})

test('workers that could not be bound to a core are mentioned', () => {
  const { text } = judge([trial('symmetric', 4), trial('asymmetric', 6)], { runtime: runtimeLike() })
  expect(text).toContain('not pinned to a core')
})

test('the picture: each queue over time, and what every worker did', () => {
  const { measurements, figures } = smpAmp.picture!(evidence([trial('symmetric', 4), trial('asymmetric', 6)]))
  const [queues, idle, pieces] = measurements
  const lengths = new Map(
    [...new Set(queues!.points.map(({ series }) => series))].map((name) => [name, [] as number[]]),
  )
  for (const { series, value } of queues!.points) lengths.get(series)!.push(value!)
  expect([...lengths.values()]).toEqual([
    [8, 7, 6, 5, 4, 3, 2, 1, 0],
    [6, 5, 4, 3, 2, 1, 0],
    [2, 1, 0],
  ])
  expect(idle!.points.map(({ value }) => value)).toEqual([0, 0, 0, 0.4].map((value) => expect.closeTo(value)))
  expect(pieces!.points.map(({ x, value }) => [x, value])).toEqual([
    ['worker 1', 4],
    ['worker 1', 6],
    ['worker 2', 4],
    ['worker 2', 2],
  ])
  expect(figures[1]).toMatchObject({ mark: 'bars', x: { scale: 'category' } })
})

const run = evidenceMaker()

describe.each(realRuntimes())('$label', (runtime) => {
  test.each(['processes', 'threads'])('every piece is done once, by %s from one queue and dealt out', async (model) => {
    // As many steps for each worker as there are seconds here: the pieces are tiny, and the workers meet at the queue all the time.
    const real = await run(smpAmp, runtime, { models: [model], workers: 4, seconds: 10, params: { pieces: 10 } })
    for (const { variant, workers } of real.results) {
      const counts = workers
        .map(({ values }) => values['takesMs'])
        .map((takes) => (Array.isArray(takes) ? takes.length : 0))
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40)
      expect(variant.startsWith('symmetric') || counts.every((count) => count === 10)).toBe(true)
      for (const { checksum } of workers) expect(checksum).toBe('0 left of what was taken')
    }
    expect(smpAmp.judge(real).kind).not.toMatch(/lost|incomplete/)
  })
})
