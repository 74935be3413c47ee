import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RunListing } from '../../contract/run-listing.ts'
import { sampleListing } from '../../testing/sample-listing.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import type { AppState } from '../state/store.ts'
import { show } from '../testing.tsx'
import { AllRuns } from './all-runs.tsx'
import { Compare } from './compare.tsx'

const FIRST = sampleListing({ name: 'First', bytes: 1000 })
const HISTORY: readonly RunListing[] = [
  FIRST,
  { ...FIRST, id: 'b', name: 'Second', note: 'with the fan off' },
  { status: 'unreadable', id: 'c', createdAt: FIRST.createdAt, file: 'c.json.gz', reason: 'It is cut.', bytes: 500 },
]
const ANSWERS = { runs: () => [...HISTORY], removeRuns: () => ({}), restoreRuns: () => ({}), annotateRun: () => ({}) }

// 500 pixels show all rows.
beforeEach(() => void vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(500))
afterEach(() => void vi.restoreAllMocks())

const setup = (state: Partial<AppState> = {}) =>
  show(<AllRuns />, { state: { history: HISTORY, page: 'history', ...state }, answers: ANSWERS })
const select = (name: string) => screen.getByRole('checkbox', { name: `Select ${name}` })
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })
const summary = () => screen.getByRole('heading', { name: 'All runs' }).nextElementSibling?.textContent

test('how many runs there are, and how much room they take', () => {
  setup()
  expect(summary()).toBe('3 runs, 2.50 kB on disk')
})

test('before the history is read, and where there is none, it says so', () => {
  const { store } = setup({ history: undefined })
  expect(summary()).toBe('Loading …')
  expect(store.getState().history).toBeUndefined()
})

test('an empty history says where runs will be', () => {
  setup({ history: [] })
  expect(screen.getByText('Your runs will appear here.')).toBeTruthy()
  expect(summary()).toBe('0 runs, 0 B on disk')
})

test('a search narrows the list; what it hides is not selected any longer', async () => {
  const { user } = setup()
  await user.click(select('First'))
  await user.click(select('Second'))
  expect(screen.getByText('2 selected')).toBeTruthy()
  await user.type(screen.getByRole('searchbox'), 'fan')
  expect(screen.queryByRole('checkbox', { name: 'Select First' })).toBeNull()
  expect(screen.getByText('1 selected')).toBeTruthy()
  expect(summary()).toContain('1 of 3 runs')
  await user.type(screen.getByRole('searchbox'), ' nothing like it')
  expect(screen.getByText('No matching runs.')).toBeTruthy()
})

test('two runs and more can be compared, one cannot', async () => {
  const { user, store, sent } = setup()
  expect(button('Compare').disabled).toBe(true)
  await user.click(select('First'))
  expect(button('Compare').disabled).toBe(true)
  await user.click(select('Second'))
  await user.click(button('Compare'))
  expect(sent[0]).toEqual(['compareRuns', { ids: ['a', 'b'] }])
  // The engine of the test cannot compare.
  await waitFor(() => expect(store.getState().page).toBe('history'))
})

test('what is selected is deleted at once, and the selection is gone', async () => {
  const { user, sent, notices } = setup()
  await user.click(select('First'))
  await user.click(button('Delete'))
  await waitFor(() => expect(notices).toEqual(['done: 1 run deleted.']))
  expect(sent[0]).toEqual(['removeRuns', { ids: ['a'] }])
  expect(screen.getByText('Select 2 to 8 runs to compare')).toBeTruthy()
})

test('Clear leaves nothing selected', async () => {
  const { user } = setup()
  await user.click(select('First'))
  await user.click(button('Clear'))
  expect(select('First')).toHaveProperty('checked', false)
  expect(button('Delete').disabled).toBe(true)
})

test('a run is named, and what is typed is sent without blanks around it', async () => {
  const { user, sent } = setup()
  await user.click(button('Name and note of First'))
  const dialog = within(await screen.findByRole('dialog', { name: 'Name and note' }))
  const name = dialog.getByRole('textbox', { name: 'Name' })
  await user.clear(name)
  await user.type(name, ' Before ')
  await user.type(dialog.getByRole('textbox', { name: 'Note' }), 'cold')
  await user.click(dialog.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(sent[0]).toEqual(['annotateRun', { id: 'a', name: 'Before', note: 'cold' }])
})

test('a note that is cancelled changes nothing', async () => {
  const { user, sent } = setup()
  await user.click(button('Name and note of Second'))
  const dialog = within(await screen.findByRole('dialog', { name: 'Name and note' }))
  expect(dialog.getByRole<HTMLTextAreaElement>('textbox', { name: 'Note' }).value).toBe('with the fan off')
  await user.type(dialog.getByRole('textbox', { name: 'Note' }), '!')
  await user.click(dialog.getByRole('button', { name: 'Cancel' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(sent).toEqual([])
})

test('Close goes back to the run', async () => {
  const { user, store } = setup()
  await user.click(button('Close'))
  expect(store.getState().page).toBe('run')
})

const COMPARISON = {
  ids: ['a', 'b'],
  result: {
    labels: ['First', 'Second'],
    remarks: ['They differ in the runtime.'],
    picture: { measurements: [], figures: [] },
  },
}

test('a comparison names its runs and what must be known of them; each can be opened', async () => {
  const run = sampleRun()
  const { user, store, sent } = show(<Compare />, { state: { comparison: COMPARISON }, answers: { run: () => run } })
  expect(screen.getByRole('button', { name: /First ?baseline/ })).toBeTruthy()
  expect(screen.getByText('They differ in the runtime.')).toBeTruthy()
  expect(screen.getByText('No charts for this run.')).toBeTruthy()
  await user.click(button('Second'))
  expect(sent).toEqual([['run', { id: 'b' }]])
  await waitFor(() => expect(store.getState().opened).toBe(run))
})

test('while runs are read for a comparison nothing is shown of them', async () => {
  const { user, store } = show(<Compare />, { state: { comparison: { ids: ['a', 'b'] }, page: 'compare' } })
  expect(screen.getByText('Loading the runs …')).toBeTruthy()
  expect(screen.queryByRole('list')).toBeNull()
  await user.click(button('All runs'))
  expect(store.getState().page).toBe('history')
})
