import { describe, expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { deadlock } from './deadlock.ts'
import { evidenceMaker, realRuntimes } from './real-interpreters-testing.ts'
import { NODE, askedLike, modelsLike, trialsOf } from './testing.ts'

const ASKED = askedLike()

test('each model in opposite and in agreed order, with locks of its own kind', () => {
  const orders = deadlock.variants!(ASKED)
  expect(orders.map(({ id, params }) => `${id} ${params!['order']} ${params!['locks']}`)).toEqual([
    'threads-opposite opposite threading',
    'threads-agreed agreed threading',
    'processes-opposite opposite multiprocessing',
    'processes-agreed agreed multiprocessing',
  ])
})

test("Node's processes have no lock in common", () => {
  const models = deadlock.variants!({ ...ASKED, runtime: NODE }).map(({ model }) => model)
  expect(new Set(models)).toEqual(new Set(['threads']))
  expect(() => deadlock.variants!({ ...ASKED, runtime: NODE, models: modelsLike('processes') })).toThrow(
    'cannot share a lock',
  )
})

/** Worker i holds and waits for what the texts say. */
function trial(variant: string, hands: readonly [holds: string, waits: string][], both: number, attempts = 1) {
  const workers = hands.map(([holds, waits], index) => {
    const values = {
      holds: holds.split(''),
      waits: waits.split(''),
      both,
      attempts,
      longestWaitSeconds: both === 0 ? 1 : 0.002,
    }
    return worker(index, { values })
  })
  return result(variant, 1, { model: variant.split('-')[0]!, workers })
}

const STUCK = trial(
  'threads-opposite',
  [
    ['A', 'B'],
    ['B', 'A'],
  ],
  0,
)
const AGREED = trial(
  'threads-agreed',
  [
    ['', ''],
    ['', ''],
  ],
  100,
  100,
)

function judge(trials: readonly TrialResult[]) {
  return deadlock.judge(trialsOf(deadlock, trials))
}

test('a circle is found from what they hold and wait for; an agreed order has none', () => {
  const { kind, outcome, text } = judge([STUCK, AGREED])
  expect({ kind, outcome }).toEqual({ kind: 'deadlock', outcome: 'wait' })
  expect(text).toContain('Thread-1 holds A and waits for B; Thread-2 holds B and waits for A.')
  expect(text).toContain('a cycle of 2 (circular wait), found in 1 of 1 trials')
  expect(text).toContain('got both locks (200 times)')
})

test('a deadlock without its counterpart is one all the same', () => {
  const { kind, text } = judge([STUCK])
  expect(kind).toBe('deadlock')
  expect(text).not.toContain('agreed')
})

test('that they got through proves nothing', () => {
  const lucky = trial(
    'threads-opposite',
    [
      ['', ''],
      ['', ''],
    ],
    1,
  )
  expect(judge([lucky, AGREED])).toMatchObject({ kind: 'no-deadlock', outcome: 'one' })
})

test('a time-out without a circle is noise', () => {
  const slow = trial(
    'threads-opposite',
    [
      ['A', 'B'],
      ['', ''],
    ],
    0,
  )
  expect(judge([slow, AGREED])).toMatchObject({ kind: 'too-noisy', text: expect.stringContaining('in opposite order') })
  const late = trial(
    'threads-agreed',
    [
      ['A', 'B'],
      ['', ''],
    ],
    3,
    100,
  )
  expect(judge([STUCK, late])).toMatchObject({ kind: 'too-noisy', text: expect.stringContaining('in an agreed order') })
})

test('nothing in opposite order is incomplete', () => {
  expect(judge([]).kind).toBe('incomplete')
  expect(judge([AGREED]).kind).toBe('incomplete')
})

test('the picture: the circle, who got both locks, the longest wait', () => {
  const { figures, measurements } = deadlock.picture!(trialsOf(deadlock, [STUCK, AGREED]))
  expect(figures.map(({ id }) => id)).toEqual(['graph-threads-opposite', 'both', 'longest-wait'])
  expect(figures[0]).toMatchObject({ kind: 'graph', nodes: { length: 4 }, edges: { length: 4 } })
  const [both, longest] = measurements
  expect(both!.points.map(({ value }) => value)).toEqual([0, 1])
  expect(longest!.points.map(({ value }) => value)).toEqual([1, 0.002])
})

const evidenceOf = evidenceMaker()
const MODELS = { cpython: ['threads', 'processes'], node: ['threads'] }

describe.each(realRuntimes())('$label', (runtime) => {
  test('three workers deadlock in a circle of three, and not in an agreed order', async () => {
    const real = await evidenceOf(deadlock, runtime, { workers: 3, seconds: 0.5, models: MODELS[runtime.kind] })
    expect(deadlock.judge(real)).toMatchObject({ kind: 'deadlock', text: expect.stringContaining('cycle of 3') })
    const models = runtime.kind === 'node' ? 1 : 2
    const [both, longest] = deadlock.picture!(real).measurements
    expect(both!.points.map(({ value }) => value)).toEqual([0, 1, 0, 1].slice(0, 2 * models))
    const opposite = longest!.points.filter(({ x }) => String(x).includes('opposite'))
    expect(opposite).toHaveLength(models)
    for (const { value } of opposite) expect(value).toBeGreaterThanOrEqual(0.49)
  })
})
