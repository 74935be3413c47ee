import { expect, test } from 'vitest'
import { CoreglowError } from '../../contract/procedures.ts'
import { sampleListing } from '../../testing/sample-listing.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { fakeApp, later } from '../testing-app.ts'
import { annotate, compare, openFiles, remove, showPage, showPlace } from './history-actions.ts'
import { runQueueGap } from './run-queue.ts'
import { loadHistory, saveAgain } from './saved-runs.ts'

const run = sampleRun()
const LISTING = sampleListing()
const UNSAVED = sampleListing({ id: 'b', bytes: 0 })
const COMPARISON = { labels: [], remarks: [], picture: { measurements: [], figures: [] } }
const names = (sent: ReturnType<typeof fakeApp>['sent']) => sent.map(([name]) => name)

test('a note is sent, and the history is read anew', async () => {
  const { app, store, sent } = fakeApp({ answers: { annotateRun: () => ({}), runs: () => [LISTING] } })
  await annotate(app, { id: 'a', pinned: true })
  expect(sent).toEqual([
    ['annotateRun', { id: 'a', pinned: true }],
    ['runs', {}],
  ])
  expect(store.getState().history).toEqual([LISTING])
})

test('what is removed is closed, and can be restored for a while', async () => {
  const { app, store, sent, notices, actions } = fakeApp({
    state: { history: [LISTING], opened: { ...run, id: 'a' } },
    answers: { removeRuns: () => ({}), restoreRuns: () => ({}), runs: () => [] },
  })
  await remove(app, ['a'])
  expect(store.getState()).toMatchObject({ opened: undefined, history: [] })
  expect(notices).toEqual(['done: 1 run deleted.'])
  actions[0]!.run()
  await expect.poll(() => names(sent)).toEqual(['removeRuns', 'runs', 'restoreRuns', 'runs'])
  expect(sent[2]).toEqual(['restoreRuns', { ids: ['a'] }])
})

test('a run that was never on the disk cannot be restored', async () => {
  const { app, sent, notices, actions } = fakeApp({
    state: { history: [LISTING, UNSAVED], opened: run },
    answers: { removeRuns: () => ({}), restoreRuns: () => ({}), runs: () => [LISTING, UNSAVED] },
  })
  await remove(app, ['b'])
  expect(actions).toEqual([])
  await remove(app, ['a', 'b'])
  expect(notices).toEqual(['done: 1 run deleted.', 'done: 2 runs deleted.'])
  actions[0]!.run()
  await expect.poll(() => sent.find(([name]) => name === 'restoreRuns')).toEqual(['restoreRuns', { ids: ['a'] }])
})

test('files are imported one after the other, and the first run is opened', async () => {
  const imported = [{ ids: ['x', 'y'] }, { ids: ['z'] }]
  const paths = ['/tmp/1', '/tmp/2']
  const { app, store, sent, notices } = fakeApp({
    answers: {
      createFile: () => ({ path: paths.shift()! }),
      appendFile: () => ({}),
      importRuns: () => imported.shift()!,
      releaseFile: () => ({}),
      runs: () => [],
      run: () => run,
    },
  })
  await openFiles(app, [new Blob(['first']), new Blob(['second'])])
  const oneFile = ['createFile', 'appendFile', 'importRuns', 'releaseFile']
  expect(names(sent)).toEqual([...oneFile, ...oneFile, 'runs', 'run'])
  expect(sent.filter(([name]) => name === 'importRuns').map(([, params]) => params)).toEqual([
    { path: '/tmp/1' },
    { path: '/tmp/2' },
  ])
  expect(store.getState().opened).toEqual(run)
  expect(notices).toEqual(['done: Imported 3 runs; this is the first.'])
})

test('no files are no import', async () => {
  const { app, store, sent, notices } = fakeApp({ answers: { runs: () => [] } })
  await openFiles(app, [])
  expect(names(sent)).toEqual(['runs'])
  expect(store.getState().opened).toBeUndefined()
  expect(notices).toEqual([])
})

test('runs are compared on a page of their own; what cannot be compared leads back to the history', async () => {
  const { app, store, sent } = fakeApp({ answers: { compareRuns: () => COMPARISON } })
  const comparing = compare(app, ['a', 'b'])
  expect(store.getState()).toMatchObject({ page: 'compare', comparison: { ids: ['a', 'b'] } })
  await comparing
  expect(store.getState().comparison).toEqual({ ids: ['a', 'b'], result: COMPARISON })
  expect(sent).toEqual([['compareRuns', { ids: ['a', 'b'] }]])

  const failing = fakeApp()
  await compare(failing.app, ['a', 'b'])
  expect(failing.store.getState()).toMatchObject({ page: 'history', comparison: undefined })
  expect(failing.notices).toHaveLength(1)
})

test('an answer that comes after another comparison was begun is not shown', async () => {
  const slowly = later<typeof COMPARISON>()
  const { app, store } = fakeApp({
    answers: { compareRuns: ({ ids }) => (ids[0] === 'slow' ? (slowly.answer as never) : COMPARISON) },
  })
  const first = compare(app, ['slow', 'b'])
  await compare(app, ['c', 'd'])
  slowly.give({ ...COMPARISON, labels: ['late'] as never })
  await first
  expect(store.getState().comparison).toEqual({ ids: ['c', 'd'], result: COMPARISON })
})

test('a run that could not be saved is tried again as often as is asked for', async () => {
  let isFull = true
  const { app, notices, actions } = fakeApp({
    answers: {
      saveRun: () => {
        if (isFull) throw new CoreglowError('internal', 'The disk is full.')
        return {}
      },
      runs: () => [],
    },
  })
  await saveAgain(app, 'b')
  expect(notices).toEqual(['error: The disk is full.'])
  isFull = false
  actions[0]!.run()
  await expect.poll(() => notices).toEqual(['error: The disk is full.', 'done: Run saved.'])
})

test('a history that cannot be read stays as it was', async () => {
  const { app, store } = fakeApp({ state: { history: [LISTING] } })
  await loadHistory(app)
  expect(store.getState().history).toEqual([LISTING])
})

test('a page keeps what is open, a place closes it', () => {
  const { app, store } = fakeApp({ state: { opened: run } })
  showPage(app, 'history')
  expect(store.getState()).toMatchObject({ page: 'history', opened: run })
  showPlace(app, 'program')
  expect(store.getState()).toMatchObject({ page: 'program', opened: undefined })
})

test('why there is no run queue time: of a recording, of this machine', () => {
  const rows = { ...run.recording.rows, runQueueNs: run.recording.rows.runQueueNs.map(() => null) }
  const without = { ...run, recording: { ...run.recording, rows } }
  const recorded = { ...without, recording: { ...run.recording, rows: { ...rows, runQueueNs: [null, 5] } } }
  expect(runQueueGap({ opened: without })).toBe('This recording has no run queue time.')
  expect(runQueueGap({ opened: recorded })).toBeUndefined()
  const source = { field: 'task.runQueueNs', available: false, reason: 'Linux only.' }
  const machine = (available: boolean) => ({ sources: [{ ...source, available }] }) as never
  expect(runQueueGap({ machine: machine(false) })).toBe('Linux only.')
  expect(runQueueGap({ machine: machine(true) })).toBeUndefined()
  expect(runQueueGap({})).toBeUndefined()
})
