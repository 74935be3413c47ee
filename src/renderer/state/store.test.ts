import { expect, test } from 'vitest'
import { sampleProgram } from '../../testing/sample-program.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { fakeApp, sampleExperiment, sampleRuntime } from '../testing-app.ts'
import { shownFromRecord } from './runs.ts'
import {
  activeRun,
  currentRuntime,
  experimentsOf,
  latestRuns,
  modelChoices,
  openedProgram,
  selectedSuite,
  timelineRun,
  variantLabel,
  withoutBet,
  type AppState,
  type Settings,
} from './store.ts'

const NO_CHOICES: Settings = { models: {}, params: {}, bets: {} }
const stateOf = (state: Partial<AppState> = {}) => fakeApp({ state }).store.getState()
const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id)

test('an id stands for an experiment or for those of a suite; an unknown one for none', () => {
  const state = stateOf()
  expect(ids(experimentsOf(state, 'counting'))).toEqual(['counting'])
  expect(ids(experimentsOf(state, 'six'))).toEqual(['waiting', 'counting'])
  expect(experimentsOf(state, 'gone')).toEqual([])
  expect(experimentsOf(state, undefined)).toEqual([])
  expect(experimentsOf({ catalog: undefined }, 'six')).toEqual([])
})

test('an experiment of its own is no suite', () => {
  expect(selectedSuite(stateOf({ selected: 'six' }))?.name).toBe('Both')
  expect(selectedSuite(stateOf({ selected: 'waiting' }))).toBeUndefined()
})

test('the latest runs are in the order of the selected experiments, not in that in which they ran', () => {
  const run = (experiment: string) => {
    const shown = shownFromRecord(sampleRun())
    return { ...shown, runId: experiment, plan: { ...shown.plan, experiment } }
  }
  const byExperiment = { counting: run('counting'), waiting: run('waiting'), other: run('other') }
  const state = stateOf({ selected: 'six', runs: { busy: true, active: 'waiting', byExperiment } })
  expect(latestRuns(state).map(({ runId }) => runId)).toEqual(['waiting', 'counting'])
  expect(activeRun(state)?.runId).toBe('waiting')
  expect(timelineRun(latestRuns(state), 'waiting')?.runId).toBe('waiting')
  expect(timelineRun(latestRuns(state), 'other')?.runId).toBe('counting')
  expect(timelineRun([], 'waiting')).toBeUndefined()
  expect(activeRun(stateOf())).toBeUndefined()
})

test('what is open is a program only if it is no run', () => {
  const program = sampleProgram()
  expect(openedProgram({ opened: program })).toBe(program)
  expect(openedProgram({ opened: sampleRun() })).toBeUndefined()
  expect(openedProgram({ opened: undefined })).toBeUndefined()
})

test('the runtime is the chosen one where it can be used, else the preferred one', () => {
  const runtimes = {
    runtimes: [sampleRuntime('a'), sampleRuntime('b'), sampleRuntime('old', { status: 'unsupported' })],
    preferred: 'a',
  }
  const chosen = (runtime?: string) => currentRuntime(stateOf({ runtimes, settings: { ...NO_CHOICES, runtime } }))?.id
  expect([chosen(), chosen('b'), chosen('old'), chosen('gone')]).toEqual(['a', 'b', 'a', 'a'])
  expect(currentRuntime(stateOf({ runtimes: undefined }))).toBeUndefined()
})

test('models are chosen by default or by hand, and those that cannot run are never chosen', () => {
  const experiment = sampleExperiment('counting', {
    models: { default: ['sequential', 'thread'], offered: { kinds: ['sequential', 'thread'] } },
  })
  const [sequential, threads] = sampleRuntime('3.13').models
  const needy = { ...threads!, id: 'free', label: 'free', available: false, needs: 'CPython 3.13t' }
  const runtime = sampleRuntime('3.13', {
    models: [sequential!, threads!, needy, { ...needy, id: 'x', needs: undefined }],
  })
  const choices = (settings: Partial<Settings> = {}) =>
    modelChoices(experiment, runtime, { ...NO_CHOICES, ...settings }).map(({ model, chosen, needs }) => [
      model.id,
      chosen,
      needs,
    ])
  expect(choices()).toEqual([
    ['sequential', true, undefined],
    ['threads', true, undefined],
    ['free', false, 'CPython 3.13t'],
    ['x', false, 'another runtime'],
  ])
  expect(choices({ models: { counting: ['threads', 'free'] } }).map(([, chosen]) => chosen)).toEqual([
    false,
    true,
    false,
    false,
  ])
  expect(modelChoices(experiment, undefined, NO_CHOICES)).toEqual([])
})

test('a bet that is taken back leaves the others', () => {
  const settings = { ...NO_CHOICES, workers: 3, bets: { a: 'same', b: 'less' } }
  expect(withoutBet(settings, 'a')).toEqual({ ...settings, bets: { b: 'less' } })
  expect(settings.bets).toEqual({ a: 'same', b: 'less' })
})

test('a variant has the label of the plan, or its id where the plan does not have it', () => {
  const { plan } = shownFromRecord(sampleRun())
  expect(plan.variants.map(({ id }) => variantLabel(id, { plan }))).toEqual(plan.variants.map(({ label }) => label))
  expect(variantLabel('gone', { plan })).toBe('gone')
})
