import { expect, test } from 'vitest'
import type { Runtime } from '../../contract/experiment.ts'
import type { TrialResult } from '../../contract/run.ts'
import { median } from '../../contract/statistics.ts'
import { result, worker } from '../../contract/testing.ts'
import { testRuntimes } from '../runtimes/testing.ts'
import type { WorkerEvent } from '../runtimes/workload.ts'
import { numbersOf, valueOf } from './measuring.ts'
import { spawnCost } from './spawn-cost.ts'
import { NODE, askedLike, modelsLike, runtimeLike, trialsOf } from './testing.ts'

const STARTS = ['fork', 'spawn', 'forkserver']

const ASKED = askedLike({
  models: modelsLike('threads', 'processes', 'interpreters'),
  workers: 4,
  seconds: 0.1,
  repeat: 3,
  runtime: runtimeLike({ startMethods: STARTS }),
})

test('a variant for each way to start that the runtime has', () => {
  const orders = spawnCost.variants!(ASKED)
  const names = orders.map(({ id, model, options }) => [id, model, options?.startMethod].join(' '))
  expect(names).toEqual([
    'thread threads ',
    'fork processes fork',
    'forkserver processes forkserver',
    'interpreter interpreters ',
    'spawn processes spawn',
  ])
  const windows = runtimeLike({ startMethods: ['spawn'] })
  expect(spawnCost.variants!({ ...ASKED, runtime: windows }).map(({ id }) => id)).toEqual([
    'thread',
    'interpreter',
    'spawn',
  ])
  expect(spawnCost.variants!({ ...ASKED, models: modelsLike('processes'), runtime: NODE }).map(({ id }) => id)).toEqual(
    ['child'],
  )
})

/** Milliseconds of the first start and join, and of the further ones. */
function trial(
  variant: string,
  [first, ...further]: readonly number[],
  change: Partial<TrialResult> = {},
): TrialResult {
  const startJoinSeconds = [first!, ...further].map((ms) => ms / 1e3)
  return result(variant, 0.2, { values: { startJoinSeconds }, workers: [worker(0), worker(1)], ...change })
}

const MS = { thread: 0.3, fork: 4, forkserver: 20, spawn: 90 }

function judge(costs: Readonly<Record<string, number>>, change: Parameters<typeof trialsOf>[2] = {}) {
  const trials = Object.entries(costs).map(([variant, ms]) => trial(variant, [2 * ms, ms, ms]))
  return spawnCost.judge(evidence(trials, change))
}

/** With the labels of the ways as the plan has them. */
function evidence(trials: readonly TrialResult[], change: Parameters<typeof trialsOf>[2] = {}) {
  const labels: Record<string, string> = {
    interpreter: 'sub-interpreter',
    worker: 'worker thread',
    child: 'child process',
  }
  const given = trialsOf(spawnCost, trials, change)
  const variants = given.plan.variants.map((variant) => ({ ...variant, label: labels[variant.id] ?? variant.id }))
  return { ...given, plan: { ...given.plan, variants } }
}

test('the order as it was measured elsewhere', () => {
  const { kind, text, published, outcome } = judge(MS)
  expect({ kind, outcome }).toEqual({ kind: 'order-holds', outcome: 'more' })
  expect(published).toContain('thread < fork < forkserver < spawn')
  expect(text).toContain('300×')
  expect(text.replaceAll('\u202F', ' ')).toContain('The first start by forkserver took 40.0 ms')
})

test('sub-interpreters have no place in the order', () => {
  for (const interpreter of [10, 50, 200]) expect(judge({ ...MS, interpreter }).kind).toBe('order-holds')
})

test('another order is said, with who is where', () => {
  const { kind, published } = judge({ ...MS, forkserver: 2 })
  expect(kind).toBe('order-differs')
  expect(published).toContain('forkserver cost less than fork')
})

test('neighbours that are alike leave the order open', () => {
  const { kind, published } = judge({ ...MS, forkserver: 4.4 })
  expect(kind).toBe('order-unclear')
  expect(published).toContain('fork and forkserver differ by no more')
})

test('Node has an order of its own', () => {
  expect(judge({ worker: 40, child: 120 }, { runtime: NODE })).toMatchObject({ kind: 'order-holds', outcome: 'ten' })
})

test('ways that differ less than their repeats are too noisy', () => {
  const trials = [trial('thread', [1, 1]), trial('thread', [1, 3], { repeat: 2 }), trial('fork', [1, 2])]
  expect(spawnCost.judge(evidence(trials))).toMatchObject({
    kind: 'too-noisy',
    reasons: [expect.stringContaining('thread')],
  })
})

test('one way, or none that told its cost, is incomplete', () => {
  expect(judge({}).kind).toBe('incomplete')
  expect(judge({ thread: 1 }).kind).toBe('incomplete')
  expect(spawnCost.judge(evidence([trial('thread', [1, 1]), result('fork', 1)])).kind).toBe('incomplete')
})

test('two pictures: cost with the published range, and memory', () => {
  const memory = (rssBytes: number, pssBytes: number) => ({ workers: [worker(0, { values: { rssBytes, pssBytes } })] })
  const missing = { workers: [worker(0, { values: { memoryMissing: 'needs Linux' } })] }
  const trials = [
    trial('thread', [1, 0.2, 0.4], memory(0, 4096)),
    trial('fork', [9, 4, 4], memory(2e7, 4e6)),
    trial('spawn', [1, 1], missing),
  ]
  const { measurements, figures } = spawnCost.picture!(evidence(trials))
  const [costs, bytes] = measurements
  const value = (points: typeof costs, series: string, x: string) =>
    points!.points.find((point) => point.series === series && point.x === x)
  expect(value(costs, 'the first', 'thread')?.value).toBe(0.001)
  expect(value(costs, 'each further one', 'thread')?.value).toBeCloseTo(0.0003)
  expect(value(bytes, 'PSS', 'fork')?.value).toBe(4e6)
  expect(value(bytes, 'RSS', 'thread')?.missing).toBe('below the resolution of the system')
  expect(value(bytes, 'PSS', 'spawn')?.missing).toBe('needs Linux')
  expect(figures[0]).toMatchObject({ y: { scale: 'log' }, references: [{ kind: 'published' }, { kind: 'published' }] })
  const [low] = figures[0]?.kind === 'chart' ? figures[0].references : []
  expect(low!.points.map(({ x }) => x)).toEqual(['thread', 'fork', 'spawn'])
})

const { runtimes, start } = testRuntimes()

interface Way {
  readonly model: string
  readonly method: string
}

/** Seconds of a start and join, and RSS of a worker. */
async function measured(runtime: Runtime, { model, method }: Way): Promise<{ seconds: number; rssBytes: number }> {
  const workload = await start(runtime)
  const startMethod = method === 'spawn' ? method : undefined
  const order = { work: 'start', model, workers: 2, workUnits: 0.1, params: { method }, options: { startMethod } }
  const told: WorkerEvent[] = []
  const end = await workload.run(order, (event) => told.push(event))
  const sizes = told.flatMap((event) => (event.type === 'worker-end' ? (valueOf(event, 'rssBytes') ?? []) : []))
  return { seconds: median(numbersOf(end, 'startJoinSeconds').slice(1)), rssBytes: median(sizes) }
}

const [python, node] = [await runtimes.preferred(), await runtimes.resolve('node')]
const PAIRS = [
  { light: { model: 'threads', method: 'thread' }, heavy: { model: 'processes', method: 'spawn' }, runtime: python },
  { light: { model: 'threads', method: 'worker' }, heavy: { model: 'processes', method: 'child' }, runtime: node },
].filter(({ runtime, light }) => (runtime.kind === 'node') === (light.method === 'worker'))

test.each(PAIRS)('$light.method costs less time and memory than $heavy.method', async ({ runtime, light, heavy }) => {
  const [less, more] = [await measured(runtime, light), await measured(runtime, heavy)]
  expect(less.seconds).toBeGreaterThan(0)
  expect(less.seconds).toBeLessThan(more.seconds)
  // Only Linux tells it; elsewhere both are NaN.
  expect(less.rssBytes >= more.rssBytes).toBe(false)
})
