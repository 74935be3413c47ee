import { expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { gilHandoff } from './gil-handoff.ts'
import { FREE_THREADED, trialsOf } from './testing.ts'

const MS = 1e6

/** Two threads that take turns of so many ms, for 200 ms; `together`: both run all the time. */
function trial(turnMs: number, { together = false, repeat = 1 } = {}): TrialResult {
  const turn = turnMs * MS
  const count = Math.floor((200 * MS) / turn)
  const running = (index: number) =>
    together
      ? [0, 200 * MS]
      : Array.from({ length: count }, (_, place) => place).flatMap((turnIndex) =>
          turnIndex % 2 === index ? [turnIndex * turn, (turnIndex + 1) * turn] : [],
        )
  const workers = [0, 1].map((index) => worker(index, { endNs: 200 * MS, running: running(index) }))
  return result('threads', 0.2, { repeat, workers })
}

function judge(trials: readonly TrialResult[], change: Parameters<typeof trialsOf>[2] = {}) {
  return gilHandoff.judge(trialsOf(gilHandoff, trials, change))
}

test('turns as long as the switch interval', () => {
  expect(judge([trial(5.2)])).toMatchObject({ kind: 'switch-interval', outcome: 'interval' })
  expect(judge([trial(5.2)]).text).toContain('5.20')
})

test.each([
  [2, 'shorter-turns'],
  [25, 'longer-turns'],
])('turns of %d ms are %s', (turnMs, kind) => {
  expect(judge([trial(turnMs)])).toMatchObject({ kind, outcome: 'other' })
})

test('the switch interval is the one that was set', () => {
  expect(judge([trial(20)], { params: { 'switch-interval': 20 } }).kind).toBe('switch-interval')
})

test('without a GIL they run at once', () => {
  const both = trial(5, { together: true })
  expect(judge([both], { runtime: FREE_THREADED })).toMatchObject({ kind: 'at-once', outcome: 'both' })
})

test('turns that differ from repeat to repeat are too noisy', () => {
  expect(judge([trial(5), trial(12, { repeat: 2 })]).kind).toBe('too-noisy')
})

test('threads that other programs keep from the core tell nothing of turns', () => {
  const given = trialsOf(gilHandoff, [trial(3)])
  const summary = given.summary.map((row) => Object.assign({}, row, { effectiveParallelism: 0.3 }))
  expect(gilHandoff.judge({ ...given, summary })).toMatchObject({
    kind: 'too-noisy',
    text: expect.stringContaining('0.3'),
  })
})

test('a little at once is neither', () => {
  const workers = [worker(0, { running: [0, 100 * MS] }), worker(1, { running: [80 * MS, 200 * MS] })]
  const mixed = result('threads', 0.2, { workers })
  expect(judge([mixed])).toMatchObject({ kind: 'too-noisy' })
  expect(judge([mixed], { cores: 1 })).toMatchObject({ kind: 'one-core' })
})

test('no stamps, nothing to see; no whole turn, nothing to measure', () => {
  expect(judge([result('threads', 0.2, { workers: [worker(0), worker(1)] })]).kind).toBe('incomplete')
  expect(judge([trial(120)]).kind).toBe('no-turns')
})

test('the picture: lanes with the GIL on top, and a histogram with the switch interval', () => {
  const { figures, measurements } = gilHandoff.picture!(trialsOf(gilHandoff, [trial(5)]))
  const [lanes, bins] = figures
  expect(lanes).toMatchObject({ kind: 'lanes', windowMs: 120, lanes: [{ label: 'GIL' }, { worker: 0 }, { worker: 1 }] })
  const gil = lanes?.kind === 'lanes' ? lanes.lanes[0]! : undefined
  expect(gil!.owners!.length).toBe(gil!.spans.length / 2)
  expect(new Set(gil!.owners)).toEqual(new Set([0, 1]))
  expect(bins).toMatchObject({ mark: 'histogram', references: [{ label: 'switch interval' }] })
  const turns = measurements.find(({ id }) => id === 'turns')!
  const total = turns.points.reduce((sum, { value = 0 }) => sum + value, 0)
  expect(total).toBe(36)
  expect(measurements.find(({ id }) => id === 'hold')!.points[0]).toMatchObject({ value: 5, repeats: 1 })
})

test('without a GIL its lane says so', () => {
  const free = trial(5, { together: true })
  const workers = free.workers.map((original) => Object.assign({}, original, { gil: undefined }))
  const { figures } = gilHandoff.picture!(trialsOf(gilHandoff, [{ ...free, workers }], { runtime: FREE_THREADED }))
  expect(figures[0]).toMatchObject({
    lanes: [{ label: 'GIL', missing: 'free-threaded build: there is no GIL' }, {}, {}],
  })
})
