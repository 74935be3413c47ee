import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RunListing } from '../../contract/run-listing.ts'
import { sampleListing } from '../../testing/sample-listing.ts'
import { show } from '../testing.tsx'
import { RunTable } from './run-table.tsx'

// 500 pixels show eleven rows of 46.
beforeEach(() => void vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(500))
afterEach(() => void vi.restoreAllMocks())

const runs = Array.from({ length: 1000 }, (_, i) => sampleListing({ id: `r${i}`, title: `Run ${i}` }))
const nothing = () => {}

function setup(listed: readonly RunListing[]) {
  return show(
    <RunTable runs={listed} chosen={new Set()} onChoose={nothing} onNote={nothing} empty="No matching runs." />,
  )
}
const rows = () => [...document.querySelectorAll('tbody tr:not([aria-hidden])')]
const heights = () =>
  [...document.querySelectorAll<HTMLElement>('tbody tr[aria-hidden] td')].map(({ style }) =>
    Number.parseInt(style.height, 10),
  )

test('only the rows in sight are in the page, and the others keep their room', async () => {
  setup(runs)
  await waitFor(() => expect(rows().length).toBeGreaterThan(10))
  expect(rows().length).toBeLessThan(40)
  expect(screen.getByRole('table', { name: 'All runs' }).getAttribute('aria-rowcount')).toBe('1001')
  expect(heights().reduce((sum, height) => sum + height, 0) + rows().length * 46).toBe(1000 * 46)
})

test('scrolling brings the rows that are there', async () => {
  setup(runs)
  const list = screen.getByRole('region', { name: 'List of runs' })
  list.scrollTop = 500 * 46
  fireEvent.scroll(list)
  await waitFor(() => expect(screen.getByRole('button', { name: 'Run 500' })).toBeTruthy())
  expect(screen.queryByRole('button', { name: 'Run 0' })).toBeNull()
  expect(screen.getByRole('button', { name: 'Run 500' }).closest('tr')?.getAttribute('aria-rowindex')).toBe('502')
})

test('no runs are a sentence', () => {
  setup([])
  expect(screen.getByText('No matching runs.')).toBeTruthy()
  expect(rows()).toHaveLength(0)
})
