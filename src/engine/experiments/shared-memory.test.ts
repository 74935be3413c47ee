import { describe, expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import type { ResolvedRequest } from './experiment.ts'
import { evidenceMaker, realRuntimes } from './real-interpreters-testing.ts'
import { sharedMemory } from './shared-memory.ts'
import { NODE, askedLike, modelsLike, trialsOf } from './testing.ts'

const ASKED = askedLike()

const idsOf = (resolved: ResolvedRequest) => sharedMemory.variants!(resolved).map(({ id }) => id)

test('a plain list with every model, and what processes can share', () => {
  expect(idsOf(ASKED)).toEqual(['threads-list', 'processes-list', 'processes-shared', 'processes-manager'])
  expect(idsOf({ ...ASKED, models: modelsLike('threads') })).toEqual(['threads-list'])
})

test("what Node's threads can share", () => {
  expect(idsOf({ ...ASKED, runtime: NODE })).toEqual(['threads-list', 'processes-list', 'threads-shared'])
})

const ADDRESS = '0x7f567890abcd'

/** Two workers wrote 101 and 102; `after` is what the main program found. */
function trial(variant: string, after: readonly number[], change: Partial<TrialResult> = {}): TrialResult {
  const workers = [101, 102].map((wrote, index) => {
    const saw = after.includes(0) ? [101, 102].map((value) => (value === wrote ? value : 0)) : [101, 102]
    return worker(index, { values: { wrote, saw, object: ADDRESS, updateSeconds: 1e-6 } })
  })
  const values = { after: [...after], object: ADDRESS }
  return result(variant, 1, { model: variant.split('-')[0]!, workers, values, ...change })
}

const ALL = [101, 102]
const NONE = [0, 0]
const evidence = (trials: readonly TrialResult[]) => trialsOf(sharedMemory, trials)
const judge = (trials: readonly TrialResult[]) => sharedMemory.judge(evidence(trials))

test('threads share, processes do not, unless they ask for it', () => {
  const trials = [trial('threads-list', ALL), trial('processes-list', NONE), trial('processes-shared', ALL)]
  const { kind, outcome, text } = judge(trials)
  expect({ kind, outcome }).toEqual({ kind: 'some-share', outcome: 'threads' })
  expect(text).toContain('saw all of what was written with threads-list, processes-shared')
  expect(text).toContain('none of what was written with processes-list')
  expect(text).toContain('1.00\u202fµs with threads-list, 1.00\u202fµs with processes-shared.')
})

test("Node's threads have copies too", () => {
  const trials = [trial('threads-list', NONE), trial('processes-list', NONE), trial('threads-shared', ALL)]
  expect(judge(trials)).toMatchObject({ kind: 'copies', outcome: 'none' })
})

test('where all see everything', () => {
  expect(judge([trial('threads-list', ALL)])).toMatchObject({ kind: 'shared' })
  expect(judge([trial('threads-list', ALL)]).outcome).toBeUndefined()
  expect(judge([trial('threads-list', ALL), trial('processes-list', ALL)]).outcome).toBe('both')
})

test('a part of it, or nothing of what was shared, is not explained', () => {
  expect(judge([trial('threads-list', [101, 0])]).kind).toBe('too-noisy')
  expect(judge([trial('threads-list', ALL), trial('threads-list', NONE, { repeat: 2 })]).kind).toBe('too-noisy')
  expect(judge([trial('threads-list', ALL), trial('processes-shared', NONE)]).kind).toBe('too-noisy')
})

test('no plain list, nothing to say', () => {
  expect(judge([]).kind).toBe('incomplete')
  expect(judge([trial('processes-shared', ALL)]).kind).toBe('incomplete')
})

test('the picture: who saw what, of each variant, and the price of an update', () => {
  const trials = [trial('threads-list', ALL), trial('processes-list', NONE)]
  const { figures, measurements } = sharedMemory.picture!(evidence(trials))
  expect(figures.map(({ id }) => id)).toEqual(['seen-threads-list', 'seen-processes-list', 'update'])
  const grids = figures.flatMap((figure) => (figure.kind === 'grid' ? [figure] : []))
  for (const { columns, rows } of grids) {
    expect(rows.map(({ label }) => label)).toEqual(['Thread-1', 'Thread-2', 'main, after'])
    for (const { cells } of rows) expect(cells).toHaveLength(columns.length - 1)
  }
  const saw = grids.flatMap(({ rows }) => rows.map(({ cells }) => cells.at(-1)!))
  expect(saw.map(({ text }) => text)).toEqual(['101, 102', '101, 102', '101, 102', '101, 0', '0, 102', '0, 0'])
  expect(saw.map(({ tone }) => tone)).toEqual(['good', 'good', 'good', 'bad', 'bad', 'bad'])
  expect(grids[0]!.rows[0]!.cells[1]).toMatchObject({ text: '…90abcd', title: expect.stringContaining(ADDRESS) })
  expect(figures.at(-1)).toMatchObject({ measurement: 'update', y: { scale: 'log' } })
  expect(measurements.map(({ points }) => points.map(({ value }) => value))).toEqual([
    [1, 0],
    [1e-6, 1e-6],
  ])
})

test('where no address is told there is a dash', () => {
  const told = trial('threads-list', ALL)
  const { figures } = sharedMemory.picture!(evidence([{ ...told, values: { after: ALL } }]))
  const cells = figures[0]?.kind === 'grid' ? figures[0].rows.at(-1)!.cells : []
  expect(cells.map(({ text, tone }) => `${text} ${tone}`)).toEqual(['1 plain', '– dim', '– dim', '101, 102 good'])
})

const evidenceOf = evidenceMaker()

describe.each(realRuntimes())('$label', (runtime) => {
  test('what is shared is seen, what is copied is not', async () => {
    const real = await evidenceOf(sharedMemory, runtime, { seconds: 0.3 })
    const isPython = runtime.kind === 'cpython'
    const { kind, outcome } = sharedMemory.judge(real)
    expect({ kind, outcome }).toEqual(
      isPython ? { kind: 'some-share', outcome: 'threads' } : { kind: 'copies', outcome: 'none' },
    )
    const [, update] = sharedMemory.picture!(real).measurements
    const [inOwnMemory, ...others] = update!.points.map(({ value }) => value!)
    expect(inOwnMemory).toBeGreaterThan(0)
    // A round trip to another process against a cell of a list: three orders of magnitude.
    const factor = others.at(-1)! / inOwnMemory!
    expect(factor).toBeGreaterThan(isPython ? 10 : 0)
  })
})
