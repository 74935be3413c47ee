import { expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { scaling } from './scaling.ts'
import { askedLike, modelsLike, trialsOf, variantLike } from './testing.ts'

const ASKED = askedLike({
  workers: 1,
  seconds: 0.3,
  repeat: 3,
  params: { most: 0, work: 'each' },
})

test('1 to twice the cores less one, of each model, and threads that wait', () => {
  const orders = scaling.variants!(ASKED)
  const names = orders.map(({ id }) => id).join(' ')
  expect(names).toBe('threads-1 processes-1 waiting-1 threads-2 processes-2 waiting-2 threads-3 processes-3 waiting-3')
  expect(orders.map(({ share }) => share)).toEqual([1, 1, undefined, 1, 1, undefined, 1, 1, undefined])
})

test('many workers are some numbers of them, with both ends', () => {
  const counts = scaling.variants!({ ...ASKED, models: modelsLike('processes'), cores: 64 }).map(
    ({ workers }) => workers,
  )
  expect(counts).toHaveLength(9)
  expect([counts[0], counts.at(-1)]).toEqual([1, 127])
})

test('the same work in all is shared', () => {
  const shared = scaling.variants!({ ...ASKED, params: { most: 4, work: 'total' }, models: modelsLike('processes') })
  expect(shared.map(({ share }) => share)).toEqual([1, 1 / 2, 1 / 3, 1 / 4])
})

const trial = (model: string, workers: number, seconds: number, change: Partial<TrialResult> = {}): TrialResult =>
  result(`${model}-${workers}`, seconds, {
    model: model === 'waiting' ? 'threads' : model,
    workers: Array.from({ length: workers }, (_, index) => worker(index)),
    ...change,
  })

function evidence(trials: readonly TrialResult[], change: Parameters<typeof trialsOf>[2] = {}) {
  const given = trialsOf(scaling, trials, change)
  const variants = trials.map(({ variant, model, workers }) => variantLike(variant, model, workers.length))
  return { ...given, plan: { ...given.plan, variants } }
}

const THREADS = [trial('threads', 1, 1), trial('threads', 2, 2.1)]

test('processes that scale to the cores', () => {
  const trials = [...THREADS, trial('processes', 1, 1), trial('processes', 2, 1.1), trial('processes', 3, 1.6)]
  const { kind, outcome, text } = scaling.judge(evidence(trials))
  expect({ kind, outcome }).toEqual({ kind: 'scales', outcome: 'flat' })
  expect(text).toContain('1.82×')
  expect(text).toContain('2 threads took 2.10× the time of one')
})

test('workers that share a core do not scale', () => {
  expect(scaling.judge(evidence(THREADS))).toMatchObject({ kind: 'does-not-scale', outcome: 'linear' })
})

test('in between they scale partly', () => {
  const trials = [trial('processes', 1, 1), trial('processes', 2, 1.5)]
  expect(scaling.judge(evidence(trials))).toMatchObject({ kind: 'scales-partly' })
})

test('the same work in all: half the time is twice the speed', () => {
  const trials = [trial('processes', 1, 1), trial('processes', 2, 0.55)]
  expect(scaling.judge(evidence(trials, { params: { work: 'total' } }))).toMatchObject({ kind: 'scales' })
})

test('repeats that differ more than what they would show are too noisy', () => {
  const noisy = [trial('processes', 2, 1), trial('processes', 2, 2.2, { repeat: 2 })]
  const judgement = scaling.judge(evidence([trial('processes', 1, 1), ...noisy]))
  expect(judgement).toMatchObject({ kind: 'too-noisy', reasons: [expect.stringContaining('vary')] })
})

test('one core, or one number of workers, is nothing to compare', () => {
  const trials = [trial('processes', 1, 1), trial('processes', 2, 2)]
  expect(scaling.judge(evidence(trials, { cores: 1 })).kind).toBe('one-core')
  expect(scaling.judge(evidence([])).kind).toBe('incomplete')
})

test('five panels: time, time for each, threads over processes, waiting, cores kept busy', () => {
  const trials = [...THREADS, trial('processes', 1, 1), trial('processes', 2, 1.05), trial('waiting', 1, 0.3)]
  const { measurements, figures } = scaling.picture!(evidence(trials))
  expect(figures.map(({ id }) => id)).toEqual([
    'time',
    'time-per-worker',
    'threads-over-processes',
    'waiting',
    'parallelism',
  ])
  const [time, perWorker, ratio, wait] = measurements
  expect(time!.points).toHaveLength(4)
  expect(perWorker!.points[1]!.value).toBeCloseTo(1.05)
  expect(ratio!.points.map(({ value }) => value)).toEqual([1, 2])
  expect(wait!.points).toHaveLength(1)
  expect(figures[0]).toMatchObject({
    references: [
      {
        kind: 'ideal',
        points: [
          { x: 1, value: 1 },
          { x: 2, value: 1 },
        ],
      },
    ],
  })
})
