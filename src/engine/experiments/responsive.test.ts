import { expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { responsive } from './responsive.ts'
import { FREE_THREADED, askedLike, modelsLike, trialsOf } from './testing.ts'

const ASKED = askedLike({
  models: modelsLike('same-thread', 'other-thread', 'other-process'),
  seconds: 0.8,
  repeat: 2,
  params: { query: 'both', 'switch-interval': 5 },
})

interface Lateness {
  readonly p50Ms: number
  readonly maxMs: number
  readonly dropped: number
}

const FROZEN: Lateness = { p50Ms: 400, maxMs: 800, dropped: 47 }
const SMOOTH: Lateness = { p50Ms: 0.2, maxMs: 2, dropped: 0 }
const LATE: Lateness = { p50Ms: 5.1, maxMs: 10, dropped: 0 }
const JERKY: Lateness = { p50Ms: 20, maxMs: 42, dropped: 24 }

function trial(variant: string, { p50Ms, maxMs, dropped }: Lateness, repeat = 1): TrialResult {
  const values = { p50Ms, p95Ms: maxMs, maxMs, dropped, frames: 48 }
  const model = variant.replace(/-(waits|computes)$/, '')
  return result(variant, 0.8, { model, repeat, workers: [worker(1), worker(0, { values })] })
}

type Windows = Readonly<Record<string, Lateness | readonly Lateness[]>>

function judge(windows: Windows, { params = {}, ...change }: NonNullable<Parameters<typeof trialsOf>[2]> = {}) {
  const trials = Object.entries(windows).flatMap(([id, some]) =>
    [some].flat().map((lateness, index) => trial(id, lateness, index + 1)),
  )
  return responsive.judge(withModels(trialsOf(responsive, trials, { ...change, params })))
}

/** Rows of hand-made results know their variant only. */
function withModels(evidence: ReturnType<typeof trialsOf>): ReturnType<typeof trialsOf> {
  const models = [...new Set(evidence.results.map(({ model }) => model))]
  return { ...evidence, plan: { ...evidence.plan, models } }
}

const USUAL: Windows = {
  'same-thread-waits': FROZEN,
  'same-thread-computes': FROZEN,
  'other-thread-waits': SMOOTH,
  'other-thread-computes': LATE,
  'other-process-waits': SMOOTH,
  'other-process-computes': SMOOTH,
}

test('three places, two kinds of query', () => {
  const orders = responsive.variants!(ASKED)
  expect(orders.map(({ id }) => id)).toEqual(
    ['waits', 'computes'].flatMap((query) => ASKED.models.map(({ id }) => `${id}-${query}`)),
  )
  expect(orders.map(({ work }) => work!.bound)).toEqual(['io', 'cpu'].flatMap((text) => [text, text, text]))
  expect(orders[0]).toMatchObject({ params: { query: 'waits' }, options: { switchIntervalSeconds: 0.005 } })
  const waits = responsive.variants!({ ...ASKED, params: { query: 'waits', 'switch-interval': 5 } })
  expect(waits).toHaveLength(3)
})

test('a thread is in time while the query waits, and late by the switch interval while it computes', () => {
  const judgement = judge(USUAL)
  expect(judgement).toMatchObject({ kind: 'thread-late', outcome: 'late', reasons: [] })
  expect(judgement.text).toContain('In the same thread'.toLowerCase())
  expect(judgement.text).toMatch(/froze for 800.ms while it waited and 800.ms while it computed/)
  expect(judgement.text).toMatch(/5\.10.ms while it computed, with a switch interval of 5\.00.ms/)
})

test('frames that are dropped are told', () => {
  const judgement = judge({ ...USUAL, 'other-thread-computes': JERKY }, { params: { 'switch-interval': 20 } })
  expect(judgement).toMatchObject({ kind: 'thread-late', outcome: 'late' })
  expect(judgement.text).toMatch(/\(50.% dropped\)/)
})

test('without a GIL a thread is in time', () => {
  const judgement = judge({ ...USUAL, 'other-thread-computes': SMOOTH }, { runtime: FREE_THREADED })
  expect(judgement).toMatchObject({ kind: 'thread-smooth', outcome: 'smooth' })
  expect(judgement.text).not.toContain('switch interval')
})

test('a thread that keeps the window from drawing is as bad as none', () => {
  const frozen = { 'other-thread-waits': FROZEN, 'other-thread-computes': FROZEN }
  expect(judge(frozen)).toMatchObject({ kind: 'thread-frozen', outcome: 'frozen' })
})

test('one kind of query decides no bet, nor does another place', () => {
  const waits = judge({ 'other-thread-waits': SMOOTH })
  expect(waits.kind).toBe('thread-smooth')
  expect(waits.outcome).toBeUndefined()
  const same = judge({ 'same-thread-waits': FROZEN, 'same-thread-computes': FROZEN })
  expect(same.kind).toBe('sequential-frozen')
  expect(same.outcome).toBeUndefined()
})

test('smooth in one repeat and not in the other is too noisy', () => {
  const both = [SMOOTH, JERKY]
  const judgement = judge({ 'other-thread-waits': both, 'other-thread-computes': both })
  expect(judgement).toMatchObject({ kind: 'too-noisy', reasons: [expect.stringContaining('another thread')] })
})

test('nothing told is nothing to judge', () => {
  expect(judge({}).kind).toBe('incomplete')
  const silent = result('other-thread-waits', 0.8, { model: 'other-thread', workers: [worker(0)] })
  expect(responsive.judge(withModels(trialsOf(responsive, [silent]))).kind).toBe('incomplete')
})

test('the picture: lateness with the length of a frame, and the share that was dropped', () => {
  const trials = Object.entries(USUAL).map(([id, trialLateness]) => trial(id, trialLateness as Lateness))
  const { measurements, figures } = responsive.picture!(trialsOf(responsive, trials))
  const [lateness, dropped] = measurements
  expect(lateness!.points).toHaveLength(18)
  expect(lateness!.points[3]).toMatchObject({ series: 'median', x: 'other-thread-computes', value: 5.1 })
  expect(dropped!.points[0]!.value).toBeCloseTo(47 / 48)
  expect(figures[0]).toMatchObject({ y: { scale: 'log' }, references: [{ label: 'a frame at 60 Hz' }] })
})
