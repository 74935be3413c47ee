import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { sampleProgram } from '../../testing/sample-program.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { sampleRuntime, show } from '../testing.tsx'
import { Banners } from './banners.tsx'
import { ConnectionScreen } from './connection-screen.tsx'
import { DropZone } from './drop-zone.tsx'
import { Glossary } from './glossary.tsx'

const run = sampleRun()
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })
const noBanner = () => screen.queryAllByRole('alert').length + screen.queryAllByRole('status').length

test('where all is well there is no banner', () => {
  show(<Banners />)
  expect(noBanner()).toBe(0)
})

test('a lost connection says why, and is tried again on request', async () => {
  const { user, notices } = show(<Banners />, { state: { link: { status: 'lost', reason: 'The host has ended.' } } })
  expect(screen.getByRole('alert').textContent).toContain('The host has ended.')
  await user.click(button('Reconnect'))
  expect(notices).toEqual(['reconnect'])
})

test('a warning of the sampler stays until it is dismissed', async () => {
  const { user, store } = show(<Banners />, { state: { warning: 'Frames are late.' } })
  expect(screen.getByRole('alert').textContent).toContain('Frames are late.')
  await user.click(button('Dismiss'))
  expect(store.getState().warning).toBeUndefined()
  expect(noBanner()).toBe(0)
})

test('without a Python that works it says what is missing, and looks again on request', async () => {
  const node = sampleRuntime('node', { kind: 'node' })
  const broken = sampleRuntime('2.7', { status: 'unsupported' })
  const found = { runtimes: [sampleRuntime('3.13')], preferred: '3.13' }
  const { user } = show(<Banners />, {
    state: { runtimes: { runtimes: [node, broken], preferred: 'node' } },
    answers: { runtimes: () => found },
  })
  expect(screen.getByRole('status').textContent).toContain('Python not found.')
  await user.click(button('Rescan'))
  await waitFor(() => expect(noBanner()).toBe(0))
})

test('a saved run says when and on what it was run, and is closed', async () => {
  const { user, store } = show(<Banners />, { state: { opened: run } })
  const text = screen.getByRole('status').textContent
  for (const part of ['Saved run', run.runtime.label, run.environments[0].host]) expect(text).toContain(part)
  await user.click(button('Back to live'))
  expect(store.getState().opened).toBeUndefined()
})

test('a program that was watched is said to be one', () => {
  show(<Banners />, { state: { opened: sampleProgram() } })
  expect(screen.getByRole('status').textContent).toContain('Saved program')
  expect(button('Close')).toBeTruthy()
})

const position = () => screen.getByRole<HTMLInputElement>('slider', { name: 'Position in the run' })

test('a replay begins at its start; the slider and the arrow keys move it, within its length', async () => {
  const { user, store } = show(<Banners />, { state: { opened: run } })
  await user.click(button('Replay'))
  await user.click(button('Pause'))
  const { replay } = store.getState().replay!
  expect(store.getState().replay?.shown?.results).toEqual([])
  fireEvent.change(position(), { target: { value: String(replay.seconds / 2) } })
  expect(replay.positionSeconds).toBeCloseTo(replay.seconds / 2, 1)
  const before = replay.positionSeconds
  fireEvent.keyDown(position(), { key: 'ArrowRight' })
  expect(replay.positionSeconds).toBeCloseTo(before + replay.seconds * 0.02, 3)
  fireEvent.keyDown(position(), { key: 'ArrowLeft' })
  fireEvent.keyDown(position(), { key: 'ArrowLeft' })
  expect(replay.positionSeconds).toBeCloseTo(before - replay.seconds * 0.02, 3)
  fireEvent.change(position(), { target: { value: String(replay.seconds) } })
  fireEvent.keyDown(position(), { key: 'ArrowRight' })
  expect(replay.positionSeconds).toBe(replay.seconds)
  expect(store.getState().replay?.shown?.results).toHaveLength(run.results.length)
})

test('it plays at the speed that is chosen, stops at the end and can be left', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  const { store } = show(<Banners />, { state: { opened: run } })
  fireEvent.click(button('Replay'))
  fireEvent.change(screen.getByRole('combobox', { name: 'Speed' }), { target: { value: '2' } })
  act(() => void vi.advanceTimersByTime(1000))
  const { replay } = store.getState().replay!
  expect(replay.positionSeconds).toBeCloseTo(2, 1)
  act(() => void vi.advanceTimersByTime(replay.seconds * 1000))
  expect(replay.positionSeconds).toBe(replay.seconds)
  expect(button('Play')).toBeTruthy()
  vi.useRealTimers()
  fireEvent.click(button('Whole run'))
  expect(store.getState().replay).toBeUndefined()
  expect(document.activeElement).toBe(button('Replay'))
})

test.each([
  [{ status: 'connecting' }, 'Connecting to Coreglow', undefined],
  [{ status: 'lost', reason: 'refused' }, 'No connection to Coreglow', 'Reconnect now'],
  [{ status: 'refused', reason: 'another version' }, 'This page is out of date', 'Reload'],
] as const)('without a connection, %j: %s', async (link, title, action) => {
  const { user, notices } = show(<ConnectionScreen />, { state: { link } })
  expect(screen.getByRole('heading', { name: title })).toBeTruthy()
  expect(screen.getByRole('main').textContent).toContain('reason' in link ? link.reason : 'Waiting for the engine')
  expect(screen.queryByRole('button')?.textContent).toBe(action)
  if (action === 'Reconnect now') await user.click(button(action))
  expect(notices).toEqual(action === 'Reconnect now' ? ['reconnect'] : [])
})

function drag(type: string, files: readonly File[], types = ['Files']) {
  const event = new Event(type, { bubbles: true, cancelable: true })
  Object.assign(event, { dataTransfer: { types, files }, relatedTarget: null })
  act(() => void window.dispatchEvent(event))
  return event
}

test('files that are dragged over the window may be dropped, anything else not', () => {
  show(<DropZone />)
  expect(drag('dragover', [], ['text/plain']).defaultPrevented).toBe(false)
  expect(screen.queryByText(/Drop here/)).toBeNull()
  expect(drag('dragover', []).defaultPrevented).toBe(true)
  expect(screen.getByText(/Drop here/)).toBeTruthy()
  drag('dragleave', [])
  expect(screen.queryByText(/Drop here/)).toBeNull()
})

test('the glossary has every term with what it means', async () => {
  const { user } = show(<Glossary />)
  await user.click(button('Glossary'))
  const dialog = await screen.findByRole('dialog', { name: 'Glossary' })
  expect(dialog.textContent).toContain('GILA lock of the interpreter.')
  await user.click(button('Close'))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})
