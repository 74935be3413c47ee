import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { RunListing } from '../../contract/run-listing.ts'
import { sampleListing } from '../../testing/sample-listing.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { PLACES } from '../state/places.ts'
import { show } from '../testing.tsx'
import { Nav } from './nav.tsx'

const item = (name: string) => screen.getByRole('button', { name })
const focused = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent

const LISTING = sampleListing({ id: 'r1', noisy: true })

test('Up and Down go from experiment to experiment, Right to the run button, Left back', async () => {
  const { user } = show(<Nav />, { state: { selected: 'six' } })
  item('Both').focus()
  await user.keyboard('{ArrowDown}')
  expect(focused()).toBe('waiting')
  await user.keyboard('{ArrowRight}')
  expect(focused()).toBe('Run waiting')
  await user.keyboard('{ArrowLeft}')
  expect(focused()).toBe('waiting')
  await user.keyboard('{ArrowRight}{ArrowDown}')
  expect(focused()).toBe('counting')
  await user.keyboard('{ArrowUp}{ArrowUp}')
  expect(focused()).toBe('Both')
  await user.keyboard('{ArrowUp}'.repeat(PLACES.length))
  expect(focused()).toBe('Your program')
})

test('a press selects an experiment; its run button runs it in one press', async () => {
  const { user, store, sent } = show(<Nav />, { answers: { startRun: () => ({ runIds: ['r'] }) } })
  await user.click(item('counting'))
  expect(store.getState().selected).toBe('counting')
  expect(sent).toEqual([])
  await user.click(item('Run waiting'))
  expect(store.getState().selected).toBe('waiting')
  expect(sent.map(([name, params]) => [name, (params as { experiment: string }).experiment])).toEqual([
    ['startRun', 'waiting'],
  ])
})

test('during a run no other is started', async () => {
  const { user, sent } = show(<Nav />, { state: { runs: { busy: true, byExperiment: {} } } })
  expect(item('Run waiting').getAttribute('aria-disabled')).toBe('true')
  await user.click(item('Run waiting'))
  expect(sent).toEqual([])
})

test('an experiment explains itself while it has the focus', async () => {
  const { user } = show(<Nav />)
  await user.tab()
  await user.keyboard('{ArrowDown}'.repeat(PLACES.length + 1))
  expect(item('waiting').getAttribute('aria-description')).toBe('Question of waiting?')
  expect(await screen.findByText('Question of waiting?')).toBeTruthy()
})

test('the history lists the latest runs with their marks, and opens one', async () => {
  const run = sampleRun()
  const unreadable: RunListing = {
    status: 'unreadable',
    id: 'r2',
    createdAt: '2026-11-24T09:00:00Z',
    file: 'r2.json.gz',
    reason: 'The file is cut.',
    bytes: 7,
  }
  const { user, store, sent } = show(<Nav />, {
    state: { history: [LISTING, unreadable] },
    answers: { run: () => run },
  })
  const history = within(screen.getByRole('region', { name: 'History' }))
  expect(history.getByText('The file is cut.')).toBeTruthy()
  const saved = history.getByRole('button', { name: /^waiting.*3\.13\.0.*noisy/ })
  await user.click(saved)
  expect(sent).toEqual([['run', { id: 'r1' }]])
  await waitFor(() => expect(store.getState().opened).toBe(run))
})

test('the theme is taken at once and stored', async () => {
  const { user, store, sent } = show(<Nav />)
  await user.click(screen.getByRole('radio', { name: 'light' }))
  expect(store.getState().theme).toBe('light')
  expect(sent).toEqual([['setPreferences', { theme: 'light' }]])
})

test('the page of programs is the first of the list', async () => {
  const { user, store } = show(<Nav />, { state: { selected: 'six' } })
  await user.click(item('Your program'))
  expect(store.getState().page).toBe('program')
  expect(item('Your program').getAttribute('aria-current')).toBe('true')
  expect(item('Both').getAttribute('aria-current')).toBeNull()
})
