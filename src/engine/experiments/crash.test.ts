import { expect, test } from 'vitest'
import type { Grid } from '../../contract/figure.ts'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { crash } from './crash.ts'
import { askedLike, trialsOf, variantLike } from './testing.ts'

const ASKED = askedLike({
  workers: 3,
  seconds: 0.4,
  params: { way: 'all' },
})

test('a variant for each way to die in each model, or for one way', () => {
  const orders = crash.variants!(ASKED)
  expect(orders).toHaveLength(10)
  expect(orders[1]).toMatchObject({
    id: 'exception-processes',
    model: 'processes',
    workers: 3,
    params: { way: 'exception' },
  })
  expect(crash.variants!({ ...ASKED, params: { way: 'kill' } }).map(({ id }) => id)).toEqual([
    'kill-threads',
    'kill-processes',
  ])
  expect(crash.work.mayLoseWorkers).toBe(true)
})

/** The second of three workers dies; so many of the others go on. */
function trial(way: string, model: string, survivors: number, change: Partial<TrialResult> = {}): TrialResult {
  const fates = [survivors > 0, false, survivors > 1]
  const workers = fates.map((lives, index) => worker(index, { lost: lives ? undefined : 'signal SIGSEGV' }))
  return result(`${way}-${model}`, 0.6, { model, workers, ...change })
}

/** All die with the program. */
const fallen = (way: string) => trial(way, 'threads', 0, { died: 'signal SIGSEGV' })

function evidence(trials: readonly TrialResult[]) {
  const given = trialsOf(crash, trials, { workers: 3 })
  const ids = [...new Set(trials.map(({ variant }) => variant))]
  const variants = ids.map((id) => variantLike(id, id.slice(id.indexOf('-') + 1), 3))
  return { ...given, plan: { ...given.plan, variants } }
}

const judge = (trials: readonly TrialResult[]) => crash.judge(evidence(trials))

test('processes isolate, threads share their fate', () => {
  const trials = [trial('exception', 'threads', 2), fallen('segfault'), trial('segfault', 'processes', 2)]
  const { kind, outcome, text } = judge(trials)
  expect({ kind, outcome }).toEqual({ kind: 'processes-isolate', outcome: 'processes' })
  expect(text).toBe(
    'Threads: none of the others went on after a segmentation fault; they went on after an exception. Processes: the others went on after a segmentation fault.',
  )
})

test('without processes, a fate is shared', () => {
  expect(judge([fallen('kill'), trial('exception', 'threads', 2)])).toMatchObject({
    kind: 'fate-shared',
    outcome: undefined,
  })
})

test('processes that go down too are said to', () => {
  const trials = [fallen('segfault'), trial('segfault', 'processes', 1)]
  const { kind, outcome, text } = judge(trials)
  expect({ kind, outcome }).toEqual({ kind: 'processes-share', outcome: 'none' })
  expect(text).toContain('Processes: not all of the others')
})

test('when all others go on each time, all is isolated', () => {
  const trials = ['exception', 'segfault'].flatMap((way) => [trial(way, 'threads', 2), trial(way, 'processes', 2)])
  expect(judge(trials)).toMatchObject({
    kind: 'all-isolated',
    outcome: 'all',
    text: expect.stringContaining('each time'),
  })
})

test('repeats that end in different ways are too noisy', () => {
  const { kind, text } = judge([trial('kill', 'threads', 2), trial('kill', 'threads', 0, { repeat: 2 })])
  expect(kind).toBe('too-noisy')
  expect(text).toContain('0 and 2 others')
})

test('nobody died: there is nothing to see', () => {
  const unable = worker(1, { values: { needs: 'Linux' } })
  const alive = result('memory-threads', 0.6, { model: 'threads', workers: [worker(0), unable, worker(2)] })
  expect(judge([]).kind).toBe('incomplete')
  expect(judge([alive]).kind).toBe('incomplete')
  expect(gridOf([alive]).rows.at(-1)!.cells[0]).toMatchObject({ tone: 'dim', text: 'needs Linux' })
})

function gridOf(trials: readonly TrialResult[]): Grid {
  const [grid] = crash.picture!(evidence(trials)).figures
  if (grid?.kind !== 'grid') throw new Error('That is no grid.')
  return grid
}

test('the picture: who survived, by way and model, with how the victim ended', () => {
  const broken = trial('segfault', 'process-pool', 0, { workers: [worker(0, { lost: 'its pool broke' })] })
  const trials = [fallen('segfault'), trial('segfault', 'processes', 2), broken]
  const { columns, rows } = gridOf(trials)
  expect(columns).toEqual(['one worker', 'threads', 'processes', 'process-pool'])
  expect(rows.map(({ label }) => label)).toEqual(['exception', 'exit', 'segmentation fault', 'kill', 'out of memory'])
  expect(rows[2]!.cells).toMatchObject([
    { tone: 'bad', text: '0 of 2 others survived · victim: signal SIGSEGV · the whole program died' },
    { tone: 'good', text: '2 of 2 others survived · victim: signal SIGSEGV' },
    { tone: 'dim', text: 'never started' },
  ])
  expect(rows[0]!.cells[0]).toMatchObject({ tone: 'dim', text: '–' })
})

test('the measurement: how many of the others went on', () => {
  const trials = [fallen('kill'), trial('kill', 'processes', 2), trial('exception', 'threads', 2)]
  const [survivors] = crash.picture!(evidence(trials)).measurements
  const numbers = survivors!.points.map(({ series, x, value }) => [series, x, value])
  expect(numbers).toEqual([
    ['threads', 'kill', 0],
    ['processes', 'kill', 2],
    ['threads', 'exception', 2],
  ])
})
