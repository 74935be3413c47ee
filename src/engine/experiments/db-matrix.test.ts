import { expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { dbMatrix } from './db-matrix.ts'
import { evidence, FREE_THREADED, row } from './testing.ts'

/** Two workers, each of which waits, reads and then multiplies for so many seconds; the second begins `apart` seconds after the first. */
function trial(model: string, wait: number, multiply: number, { apart = 0, read = 0 } = {}): TrialResult {
  const values = { waitSeconds: wait, readSeconds: read, multiplySeconds: multiply }
  const workers = [0, 1].map((index) => worker(index, { startNs: index * apart * 1e9, values }))
  return result(model, apart + wait + read + multiply, { workers })
}

const SEQUENTIAL = trial('sequential', 0.2, 0.2, { apart: 0.4 })
/** They wait together, and multiply in turns: each takes as long as both. */
const TURNS = trial('threads', 0.2, 0.4)
const PROCESSES = trial('processes', 0.2, 0.22, { apart: 0.01 })

function evidenceOf(results: readonly TrialResult[], change: Parameters<typeof evidence>[2] = {}) {
  const models = [...new Set(results.map(({ model }) => model))]
  const wall = (model: string) => results.find((candidate) => candidate.model === model)!.wallSeconds
  const repeated = results.flatMap((original) => [original, { ...original, repeat: 2 }])
  return evidence(
    dbMatrix,
    models.map((model) => row(model, wall(model))),
    { results: repeated, ...change },
  )
}

const judge = (...args: Parameters<typeof evidenceOf>) => dbMatrix.judge(evidenceOf(...args))

test('threads overlap the waits and take turns at multiplying, processes overlap both', () => {
  const { kind, outcome, text } = judge([SEQUENTIAL, TURNS, PROCESSES])
  expect({ kind, outcome }).toEqual({ kind: 'threads-overlap-waits', outcome: 'waits' })
  const [threads, processes] = text.split('. ')
  expect(threads).toMatch(
    /^Threads took 0\.75× the sequential time: the waits overlapped \(200\sms in total, 400\sms sequentially/,
  )
  expect(threads).toMatch(/the multiplications took turns \(400\sms in total, 400\sms sequentially\)$/)
  expect(processes).toMatch(/^Processes took 0\.54×: the waits overlapped .* the multiplications overlapped \(230\sms/)
})

test('without a GIL threads overlap both', () => {
  const free = judge([SEQUENTIAL, trial('threads', 0.2, 0.22)], { runtime: FREE_THREADED })
  expect(free).toMatchObject({ kind: 'threads-overlap-both', outcome: 'both' })
})

test('threads may overlap nothing, or, where the waits are short, the multiplications only', () => {
  const nothing = judge([SEQUENTIAL, trial('threads', 0.4, 0.4, { apart: 0.02 })])
  expect(nothing).toMatchObject({ kind: 'threads-overlap-nothing', outcome: 'nothing' })
  expect(nothing.text).toContain('the waits did not get shorter (420')
  const free = judge([SEQUENTIAL, trial('threads', 0.4, 0.22)], { runtime: FREE_THREADED })
  expect(free).toMatchObject({ kind: 'threads-overlap-multiplications', outcome: undefined })
})

test('what other load explains better is not put down to a model', () => {
  const lucky = judge([SEQUENTIAL, trial('threads', 0.2, 0.22)])
  expect([lucky.kind, lucky.outcome]).toEqual(['too-noisy', undefined])
  expect(lucky.text).toContain('the multiplications are too noisy to judge (220')
  expect(judge([SEQUENTIAL, trial('processes', 0.2, 0.4)]).kind).toBe('too-noisy')
})

test('on one core nobody overlaps the multiplications', () => {
  const { kind, text } = judge([SEQUENTIAL, trial('processes', 0.2, 0.4)], { cores: 1 })
  expect(kind).toBe('processes-overlap-waits')
  expect(text).toContain('the multiplications took turns')
})

test('without threads the bet is not decided', () => {
  expect(judge([SEQUENTIAL, PROCESSES])).toMatchObject({ kind: 'processes-overlap-both', outcome: undefined })
})

test('phases that vary from repeat to repeat say nothing', () => {
  const noisy = [trial('threads', 0.2, 0.3), trial('threads', 0.2, 0.6)]
  const { kind, text, reasons } = judge([SEQUENTIAL, ...noisy])
  expect({ kind, reasons }).toEqual({ kind: 'too-noisy', reasons: [] })
  expect(text).toContain('the multiplications are too noisy to judge')
  expect(judge([SEQUENTIAL, ...noisy, PROCESSES]).kind).toBe('processes-overlap-both')
})

test('a wide spread of wall times is a reason to doubt', () => {
  const rows = [row('sequential', 0.8), row('threads', 0.6, { spread: 0.3 })]
  const { reasons } = dbMatrix.judge(evidence(dbMatrix, rows, { results: [SEQUENTIAL, TURNS] }))
  expect(reasons).toEqual([expect.stringContaining('vary')])
})

test('nothing to compare, or nothing told', () => {
  expect(judge([]).kind).toBe('incomplete')
  expect(judge([SEQUENTIAL]).kind).toBe('incomplete')
  expect(judge([TURNS, PROCESSES]).kind).toBe('no-baseline')
  const silent = ['sequential', 'threads'].map((model) => result(model, 1, { workers: [worker(0)] }))
  expect(judge(silent).kind).toBe('too-noisy')
})

test('the picture: wall times, and how long each phase took in all', () => {
  const threads = trial('threads', 0.2, 0.4, { apart: 0.1, read: 0.05 })
  const { measurements, figures } = dbMatrix.picture!(evidenceOf([SEQUENTIAL, threads]))
  expect(figures.map(({ id }) => id)).toEqual(['wall-time', 'phase'])
  const points = measurements[1]!.points.map(({ series, x, value, repeats }) => [series, x, value!.toFixed(3), repeats])
  expect(points).toEqual([
    ['wait', 'sequential', '0.400', 2],
    ['wait', 'threads', '0.300', 2],
    ['reading', 'sequential', '0.000', 2],
    ['reading', 'threads', '0.100', 2],
    ['multiplication', 'sequential', '0.400', 2],
    ['multiplication', 'threads', '0.500', 2],
  ])
})
