import { screen } from '@testing-library/react'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { sampleListing } from '../../testing/sample-listing.ts'
import { EVERY_RUN, type HistoryQuery } from '../state/history.ts'
import { show } from '../testing.tsx'
import { RunFilters } from './run-filters.tsx'

const listing = (id: string, experiment: string, runtime: string) =>
  sampleListing({ id, experiment, title: `Title of ${experiment}`, runtime, host: 'desk' })
const HISTORY = [listing('a', 'waiting', 'CPython 3.9'), listing('b', 'counting', 'CPython 3.13')]

function setup() {
  const queries: HistoryQuery[] = []
  function Filters() {
    const [query, setQuery] = useState(EVERY_RUN)
    const onChange = (next: HistoryQuery) => {
      queries.push(next)
      setQuery(next)
    }
    return <RunFilters history={HISTORY} query={query} onChange={onChange} />
  }
  return { ...show(<Filters />), last: () => queries.at(-1) }
}

test('the filters offer what the history has', () => {
  setup()
  const texts = (name: string) =>
    [...screen.getByRole('combobox', { name }).querySelectorAll('option')].map((option) => option.textContent)
  expect(texts('Runtime of the run')).toEqual(['all runtimes', 'CPython 3.9', 'CPython 3.13'])
  expect(texts('Machine')).toEqual(['all machines', 'desk'])
})

test('each filter adds to the others; Show all clears them', async () => {
  const { user, last } = setup()
  expect(screen.queryByRole('button', { name: 'Show all' })).toBeNull()
  await user.type(screen.getByRole('searchbox', { name: 'Search runs' }), 'gil')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Runtime of the run' }), 'CPython 3.9')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Date' }), 'last 7 days')
  expect(last()).toEqual({ ...EVERY_RUN, text: 'gil', runtime: 'CPython 3.9', days: 7 })
  await user.click(screen.getByRole('button', { name: 'Show all' }))
  expect(last()).toEqual(EVERY_RUN)
  expect(screen.queryByRole('button', { name: 'Show all' })).toBeNull()
})
