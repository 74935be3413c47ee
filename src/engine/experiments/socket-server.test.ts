import { expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result } from '../../contract/testing.ts'
import { socketServer } from './socket-server.ts'
import { FREE_THREADED, askedLike, modelsLike, trialsOf } from './testing.ts'

const ASKED = askedLike({
  models: modelsLike('one-at-a-time', 'thread-per-client'),
  workers: 8,
  seconds: 0.3,
  repeat: 3,
  params: { service: 5, work: 'wait' },
})

/** 480 requests of eight clients, so many a second. */
function trial(model: string, rate: number, { repeat = 1, counted = 480, maxMs = 9 } = {}): TrialResult {
  const seconds = 480 / rate
  return result(model, seconds, { repeat, values: { requests: 480, counted, seconds, p50Ms: 5, p95Ms: 6, maxMs } })
}

type Change = Parameters<typeof trialsOf>[2]

function judge(
  rates: Readonly<Record<string, number | readonly number[]>>,
  { params = {}, ...change }: NonNullable<Change> = {},
) {
  const trials = Object.entries(rates).flatMap(([id, some]) =>
    [some].flat().map((rate, index) => trial(id, rate, { repeat: index + 1 })),
  )
  return socketServer.judge(trialsOf(socketServer, trials, { workers: 8, ...change, params }))
}

const COMPUTES = { params: { work: 'compute' } }

test('each model once, each client with as many requests as fit, of one kind of work', () => {
  const waits = socketServer.variants!(ASKED)
  expect(waits.map(({ id }) => id)).toEqual(ASKED.models.map(({ id }) => id))
  expect(waits[0]).toMatchObject({ params: { requests: 60 }, work: { bound: 'io' }, workers: 8 })
  const computes = socketServer.variants!({ ...ASKED, seconds: 0.05, params: { service: 100, work: 'compute' } })
  expect(computes[0]).toMatchObject({ params: { requests: 1 }, work: { bound: 'cpu', unit: 'steps' } })
})

test('waiting: a thread per client serves all at once', () => {
  const judgement = judge({ 'one-at-a-time': 190, 'thread-per-client': 1400, 'server-asyncio': 1450 })
  expect(judgement).toMatchObject({ kind: 'all-at-once', outcome: 'clients', reasons: [] })
  expect(judgement.text).toContain('7.37×')
  expect(judgement.text).toContain('releases the GIL')
  expect(judgement.text).toContain('in a single thread')
  expect(judgement.text).toContain('The longest wait')
})

test('waiting: threads that gain less, or nothing', () => {
  const some = judge({ 'one-at-a-time': 190, 'thread-per-client': 500 })
  expect(some).toMatchObject({ kind: 'some-at-once', outcome: 'cores' })
  const none = judge({ 'one-at-a-time': 190, 'thread-per-client': 190 })
  expect(none).toMatchObject({ kind: 'no-gain', outcome: 'none' })
})

test('computing: threads gain nothing under a GIL, processes do', () => {
  const judgement = judge({ 'one-at-a-time': 190, 'thread-per-client': 185, 'process-per-client': 370 }, COMPUTES)
  expect(judgement.kind).toBe('no-gain')
  expect(judgement.outcome).toBeUndefined()
  expect(judgement.text).toContain('there is one GIL')
  expect(judgement.text).toContain('by several cores')
})

test('computing threads that gain under a GIL are not put down to cores', () => {
  const { text } = judge({ 'one-at-a-time': 190, 'thread-per-client': 370 }, COMPUTES)
  expect(text).toContain('which a single GIL does not explain')
})

test('computing without a GIL: threads gain the cores', () => {
  const free = { ...COMPUTES, runtime: FREE_THREADED }
  expect(judge({ 'one-at-a-time': 190, 'thread-per-client': 370 }, free).kind).toBe('some-at-once')
})

test('an event loop alone gives no outcome of a bet on threads', () => {
  const judgement = judge({ 'one-at-a-time': 190, 'event-loop': 1400 })
  expect(judgement).toMatchObject({ kind: 'all-at-once' })
  expect(judgement.outcome).toBeUndefined()
})

test('repeats that differ too much say nothing', () => {
  const judgement = judge({ 'one-at-a-time': [100, 190, 400], 'thread-per-client': [150, 300, 500] })
  expect(judgement).toMatchObject({ kind: 'too-noisy', reasons: [expect.stringContaining('vary')] })
})

test('a counter that missed a request is the verdict', () => {
  const trials = [trial('one-at-a-time', 190), trial('thread-per-client', 1400, { counted: 479 })]
  const judgement = socketServer.judge(trialsOf(socketServer, trials, { workers: 8 }))
  expect(judgement.kind).toBe('miscounted')
  expect(judgement.text).toContain('479 after 480')
})

test('one client, or nothing to compare with', () => {
  expect(judge({ 'one-at-a-time': 190, 'thread-per-client': 190 }, { workers: 1 }).kind).toBe('one-client')
  expect(judge({}).kind).toBe('incomplete')
  expect(judge({ 'one-at-a-time': 190 }).kind).toBe('incomplete')
  expect(judge({ 'thread-per-client': 1400 }).kind).toBe('incomplete')
})

test('the picture: requests a second with what the service time allows, and latencies', () => {
  const trials = [trial('one-at-a-time', 190, { maxMs: 2000 }), trial('thread-per-client', 1400)]
  const { measurements, figures } = socketServer.picture!(trialsOf(socketServer, trials, { workers: 8 }))
  const [rate, latency] = measurements
  expect(rate!.points.map(({ value }) => Math.round(value!))).toEqual([190, 1400])
  expect(latency!.points.map(({ series }) => series)).toEqual(['median', 'median', 'p95', 'p95', 'longest', 'longest'])
  expect(latency!.points[4]).toMatchObject({ x: 'one-at-a-time', value: 2000 })
  expect(figures[0]).toMatchObject({ references: [{ kind: 'ideal', points: [{ value: 200 }, { value: 1600 }] }] })
  expect(figures[1]).toMatchObject({ y: { scale: 'log' } })
  const computing = socketServer.picture!(trialsOf(socketServer, trials, { workers: 8, ...COMPUTES }))
  expect(computing.figures[0]).toMatchObject({ references: [{ points: [{ value: 200 }, { value: 400 }] }] })
})
