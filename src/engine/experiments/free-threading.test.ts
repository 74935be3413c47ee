import { expect, test } from 'vitest'
import type { Runtime } from '../../contract/experiment.ts'
import type { ModelSummary, TrialResult } from '../../contract/run.ts'
import { result } from '../../contract/testing.ts'
import type { ResolvedRequest } from './experiment.ts'
import { freeThreading } from './free-threading.ts'
import { NODE, evidence, modelsLike, row, runtimeLike } from './testing.ts'

const build = (version: string, freeThreadedBuild: boolean): Runtime =>
  runtimeLike({
    id: `cpython-${version}${freeThreadedBuild ? 't' : ''}`,
    label: `CPython ${version}${freeThreadedBuild ? ' · free-threaded' : ''}`,
    version,
    freeThreadedBuild,
    gilEnabled: !freeThreadedBuild,
    models: modelsLike('sequential', 'threads', 'processes'),
  })

const [OLD, NEW, NEWEST] = [build('3.11.7', false), build('3.13.0', false), build('3.14.0', false)]
const [FREE, NEWER_FREE] = [build('3.13.5', true), build('3.14.1', true)]

function variants(runtime: Runtime, runtimes: readonly Runtime[], models = ['sequential', 'threads']) {
  const resolved: ResolvedRequest = {
    models: modelsLike(...models),
    workers: 2,
    seconds: 0.25,
    repeat: 2,
    params: {},
    runtime,
    runtimes,
    cores: 2,
  }
  return freeThreading.variants!(resolved)
}

/** As in "cpython-3.13.5t -X gil=1"; "as asked" for the plan's own. */
const overrides = (...resolved: Parameters<typeof variants>) => [
  ...new Set(
    variants(...resolved).map(({ id, interpreter }) => {
      const where = interpreter ? [interpreter.runtime.id, ...interpreter.args].join(' ') : 'as asked'
      return `${id.split('-')[0]}: ${where}`
    }),
  ),
]

test('beside a build with the GIL: one without of the same minor version, with the GIL and without', () => {
  expect(overrides(NEW, [NEWEST, NEWER_FREE, FREE, NEW, OLD, NODE])).toEqual([
    'gil: as asked',
    'free: cpython-3.13.5t -X gil=0',
    'locked: cpython-3.13.5t -X gil=1',
  ])
})

test('else the newest', () => {
  expect(overrides(OLD, [NEWER_FREE, FREE, OLD])).toContain('free: cpython-3.14.1t -X gil=0')
})

test('beside a build without the GIL, one with it', () => {
  expect(overrides(FREE, [NEWEST, FREE, NEW, OLD])).toEqual([
    'gil: cpython-3.13.0',
    'free: cpython-3.13.5t -X gil=0',
    'locked: cpython-3.13.5t -X gil=1',
  ])
  expect(overrides(FREE, [FREE])).toHaveLength(2)
})

test('without such a build, what there is', () => {
  expect(overrides(OLD, [NEW, OLD, NODE])).toEqual(['gil: as asked'])
  expect(overrides(OLD, [{ ...FREE, status: 'broken' }, OLD])).toEqual(['gil: as asked'])
})

test('each build runs the models that it has; sharing is of threads, on the build as it is', () => {
  const models = [...NEWEST.models, ...modelsLike('interpreters')]
  const resolved = { ...NEWEST, models }
  const ids = variants(resolved, [resolved, FREE], ['sequential', 'threads', 'interpreters']).map(({ id }) => id)
  expect(ids).toEqual([
    'gil-sequential',
    'gil-threads',
    'gil-interpreters',
    'free-sequential',
    'free-threads',
    'locked-sequential',
    'locked-threads',
    'gil-sharing-sequential',
    'gil-sharing-threads',
    'free-sharing-sequential',
    'free-sharing-threads',
  ])
})

test('Node has no such builds', () => {
  expect(() => variants(NODE, [NODE, FREE])).toThrow('choose a CPython')
})

const busy = (variant: string, median: number, cores = 1, change: Partial<ModelSummary> = {}) =>
  row(variant, median, { model: variant.split('-').at(-1)!, effectiveParallelism: cores, ...change })

const GIL = [busy('gil-sequential', 2), busy('gil-threads', 2.1)]
const LOCKED = [busy('locked-sequential', 2.3), busy('locked-threads', 2.4)]
const SCALING = [busy('free-sequential', 2.4), busy('free-threads', 1.25, 1.9)]
const SHARING = [busy('free-sharing-sequential', 1), busy('free-sharing-threads', 2.8, 1.9)]

function withSeats(summary: readonly ModelSummary[], change: Parameters<typeof evidence>[2] = {}) {
  const results = summary.map(({ variant, model: modelId, median }): TrialResult =>
    result(variant, median, { model: modelId }),
  )
  const given = evidence(freeThreading, summary, { results, runtime: NEW, ...change })
  const interpreterOverride = { runtime: FREE.id, label: FREE.label, args: [] }
  const all = given.plan.variants.map((variant) =>
    variant.id.startsWith('gil') ? variant : { ...variant, interpreterOverride },
  )
  return { ...given, plan: { ...given.plan, variants: all } }
}

const judge = (...args: Parameters<typeof withSeats>) => freeThreading.judge(withSeats(...args))

test('threads that scale without the GIL, and what that costs', () => {
  const { kind, outcome, text, published } = judge([...GIL, ...SCALING, ...LOCKED, ...SHARING])
  expect({ kind, outcome }).toEqual({ kind: 'threads-scale', outcome: 'faster' })
  expect(text).toContain('2 threads took 0.52× the sequential time and kept 1.9 cores busy')
  expect(text).toContain('with the GIL, 1.04× in the same build and 1.05× on CPython 3.13.0')
  expect(text).toContain('1.04× that of the same build with the GIL and 1.20× that of CPython 3.13.0')
  expect(text).toContain('update one list took 2.80× the sequential time')
  expect(published).toMatch(/^As in .* 1\.14× .* 0\.27× without.* about 40 % longer .* on 3\.13; here it was 20/u)
})

test('builds of different versions differ by more than the GIL', () => {
  const { text, published } = judge([...GIL, ...SCALING], { runtime: OLD })
  expect(text).toContain('1.20× that of CPython 3.11.7, another version')
  expect(published).not.toContain('longer')
})

test('threads that do not', () => {
  const held = [busy('free-sequential', 2.4), busy('free-threads', 2.4)]
  const { kind, outcome, published } = judge([...GIL, ...held])
  expect({ kind, outcome }).toEqual({ kind: 'threads-do-not-scale', outcome: 'same' })
  expect(published).toMatch(/^Unlike/u)
  const slow = [busy('free-sequential', 2.4), busy('free-threads', 4, 1.9)]
  expect(judge([...GIL, ...slow])).toMatchObject({ kind: 'threads-do-not-scale', outcome: 'slower' })
})

test.each([
  ['repeats that differ', [busy('free-sequential', 2.4, 1, { spread: 0.6 }), busy('free-threads', 2.2)]],
  ['one worker at a time that was held up', [busy('free-sequential', 2.4, 0.6), busy('free-threads', 1.5, 1)]],
  ['a gain without a core more', [busy('free-sequential', 2.4), busy('free-threads', 1.5, 1)]],
])('%s: too noisy to say', (_, summary) => {
  expect(judge([...GIL, ...summary])).toMatchObject({ kind: 'too-noisy' })
})

test('without such a build it says what to install, and what it measured', () => {
  const { kind, text } = judge(GIL)
  expect(kind).toBe('no-free-threaded-build')
  expect(text).toMatch(/Install one.* 2 threads took 1\.05×/u)
  expect(judge([])).toMatchObject({ kind: 'no-free-threaded-build' })
})

test('a run that was stopped before threads ran without the GIL; one core', () => {
  expect(judge([...GIL, SCALING[0]!]).kind).toBe('incomplete')
  expect(judge([...GIL, ...SCALING], { cores: 1 }).kind).toBe('one-core')
})

test('the picture: a category for each build, a bar for each model, what was published behind its bar', () => {
  const { measurements, figures } = freeThreading.picture!(withSeats([...GIL, ...SCALING, ...LOCKED, ...SHARING]))
  const [wall, shared, alone, speed] = measurements
  expect(wall!.points.map(({ x, series }) => `${x} ${series}`)).toEqual([
    'CPython 3.13.0 sequential',
    'CPython 3.13.0 threads',
    'CPython 3.13.5t sequential',
    'CPython 3.13.5t threads',
    'CPython 3.13.5t -X gil=1 sequential',
    'CPython 3.13.5t -X gil=1 threads',
  ])
  expect(shared!.points).toHaveLength(2)
  expect(alone!.points.map(({ value }) => value)).toEqual([1, 1.2, 1.15].map((value) => expect.closeTo(value)))
  expect(speed!.points).toEqual([expect.objectContaining({ x: 'CPython 3.13.5t', value: expect.closeTo(1 / 2.8) })])
  const [walls] = figures
  const threads = walls?.kind === 'chart' ? walls.references.find(({ series }) => series === 'threads') : undefined
  expect(threads?.points).toEqual([
    { x: 'CPython 3.13.0', value: expect.closeTo((1.034 / 0.909) * 2) },
    { x: 'CPython 3.13.5t', value: expect.closeTo((0.279 / 0.909) * 2) },
  ])
})

test('the picture says where the build without the GIL is missing', () => {
  const [wall] = freeThreading.picture!(withSeats(GIL)).measurements
  expect(wall!.points.slice(2)).toEqual([
    {
      series: 'sequential',
      x: 'a build without the GIL',
      model: 'sequential',
      kind: 'sequential',
      missing: 'not found',
    },
    {
      series: 'threads',
      x: 'a build without the GIL',
      model: 'threads',
      kind: 'thread',
      missing: 'not found',
    },
  ])
})
