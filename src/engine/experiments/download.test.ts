import { expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { download } from './download.ts'
import { evidence, row, trialsOf } from './testing.ts'

/** Eight workers whom the server kept waiting for 0.3 s each, 2.4 s in all. */
function trial(model: string, wallSeconds: number, { waited = 0.3, repeat = 1 } = {}): TrialResult {
  const workers = Array.from({ length: 8 }, (_, index) => worker(index, { values: { serverSeconds: waited } }))
  return result(model, wallSeconds, { workers, repeat })
}

/** One trial of each model, with rows that say the same. */
function judge(seconds: Readonly<Record<string, number>>, { waited = 0.3, spread = 0.02 } = {}) {
  const results = Object.entries(seconds).map(([model, wall]) => trial(model, wall, { waited }))
  const rows = Object.entries(seconds).map(([model, wall]) => row(model, wall, { spread }))
  return download.judge(evidence(download, rows, { results, workers: 8, params: { pages: 40 } }))
}

test('threads whose waits overlap', () => {
  const judgement = judge({ sequential: 2.5, threads: 0.35, asyncio: 0.33 })
  expect(judgement).toMatchObject({ kind: 'threads-overlap', outcome: 'all', reasons: [] })
  expect(judgement.text).toContain('7.14× the pages per second')
  expect(judgement.text).toContain('releases the GIL')
  expect(judgement.text).toContain('in a single thread')
})

test('less than the waits allow is a part of it', () => {
  expect(judge({ sequential: 2.5, threads: 1.2 })).toMatchObject({ kind: 'threads-overlap', outcome: 'partly' })
})

test('threads that take as long as one after the other', () => {
  expect(judge({ sequential: 2.5, threads: 2.5 })).toMatchObject({ kind: 'no-overlap', outcome: 'same' })
  expect(judge({ sequential: 2.5, threads: 2.5, processes: 0.4 }).kind).toBe('threads-do-not-overlap')
})

test('where the server hardly waits, it is not the waits that decide', () => {
  const judgement = judge({ sequential: 0.2, threads: 0.19 }, { waited: 0 })
  expect(judgement.kind).toBe('little-waiting')
  expect(judgement.text).toContain('only 0')
  expect(judgement.outcome).toBeUndefined()
})

test('repeats that differ too much say nothing, and are told', () => {
  const judgement = judge({ sequential: 2.5, threads: 2 }, { spread: 0.6 })
  expect(judgement.kind).toBe('too-noisy')
  expect(judgement.reasons).toHaveLength(2)
})

test('a start that takes long is told', () => {
  const rows = [row('sequential', 2.5), row('processes', 0.6, { workerStartMedian: 0.2 })]
  const results = [trial('sequential', 2.5), trial('processes', 0.6)]
  const { text } = download.judge(evidence(download, rows, { results, workers: 8 }))
  expect(text).toContain('to start them')
})

test('nothing, or one model, is nothing to compare', () => {
  expect(judge({}).kind).toBe('incomplete')
  expect(judge({ threads: 0.4 }).kind).toBe('incomplete')
  expect(judge({ threads: 0.4, processes: 0.4 }).kind).toBe('no-baseline')
})

test('the picture: wall time with the waits alone behind it, and pages a second', () => {
  const results = [trial('sequential', 2.5), trial('threads', 0.4), trial('threads', 0.5, { repeat: 2 })]
  const { measurements, figures } = download.picture!(trialsOf(download, results, { params: { pages: 40 } }))
  const [wall, rate] = measurements
  expect(wall!.points.map(({ value }) => value)).toEqual([2.5, 0.45])
  expect(rate!.points[0]).toMatchObject({ x: 'sequential', value: 16 })
  const [reference] = figures[0]?.kind === 'chart' ? figures[0].references : []
  const behind = reference!.points.map(({ value }) => Number(value.toFixed(6)))
  expect({ kind: reference!.kind, behind }).toEqual({ kind: 'ideal', behind: [2.4, 0.3] })
  expect(figures[1]).toMatchObject({ mark: 'bars', measurement: 'pages-per-second' })
})
