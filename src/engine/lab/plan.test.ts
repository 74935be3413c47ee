import { expect, test } from 'vitest'
import type { Model, Runtime, Settings } from '../../contract/experiment.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { RunRequest } from '../../contract/run.ts'
import { EXPERIMENTS, SUITES } from '../experiments/index.ts'
import { ioWait } from '../experiments/io-wait.ts'
import type { VariantSpec } from '../experiments/experiment.ts'
import { runtimeLike, variantLike } from '../experiments/testing.ts'
import { checkSettings, chooseExperiments, planRun } from './plan.ts'

const SITE = { runtimes: [runtimeLike()], cores: 2 }
const catalogue = { experiments: EXPERIMENTS, suites: SUITES }

function plan(request: RunRequest, runtime = runtimeLike()) {
  const planned = chooseExperiments(request, catalogue).map((module) => planRun(module, request, runtime, SITE))
  checkSettings(request, planned, runtime)
  return planned.map((run) => run.plan)
}

function refusal(request: Partial<RunRequest>, runtime = runtimeLike()) {
  try {
    plan({ experiment: 'io-wait', ...request }, runtime)
  } catch (error) {
    if (error instanceof CoreglowError) return { code: error.code, path: error.path, message: error.message }
    throw error
  }
  throw new Error('it was not refused')
}

test('blanks take the defaults of the experiment', () => {
  expect(plan({ experiment: 'io-wait' })).toEqual([
    {
      experiment: 'io-wait',
      runtime: 'cpython-3.11.7',
      models: ['sequential', 'threads', 'processes'],
      variants: ['sequential', 'threads', 'processes'].map((id) => variantLike(id)),
      params: { 'start-method': 'default' },
      workers: 2,
      seconds: 2,
      repeat: 3,
      rate: 20,
    },
  ])
})

test('a suite is its experiments in order, with the bet of each', () => {
  const bet = { 'io-wait': 'threads', 'cpu-countdown': 'same' }
  expect(
    plan({ experiment: 'six', workers: 4, bet }).map((planned) => [planned.experiment, planned.workers, planned.bet]),
  ).toEqual([
    ['io-wait', 4, 'threads'],
    ['cpu-countdown', 4, 'same'],
  ])
})

test.each([
  ['io-wiat', 'io-wait'],
  ['cpu-countdow', 'cpu-countdown'],
  ['sixx', 'six'],
  ['zzzzzzzzzz', 'cpu-countdown'],
])('an unknown experiment %s gets %s named', (experiment, near) => {
  const { code, path, message } = refusal({ experiment })
  expect({ code, path }).toEqual({ code: 'unknown-experiment', path: 'params.experiment' })
  expect(message).toContain(near)
})

test.each([0, -1, 1.5, 65, 1e9, NaN, Infinity])('workers %s are refused', (workers) => {
  const { code, path, message } = refusal({ workers })
  expect({ code, path }).toEqual({ code: 'bad-params', path: 'params.workers' })
  expect(message).toBe(`Workers must be a whole number from 1 to 64, not ${workers}.`)
})

test.each([
  ['seconds', 0],
  ['seconds', 61],
  ['repeat', 0],
  ['repeat', 2.5],
  ['rate', 0.5],
  ['rate', 101],
] as const)('%s %s is refused', (field, value) => {
  expect(refusal({ [field]: value })).toMatchObject({ code: 'bad-params', path: `params.${field}` })
})

test('fractions are fine where they make sense', () => {
  expect(plan({ experiment: 'io-wait', seconds: 0.2, rate: 33.3 })[0]).toMatchObject({ seconds: 0.2, rate: 33.3 })
})

test('a run that could take hours is refused', () => {
  expect(refusal({ workers: 64, seconds: 60, repeat: 20 })).toMatchObject({
    code: 'bad-params',
    path: 'params.seconds',
  })
})

test('models: unknown, not of this work, twice, none', () => {
  const models = (...names: string[]) => refusal({ models: names })
  expect(models('sequential', 'treads')).toMatchObject({ code: 'unknown-model', path: 'params.models.1' })
  expect(models('sequential', 'treads').message).toContain('threads')
  expect(refusal({ experiment: 'race', models: ['asyncio'] }, runtimeLike({ work: ['race'] }))).toMatchObject({
    code: 'unknown-model',
  })
  expect(models('threads', 'threads')).toMatchObject({ code: 'bad-params', path: 'params.models.1' })
  expect(models()).toMatchObject({ code: 'bad-params', path: 'params.models' })
})

function withModel(id: string, change: Partial<Model>): Runtime {
  const runtime = runtimeLike()
  const model = runtime.models.find((candidate) => candidate.id === id)!
  return { ...runtime, models: [...runtime.models.filter((candidate) => candidate !== model), { ...model, ...change }] }
}

test('a model that the runtime does not have says what it needs, and is no default there', () => {
  const runtime = withModel('threads', { available: false, needs: 'a newer Node' })
  const refused = refusal({ models: ['threads'] }, runtime)
  expect(refused).toMatchObject({ code: 'unsupported', path: 'params.models.0' })
  expect(refused.message).toContain('a newer Node')
  expect(plan({ experiment: 'io-wait' }, runtime)[0]?.models).toEqual(['sequential', 'processes'])
})

test('a model that describes itself is offered by its kind, and one of a default kind runs by default', () => {
  const usual = runtimeLike()
  const runtime = { ...usual, models: [...usual.models, { ...usual.models[1]!, id: 'mine', label: 'my threads' }] }
  const [run] = plan({ experiment: 'io-wait' }, runtime)
  expect(run!.models).toEqual(['sequential', 'threads', 'mine', 'processes'])
  expect(run!.variants.map(({ label, kindIndex }) => [label, kindIndex])).toEqual([
    ['sequential', undefined],
    ['threads', undefined],
    ['my threads', 1],
    ['processes', undefined],
  ])
})

test('an experiment of one model takes any one, and no two', () => {
  const usual = runtimeLike({ work: ['race'] })
  const runtime = { ...usual, models: [...usual.models, { ...usual.models[1]!, id: 'mine' }] }
  const models = (...ids: string[]) => plan({ experiment: 'race', models: ids }, runtime)[0]!.variants
  expect(new Set(models('mine').map(({ model }) => model))).toEqual(new Set(['mine']))
  expect(plan({ experiment: 'race' }, runtime)[0]!.models).toEqual(['threads'])
  const refused = refusal({ experiment: 'race', models: ['threads', 'mine'] }, runtime)
  expect(refused).toMatchObject({ code: 'bad-params', path: 'params.models' })
})

test('a model that cannot run this work here is refused', () => {
  const runtime = withModel('asyncio', { work: ['countdown'] })
  expect(refusal({ models: ['asyncio'] }, runtime)).toMatchObject({ code: 'unsupported' })
})

test('a runtime that cannot run is refused with its reason', () => {
  const broken = refusal({}, runtimeLike({ status: 'broken', reason: 'it printed garbage.' }))
  expect(broken).toMatchObject({ code: 'broken-runtime', path: 'params.runtime' })
  expect(broken.message).toContain('it printed garbage.')
  expect(refusal({}, runtimeLike({ status: 'unsupported', reason: 'too old.' })).code).toBe('unsupported')
  const refused = refusal({ experiment: 'db-matrix' }, runtimeLike({ label: 'Node 20', work: ['wait'] }))
  expect(refused.code).toBe('unsupported')
  expect(refused.message).toBe('Node 20 cannot run db-matrix; it needs CPython, which includes SQLite.')
})

test('settings of its own: unknown, not among the choices, out of range', () => {
  const params = (experiment: string, settings: Settings) => refusal({ experiment, params: settings })
  expect(params('io-wait', { 'start-methd': 'fork' })).toMatchObject({
    code: 'bad-params',
    path: 'params.params.start-methd',
  })
  expect(params('io-wait', { 'start-method': 'frok' }).message).toContain('Did you mean fork')
  expect(params('gil-handoff', { 'switch-interval': 0 })).toMatchObject({ path: 'params.params.switch-interval' })
})

test('of a suite each experiment takes the settings that it has, and what none has is refused', () => {
  const runtime = runtimeLike({ startMethods: ['fork', 'spawn'] })
  const plans = plan({ experiment: 'six', params: { 'start-method': 'spawn' } }, runtime)
  expect(plans.map(({ params }) => params['start-method'])).toEqual(['spawn', 'spawn'])
  expect(refusal({ experiment: 'six', params: { 'switch-interval': 5 } })).toMatchObject({ code: 'bad-params' })
})

test('a choice that looks like a number is a word', () => {
  const choices = ['2', '4'].map((id) => ({ id, label: id }))
  const parameter = { id: 'depth', label: 'Depth', kind: 'choice' as const, default: '2', choices }
  const { experiment } = ioWait
  const module = { ...ioWait, experiment: { ...experiment, parameters: [...experiment.parameters, parameter] } }
  const request = { experiment: 'io-wait', params: { depth: 4 } }
  expect(planRun(module, request, runtimeLike(), SITE).plan.params['depth']).toBe('4')
})

test('a variant that its interpreter cannot run is refused, also where that is another one', () => {
  const planned = (spec: Partial<VariantSpec>) => {
    const whole = { ...variantLike('a', 'threads'), ...spec }
    return () => planRun({ ...ioWait, variants: () => [whole] }, { experiment: 'io-wait' }, runtimeLike(), SITE)
  }
  const counts = runtimeLike({ label: 'Other', models: [{ ...runtimeLike().models[1]!, work: ['countdown'] }] })
  expect(planned({})).not.toThrow()
  expect(planned({ interpreter: { runtime: counts, args: [] } })).toThrow('Other cannot run the work "wait"')
  const work = { id: 'countdown', unit: 'steps', bound: 'cpu' as const }
  expect(planned({ work, interpreter: { runtime: counts, args: [] } })).not.toThrow()
  expect(planned({ work, model: 'processes', interpreter: { runtime: counts, args: [] } })).toThrow('no model')
})

test('a bet that is no choice is refused', () => {
  expect(refusal({ bet: { 'io-wait': 'thread' } })).toMatchObject({ code: 'bad-params', path: 'params.bet.io-wait' })
})

test('a setting of a model is one of the run where that model is chosen, and goes to its variants', () => {
  const address = { id: 'address', label: 'Address', kind: 'text' as const, default: 'local' }
  const [sequential, threads] = runtimeLike().models
  const runtime = runtimeLike({ models: [sequential!, { ...threads!, settings: [address] }] })
  const request = { experiment: 'io-wait', models: ['sequential', 'threads'], params: { address: ' tcp://host:1 ' } }
  const planned = planRun(ioWait, request, runtime, SITE)
  expect(planned.plan.params).toMatchObject({ address: 'tcp://host:1' })
  expect(planned.specs.map(({ options }) => options)).toEqual([undefined, { settings: { address: 'tcp://host:1' } }])
  expect(plan({ ...request, params: {} }, runtime)[0]!.params).toMatchObject({ address: 'local' })
  const refused = refusal({ ...request, models: ['sequential'] }, runtime)
  expect(refused).toMatchObject({ code: 'bad-params', path: 'params.params.address' })
  expect(refused?.message).toBe('"address" is a setting of the model "threads", which this run does not have.')
})
