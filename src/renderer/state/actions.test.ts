import { expect, test } from 'vitest'
import { CoreglowError } from '../../contract/procedures.ts'
import { sampleProgram } from '../../testing/sample-program.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { fakeApp, HOST, later, numberParameter, sampleExperiment, sampleRuntime } from '../testing-app.ts'
import {
  addRuntime,
  backToLive,
  change,
  exportPicture,
  exportRuns,
  openSaved,
  placeBet,
  refreshRuntimes,
  requestOf,
  resetParams,
  select,
  setParam,
  startRun,
  stopRun,
} from './actions.ts'

const run = sampleRun()
const FILE = { fileName: 'run.json', mediaType: 'application/json', path: '/tmp/1' }
const fail = (message: string) => () => {
  throw new CoreglowError('internal', message)
}
const SAVES = { link: { status: 'open', host: { ...HOST, dialogs: true } } } as const

test('a request has what the user chose, within the limits of the experiment, and nothing else', () => {
  const { app, store } = fakeApp()
  expect(requestOf(store.getState(), 'counting')).toEqual({
    experiment: 'counting',
    runtime: '3.13',
    rate: undefined,
    params: undefined,
    bet: {},
  })
  const size = numberParameter('size')
  const { catalog } = store.getState()
  const sample = catalog!.experiments.find(({ id }) => id === 'counting')
  store.setState({
    catalog: { ...catalog!, experiments: [{ ...sample!, parameters: [...sample!.parameters, size] }] },
  })
  change(app, { workers: 99, seconds: 4, models: { counting: ['threads'] }, runtime: '3.12' })
  setParam(app, 'counting', size, 5)
  setParam(app, 'counting', numberParameter('of-a-model-that-is-not-chosen'), 5)
  placeBet(app, 'counting', 'same')
  expect(requestOf(store.getState(), 'counting')).toMatchObject({
    runtime: '3.12',
    workers: 8,
    seconds: 4,
    params: { size: 5 },
    bet: { counting: 'same' },
    models: ['threads'],
  })
})

test('a suite has the models of its experiments and the sample rate that is preferred', () => {
  const stored = { preferences: { rate: 40 }, added: [], dataFolder: { path: '/d', source: 'default' } }
  const { app, store } = fakeApp({ state: { stored: stored as never } })
  change(app, { models: { counting: ['threads'] }, repeat: 2 })
  const request = requestOf(store.getState(), 'six')
  expect(request).toMatchObject({ experiment: 'six', rate: 40, repeat: 2 })
  expect(request).not.toHaveProperty('models')
})

test('a run that starts is shown at once, and the wait for the answer ends with it', async () => {
  const { app, store, sent } = fakeApp({
    state: { opened: run, page: 'history' },
    answers: { startRun: () => ({ runIds: ['r'] }) },
  })
  const started = startRun(app, 'counting')
  expect(store.getState()).toMatchObject({ selected: 'counting', opened: undefined, page: 'run', pending: 'start' })
  await started
  expect(store.getState().pending).toBeUndefined()
  expect(sent.map(([name]) => name)).toEqual(['startRun'])
})

test('what goes wrong is said, and nothing stays pending', async () => {
  const { app, store, notices } = fakeApp({ answers: { stopRun: fail('No run is on.') } })
  await stopRun(app)
  await refreshRuntimes(app)
  expect(notices).toEqual(['error: No run is on.', 'error: The test has no answer to runtimes.'])
  expect(store.getState().pending).toBeUndefined()
})

test('a parameter at its default is no choice, and all can be reset', () => {
  const { app, store } = fakeApp()
  const [size, depth] = [numberParameter('size'), numberParameter('depth')]
  setParam(app, 'a', size, 5)
  setParam(app, 'a', depth, 3)
  setParam(app, 'b', size, 7)
  setParam(app, 'a', size, 2)
  expect(store.getState().settings.params).toEqual({ a: { depth: 3 }, b: { size: 7 } })
  resetParams(app, 'a')
  expect(store.getState().settings.params).toEqual({ b: { size: 7 } })
})

test('a bet can be changed and taken back', () => {
  const { app, store } = fakeApp()
  for (const choice of ['same', 'less']) placeBet(app, 'counting', choice)
  placeBet(app, 'waiting', 'more')
  placeBet(app, 'waiting', undefined)
  expect(store.getState().settings.bets).toEqual({ counting: 'less' })
})

test('a saved run is opened on its own experiment, a program on the page of programs', async () => {
  const program = sampleProgram()
  const { app, store } = fakeApp({ answers: { run: ({ id }) => (id === 'p' ? program : run) } })
  await openSaved(app, 'r')
  expect(store.getState()).toMatchObject({ opened: run, page: 'run', selected: run.experiment, opening: undefined })
  await openSaved(app, 'p')
  expect(store.getState()).toMatchObject({ opened: program, page: 'program', selected: run.experiment })
  backToLive(app)
  expect(store.getState().opened).toBeUndefined()
})

test('of two runs that are opened one after the other the later one is shown', async () => {
  const slowly = later<typeof run>()
  const other = { ...run, id: 'later' }
  const { app, store } = fakeApp({ answers: { run: ({ id }) => (id === 'slow' ? (slowly.answer as never) : other) } })
  const slow = openSaved(app, 'slow')
  await openSaved(app, 'later')
  slowly.give(run)
  await slow
  expect(store.getState().opened?.id).toBe('later')
})

test('a run that cannot be read leaves the page as it is', async () => {
  const { app, store, notices } = fakeApp({ state: { page: 'history' }, answers: { run: fail('The file is cut.') } })
  await openSaved(app, 'r')
  expect(store.getState()).toMatchObject({ page: 'history', opening: undefined })
  expect(notices).toEqual(['error: The file is cut.'])
})

test('selecting an experiment closes what was open', () => {
  const { app, store } = fakeApp({ state: { opened: run, page: 'compare' } })
  select(app, 'waiting')
  expect(store.getState()).toMatchObject({ selected: 'waiting', opened: undefined, page: 'run' })
})

test('an interpreter that is added is listed and taken', async () => {
  const runtime = sampleRuntime('mine')
  const { app, store } = fakeApp({
    answers: {
      addRuntime: () => runtime,
      runtimes: () => ({ runtimes: [runtime], preferred: 'mine' }),
      preferences: () => ({ preferences: {}, added: ['/usr/bin/mine'] }) as never,
    },
  })
  // The theme is stored for the next page: there is none here.
  await addRuntime(app, '/usr/bin/mine').catch(() => {})
  expect(store.getState().runtimes?.preferred).toBe('mine')
})

test.each([
  ['pdf', [['a', 'b']]],
  ['csv-results', [['a'], ['b']]],
] as const)('%s: one file for what belongs together, else one for each run', async (format, batches) => {
  const { app, sent, notices, actions } = fakeApp({
    state: SAVES,
    answers: { exportRun: () => FILE, saveFile: () => ({ path: '/home/me/run.json' }), showInFolder: () => ({}) },
  })
  await exportRuns(app, ['a', 'b'], format)
  const exported = sent.filter(([name]) => name === 'exportRun').map(([, params]) => params)
  expect(exported).toEqual(batches.map((ids) => ({ ids, format, theme: 'dark' })))
  expect(notices).toEqual(batches.map(() => 'done: Saved /home/me/run.json'))
  expect(actions[0]!.label).toBe('Show in folder')
  actions[0]!.run()
  await expect.poll(() => sent.at(-1)).toEqual(['showInFolder', { path: '/home/me/run.json' }])
})

test('a dialog that is cancelled saves nothing, and says nothing', async () => {
  const { app, notices } = fakeApp({ state: SAVES, answers: { exportRun: () => FILE, saveFile: () => ({}) } })
  await exportRuns(app, ['a'], 'json')
  expect(notices).toEqual([])
})

test('the picture of the window is taken by the host that can, else drawn by the page', async () => {
  const taken = { path: '/tmp/2', fileName: 'taken.png', mediaType: 'image/png' }
  const names: unknown[] = []
  for (const windowPicture of [true, false]) {
    const link = { status: 'open', host: { ...HOST, dialogs: true, windowPicture } } as const
    const { app, sent } = fakeApp({
      state: { link },
      answers: {
        windowPicture: () => taken,
        readFile: ({ offset }) => new Uint8Array(offset === 0 ? 3 : 0),
        createFile: () => ({ path: '/tmp/3' }),
        appendFile: () => ({}),
        releaseFile: () => ({}),
        saveFile: () => ({}),
      },
    })
    await exportPicture(app, async (file) => {
      names.push(file?.fileName, file?.content.size)
      return { fileName: 'picture.png', content: new Blob(['png'], { type: 'image/png' }) }
    })
    expect(sent.at(-1)).toEqual(['saveFile', { path: '/tmp/3', fileName: 'picture.png', mediaType: 'image/png' }])
  }
  expect(names).toEqual(['taken.png', 3, undefined, undefined])
})

test('an experiment that lacks a common setting is not sent it', () => {
  const experiments = [sampleExperiment('bare', { parameters: [] })]
  const { app, store } = fakeApp({ state: { catalog: { experiments, suites: [], glossary: [], previews: {} } } })
  change(app, { workers: 4 })
  expect(requestOf(store.getState(), 'bare')).not.toHaveProperty('workers')
})
