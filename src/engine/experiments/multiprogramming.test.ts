import { expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { multiprogramming } from './multiprogramming.ts'
import { askedLike, modelsLike, runtimeLike, trialsOf } from './testing.ts'

const ASKED = askedLike({
  models: modelsLike('processes'),
  workers: 4,
  seconds: 0.4,
  runtime: runtimeLike({ affinity: true }),
})

test('one, two, four programs on one core, then four on all, for every share of waiting', () => {
  const orders = multiprogramming.variants!(ASKED)
  expect(orders).toHaveLength(16)
  expect(orders.slice(8, 12).map(({ id }) => id)).toEqual(['one-1-60', 'one-2-60', 'one-4-60', 'all-4-60'])
  expect(orders.map(({ options }) => options?.affinity).slice(0, 4)).toEqual(['one', 'one', 'one', undefined])
})

test('alone, each takes the chosen time: what it does not wait it computes', () => {
  for (const { share = 1, params } of multiprogramming.variants!(ASKED)) {
    expect(share * 0.4 + Number(params!['wait-seconds'])).toBeCloseTo(0.4)
    expect(params!['pieces']).toBe(20)
  }
})

test('an odd number of programs is the last of one, two, four ...', () => {
  const ids = multiprogramming.variants!({ ...ASKED, workers: 6 }).map(({ id }) => id)
  expect(ids.slice(0, 5)).toEqual(['one-1-0', 'one-2-0', 'one-4-0', 'one-6-0', 'all-6-0'])
})

test('where nothing can be bound to a core, all run on all of them', () => {
  const ids = multiprogramming.variants!({ ...ASKED, runtime: runtimeLike({ affinity: false }) }).map(({ id }) => id)
  expect(ids.slice(0, 3)).toEqual(['all-1-0', 'all-2-0', 'all-4-0'])
  expect(ids).toHaveLength(12)
})

/** `programs` that take a second, in which they use so much CPU time in all. */
function trial(
  place: 'one' | 'all',
  programs: number,
  waiting: number,
  cpuSeconds: number,
  change: Partial<TrialResult> = {},
): TrialResult {
  const values = { pieces: 10, voluntary: 5, involuntary: 20 }
  const workers = Array.from({ length: programs }, (_, index) =>
    worker(index, { cpuSeconds: cpuSeconds / programs, values, running: [0, 100e6] }),
  )
  return result(`${place}-${programs}-${waiting}`, 1, { model: 'processes', workers, ...change })
}

function judge(trials: readonly TrialResult[], change: Parameters<typeof trialsOf>[2] = {}) {
  return multiprogramming.judge(trialsOf(multiprogramming, trials, { workers: 4, ...change }))
}

/** They only compute, and on all cores not faster. */
const HELD = [trial('one', 1, 0, 0.98), trial('one', 4, 0, 0.98)]
const COMPUTING = [
  ...HELD,
  trial('all', 4, 0, 1.96, {
    workers: trial('all', 4, 0, 1.96).workers.map((original) => Object.assign(original, { endNs: 0.5e9 })),
  }),
]

test('more programs fill the core, and more cores get more done', () => {
  const { kind, outcome, text, published } = judge([...COMPUTING, trial('one', 1, 60, 0.4), trial('one', 4, 60, 0.9)])
  expect({ kind, outcome }).toEqual({ kind: 'utilisation-and-throughput', outcome: 'busier' })
  expect(text).toContain('one kept its core busy for 40\u202f% of the time, 4 for 90\u202f%')
  expect(text).toContain('4 on 2.0 cores did 2.00× the work')
  expect(published).toContain("As in Tanenbaum's textbook")
})

test.each([
  ['utilisation', [trial('one', 1, 60, 0.4), trial('one', 4, 60, 0.85)], 'busier'],
  ['utilisation', [trial('one', 1, 60, 0.4), trial('one', 4, 60, 0.6)], undefined],
  [
    'utilisation-only',
    [...HELD, trial('all', 4, 0, 1.9), trial('one', 1, 60, 0.4), trial('one', 4, 60, 0.9)],
    'busier',
  ],
  ['no-gain', [trial('one', 1, 60, 0.4), trial('one', 4, 60, 0.42)], 'same'],
  ['no-gain', [trial('one', 1, 60, 0.4), trial('one', 4, 60, 0.2)], 'worse'],
  ['throughput-only', [...COMPUTING, trial('one', 1, 60, 0.4), trial('one', 4, 60, 0.42)], 'same'],
])('%s', (kind, trials, outcome) => {
  const judgement = judge(trials)
  expect([judgement.kind, judgement.outcome]).toEqual([kind, outcome])
})

test('cores that others use say nothing of what more cores give', () => {
  const { kind, text } = judge([...HELD, trial('all', 4, 0, 1.1), trial('one', 1, 60, 0.4), trial('one', 4, 60, 0.9)])
  expect(kind).toBe('utilisation')
  expect(text).toContain('got only 55\u202f% of them')
})

test('a core that others use, or repeats that differ, are too noisy', () => {
  const telling = [trial('one', 1, 60, 0.4), trial('one', 4, 60, 0.9)]
  expect(judge([trial('one', 1, 0, 0.6), ...telling]).kind).toBe('too-noisy')
  expect(judge([...telling, trial('one', 4, 60, 0.6, { repeat: 2 })]).kind).toBe('too-noisy')
})

test('unlike the textbook, where it is far from it', () => {
  const { published } = judge([trial('one', 1, 60, 0.4), trial('one', 4, 60, 0.5)])
  expect(published).toMatch(
    /^Unlike .* 37 points: for 4 programs that wait 60 % it predicts 87\u202f%, and 50\u202f% was measured/u,
  )
})

test('nothing yet, a run that was stopped, and programs that cannot be pinned', () => {
  expect(judge([]).kind).toBe('incomplete')
  expect(judge([trial('one', 1, 0, 0.9)]).kind).toBe('incomplete')
  const free = [trial('all', 1, 60, 0.4), trial('all', 4, 60, 1.6)]
  expect(judge(free)).toMatchObject({ kind: 'not-pinned', text: expect.stringContaining('did 4.00× the work of one') })
  const [chart] = multiprogramming.picture!(trialsOf(multiprogramming, free, { workers: 4 })).figures
  expect(chart?.title).toContain('cannot pin programs to one core here')
})

test('the picture: utilisation beside the textbook, throughput, switches, and who ran when', () => {
  const trials = [...COMPUTING, trial('one', 4, 60, 0.9), trial('all', 4, 60, 1.6)]
  const { measurements, figures } = multiprogramming.picture!(trialsOf(multiprogramming, trials, { workers: 4 }))
  const [busy, done, voluntary, involuntary] = measurements
  expect(busy!.points.find(({ series, x }) => series === '4 on all cores' && x === 0.6)?.value).toBeCloseTo(0.8)
  expect(busy!.points.find(({ series, x }) => series === '4 on one core' && x === 0.6)?.value).toBeCloseTo(0.9)
  expect(done!.points.map(({ value }) => value)).toEqual([10, 40, 80, 40, 40])
  expect([voluntary, involuntary].map((measurement) => measurement!.points[1]!.value)).toEqual([20, 80])
  const [chart, , , , lanes] = figures
  expect(chart).toMatchObject({
    references: [{ label: '1 − p' }, { label: '1 − pⁿ, n = 2' }, { label: '1 − pⁿ, n = 4' }],
  })
  expect(lanes?.kind === 'lanes' && lanes.lanes.map(({ group, worker: who }) => `${group} ${who}`)).toEqual([
    ...[0, 1, 2, 3].map((who) => `on one core ${who}`),
    ...[0, 1, 2, 3].map((who) => `on all cores ${who}`),
  ])
})

test('a worker that tells no CPU time leaves a gap, with its reason', () => {
  const workers = [worker(0, { cpuSeconds: undefined, cpuMissing: 'not told', values: {} })]
  const silent = result('one-1-60', 1, { workers })
  const { measurements } = multiprogramming.picture!(trialsOf(multiprogramming, [silent], { workers: 4 }))
  for (const { points } of measurements) expect(points[0]).toMatchObject({ missing: 'not reported by any repeat' })
})
