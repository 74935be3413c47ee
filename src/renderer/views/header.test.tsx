import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import { shownFromRecord } from '../state/runs.ts'
import type { AppState } from '../state/store.ts'
import { sampleRuntime, show } from '../testing.tsx'
import { Header } from './header.tsx'

const run = sampleRun()
const whole = shownFromRecord(run)
const running = (progress: Partial<(typeof whole)['progress']>, secondsLeft?: number): AppState['runs'] => ({
  busy: true,
  active: whole.runId,
  secondsLeft,
  byExperiment: {
    [run.experiment]: { ...whole, record: undefined, progress: { phase: 'running', done: 2, total: 9, ...progress } },
  },
})
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name })

test('the suite runs by one press, and only one at a time', async () => {
  const { user, store, sent } = show(<Header shown={[]} />, { answers: { startRun: () => ({ runIds: ['r'] }) } })
  await user.click(button('Run all six'))
  expect(sent.map(([name, params]) => [name, (params as { experiment: string }).experiment])).toEqual([
    ['startRun', 'six'],
  ])
  expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull()
  store.setState({ runs: running({}) })
  await waitFor(() => expect(button('Run all six').disabled).toBe(true))
  expect(button('Stop').disabled).toBe(false)
})

test('a run is stopped once: the button waits for the answer', async () => {
  const { user, sent, store } = show(<Header shown={[]} />, {
    state: { runs: running({}) },
    answers: { stopRun: () => ({}) as never },
  })
  await user.click(button('Stop'))
  expect(sent).toEqual([['stopRun', {}]])
  store.setState({ pending: 'stop' })
  await waitFor(() => expect(button('Stop').disabled).toBe(true))
})

test.each([
  [{ phase: 'preparing' }, undefined, 'starting'],
  [{ phase: 'calibrating' }, 9, 'calibrating'],
  [{ phase: 'summarising' }, undefined, 'summarising'],
  [{ variant: 'threads', repeat: 2 }, 12.4, `threads 2/${run.plan.repeat} · 12 s left`],
  [{ variant: 'threads' }, 0.2, `threads 1/${run.plan.repeat} · 1 s left`],
  [{}, undefined, `running 1/${run.plan.repeat}`],
] as const)('progress %j with %s seconds left: %s', (progress, secondsLeft, text) => {
  show(<Header shown={[]} />, { state: { runs: running(progress, secondsLeft) } })
  expect(screen.getByText(text, { selector: 'div' })).toBeTruthy()
  const bar = screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Run progress' })
  expect([bar.value, bar.max]).toEqual([2, 9])
  // What is counted down is not said again every second.
  expect(screen.getByRole('status').textContent).not.toContain('left')
})

test('without a connection nothing can be run or stopped', () => {
  show(<Header shown={[]} />, { state: { link: { status: 'lost', reason: 'closed' }, runs: running({}) } })
  expect([button('Run all six').disabled, button('Stop').disabled]).toEqual([true, true])
})

test('beside a program there is nothing of experiments', () => {
  show(<Header shown={[]} />, { state: { page: 'program' } })
  expect(screen.queryByRole('button', { name: /Run all six|Runtime/ })).toBeNull()
  expect(button('Export')).toBeTruthy()
})

test('another runtime is chosen; one that cannot be used says why', async () => {
  const runtimes = [
    sampleRuntime('3.13'),
    sampleRuntime('3.14t', { gilEnabled: false }),
    sampleRuntime('2.7', { status: 'unsupported', reason: 'too old' }),
    sampleRuntime('node', { kind: 'node' }),
  ]
  const { user, store } = show(<Header shown={[]} />, { state: { runtimes: { runtimes, preferred: '3.13' } } })
  await user.click(button(/Runtime: ?CPython 3.13/))
  const items = await screen.findAllByRole('menuitemradio')
  expect(items.map(({ textContent }) => textContent)).toEqual([
    'CPython 3.13GIL on · /usr/bin/3.13',
    'CPython 3.14tGIL off · /usr/bin/3.14t',
    'CPython 2.7unsupported: too old',
    'CPython nodeno GIL: each thread has its own interpreter',
  ])
  expect(items[2]!.getAttribute('aria-disabled')).toBe('true')
  await user.click(items[1]!)
  expect(store.getState().settings.runtime).toBe('3.14t')
  await waitFor(() => expect(button(/Runtime: ?CPython 3.14t/).textContent).toContain('no GIL'))
})

test('the list of interpreters is read anew on request', async () => {
  const found = { runtimes: [sampleRuntime('3.15')], preferred: '3.15' }
  const { user, store, sent } = show(<Header shown={[]} />, { answers: { runtimes: () => found } })
  await user.click(button(/Runtime/))
  await user.click(await screen.findByRole('menuitem', { name: 'Rescan' }))
  await waitFor(() => expect(store.getState().runtimes).toEqual(found))
  expect(sent).toEqual([['runtimes', { refresh: true }]])
})

test('a path that is no interpreter says so in the dialog, and what was typed stays', async () => {
  const { user } = show(<Header shown={[]} />)
  await user.click(button(/Runtime/))
  await user.click(await screen.findByRole('menuitem', { name: 'Add interpreter …' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Add an interpreter' }))
  const add = dialog.getByRole<HTMLButtonElement>('button', { name: 'Add' })
  expect(add.disabled).toBe(true)
  const path = dialog.getByRole<HTMLInputElement>('textbox', { name: 'Path of the interpreter' })
  await user.type(path, ' /usr/bin/true ')
  await user.click(add)
  expect((await dialog.findByRole('alert')).textContent).toBe('The test has no answer to addRuntime.')
  expect([path.value, path.getAttribute('aria-invalid')]).toEqual([' /usr/bin/true ', 'true'])
})

test('nothing can be exported before a run but the picture of the window', async () => {
  const { user } = show(<Header shown={[]} />)
  await user.click(button('Export'))
  const items = await screen.findAllByRole('menuitem')
  expect(items[0]!.getAttribute('aria-disabled')).toBeNull()
  for (const item of items.slice(1)) {
    expect(item.getAttribute('aria-disabled')).toBe('true')
    expect(item.textContent).toContain('available after a run')
  }
})

test('an export has the runs on the screen, but none that could not be saved', async () => {
  const file = { fileName: 'r.json', mediaType: 'application/json', path: '/tmp/1' }
  const host = { protocol: 1, version: '0', windowPicture: false, dialogs: true }
  const unsaved = { ...whole, record: { ...run, id: 'unsaved' }, saved: { ok: false, reason: 'full' } as const }
  const { user, sent } = show(<Header shown={[{ ...whole, saved: { ok: true, path: '/r' } }, unsaved]} />, {
    state: { link: { status: 'open', host } },
    answers: { exportRun: () => file, saveFile: () => ({}) },
  })
  await user.click(button('Export'))
  await user.click(await screen.findByRole('menuitem', { name: /^JSON/ }))
  await waitFor(() => expect(sent.map(([name]) => name)).toEqual(['exportRun', 'saveFile']))
  expect(sent[0]![1]).toEqual({ ids: [run.id], format: 'json', theme: 'dark' })
})
