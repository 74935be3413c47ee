import { expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result } from '../../contract/testing.ts'
import { convoy } from './convoy.ts'
import { FREE_THREADED, NODE, askedLike, modelsLike, trialsOf, variantLike } from './testing.ts'

const ASKED = askedLike({
  seconds: 0.5,
  repeat: 3,
})

/** Half a second at so many requests a second. */
function trial(variant: string, rate: number, repeat = 1): TrialResult {
  const model = variant === 'elsewhere' ? 'processes' : 'threads'
  return result(variant, 0.6, { model, repeat, values: { requests: rate / 2, seconds: 0.5 } })
}

function judge(
  rates: Readonly<Record<string, number | readonly number[]>>,
  change: Parameters<typeof trialsOf>[2] = {},
) {
  const trials = Object.entries(rates).flatMap(([id, some]) =>
    [some].flat().map((rate, index) => trial(id, rate, index + 1)),
  )
  return convoy.judge(trialsOf(convoy, trials, change))
}

const USUAL = 'beside-5000us'
const QUICK = 'beside-10us'

test('alone, beside a thread at five switch intervals, and with the computing elsewhere', () => {
  const orders = convoy.variants!(ASKED)
  const ids = orders.map(({ id }) => id)
  expect(ids).toEqual(['alone', QUICK, 'beside-100us', 'beside-1000us', USUAL, 'beside-20000us', 'elsewhere'])
  expect(orders.map(({ workers }) => workers)).toEqual([1, 2, 2, 2, 2, 2, 2])
  expect(orders[1]).toMatchObject({ options: { switchIntervalSeconds: 1e-5 }, model: 'threads' })
  expect(convoy.variants!({ ...ASKED, models: modelsLike('processes') }).map(({ model }) => model)).toEqual([
    'processes',
  ])
})

test('where there is a model of the GIL, its threads are looked at, and those without the lock too', () => {
  const orders = convoy.variants!({ ...ASKED, models: modelsLike('threads', 'gil', 'processes'), runtime: NODE })
  expect(orders.slice(0, 6).every(({ model }) => model === 'gil')).toBe(true)
  expect(orders.slice(6).map(({ id, model }) => [id, model])).toEqual([
    ['unlocked', 'threads'],
    ['elsewhere', 'processes'],
  ])
  const trials = [trial('alone', 14_000), trial(USUAL, 190), trial('unlocked', 12_000)]
  const locked = trials.map((original) =>
    Object.assign({}, original, { model: original.variant === 'unlocked' ? 'threads' : 'gil' }),
  )
  const given = trialsOf(convoy, locked, { runtime: NODE })
  const variants = locked.map(({ variant, model }) => variantLike(variant, model))
  const judgement = convoy.judge({ ...given, plan: { ...given.plan, variants } })
  expect(judgement).toMatchObject({ kind: 'convoy', outcome: 'few' })
  expect(judgement.text).toContain('Without the lock it was 12,000')
})

test('a convoy: a small part of the requests, as published', () => {
  const judgement = judge({ alone: 16_000, [QUICK]: 9_000, [USUAL]: 190, elsewhere: 60_000 })
  expect(judgement).toMatchObject({ kind: 'convoy', outcome: 'few', reasons: [] })
  expect(judgement.text).toContain('one every 5.26')
  expect(judgement.text).toContain('9,000 at 10.0')
  expect(judgement.text).toContain('60,000, more than alone')
  expect(judgement.published).toMatch(/^As published.*300× fewer requests, here 84.2×/)
})

test('a milder one is said to be so', () => {
  const judgement = judge({ alone: 40_000, [USUAL]: 10_000 })
  expect(judgement).toMatchObject({ kind: 'convoy', outcome: 'few' })
  expect(judgement.published).toMatch(/^Milder/)
})

test('half the requests, or nearly all of them', () => {
  expect(judge({ alone: 16_000, [USUAL]: 8_000 })).toMatchObject({ kind: 'shared', outcome: 'half' })
  expect(judge({ alone: 16_000, [USUAL]: 15_000 })).toMatchObject({ kind: 'no-convoy', outcome: 'all' })
})

test('without a GIL there is nothing to wait for', () => {
  const free = { runtime: FREE_THREADED }
  expect(judge({ alone: 16_000, [USUAL]: 15_000 }, free)).toMatchObject({ kind: 'no-gil', outcome: 'all' })
  expect(judge({ alone: 16_000, [USUAL]: 300 }, free)).toMatchObject({ kind: 'slower-without-gil' })
})

test('repeats that say both are too noisy, and wide ones are told', () => {
  const both = judge({ alone: [16_000, 15_000, 14_000], [USUAL]: [13_000, 190, 200] })
  expect(both).toMatchObject({ kind: 'too-noisy', reasons: [expect.stringContaining('vary')] })
  const wide = judge({ alone: [16_000, 15_000], [USUAL]: [190, 4000] })
  expect(wide).toMatchObject({ kind: 'convoy', reasons: [expect.stringContaining('vary')] })
})

test('one of the two alone says nothing, nor does a trial without its numbers', () => {
  expect(judge({}).kind).toBe('incomplete')
  expect(judge({ alone: 16_000 }).kind).toBe('incomplete')
  expect(judge({ alone: 16_000, [USUAL]: NaN }).kind).toBe('incomplete')
})

test('the picture: the rate against the switch interval, between two levels', () => {
  const trials = [trial('alone', 16_000), trial(QUICK, 9000), trial(USUAL, 190), trial('elsewhere', 60_000)]
  const { measurements, figures } = convoy.picture!(trialsOf(convoy, trials))
  const points = measurements[0]!.points.map(({ series, x, value }) => [series, x, value])
  expect(points).toEqual([
    ['alone', 0.01, 16_000],
    ['beside a thread that computes', 0.01, 9000],
    ['beside a thread that computes', 5, 190],
    ['computing in another process', 0.01, 60_000],
    ['alone', 20, 16_000],
    ['computing in another process', 20, 60_000],
  ])
  expect(figures[0]).toMatchObject({ x: { scale: 'log', unit: 'ms' }, y: { scale: 'log' } })
  const references = figures[0]?.kind === 'chart' ? figures[0].references : []
  expect(references.every(({ source, conditions }) => source !== undefined && conditions !== undefined)).toBe(true)
  expect(references[0]!.points).toEqual([
    { x: 0.01, value: 11_000 },
    { x: 5, value: 100 },
  ])
})
