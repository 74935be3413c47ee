import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { RunListing } from '../../contract/run-listing.ts'
import { sampleListing } from '../../testing/sample-listing.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { show } from '../testing.tsx'
import { RunRow } from './run-row.tsx'

const LISTING = sampleListing({
  status: 'stopped',
  id: 'r1',
  name: 'Before the fix',
  note: 'fan off',
  host: 'desk',
  noisy: true,
  bytes: 2048,
})

function setup(listing: RunListing) {
  const events: unknown[] = []
  const shown = show(
    <table>
      <tbody>
        <RunRow
          listing={listing}
          row={2}
          chosen={false}
          onChoose={(id, on) => events.push([id, on])}
          onNote={({ id }) => events.push(['note', id])}
        />
      </tbody>
    </table>,
    {
      state: { history: [listing] },
      answers: {
        run: () => sampleRun(),
        annotateRun: () => ({}),
        removeRuns: () => ({}),
        saveRun: () => ({}),
        runs: () => [],
      },
    },
  )
  return { ...shown, events }
}

test('a row shows the name, the note and the marks of its run', () => {
  setup(LISTING)
  const text = screen.getByRole('row').textContent
  for (const part of ['Before the fix', 'fan off', 'stopped', 'noisy', '3.13.0', 'desk', 'Waits overlap.'])
    expect(text).toContain(part)
})

test('it is chosen, opened, pinned and noted by its own controls', async () => {
  const { user, events, sent } = setup(LISTING)
  await user.click(screen.getByRole('checkbox', { name: 'Select Before the fix' }))
  await user.click(screen.getByRole('button', { name: 'Name and note of Before the fix' }))
  expect(events).toEqual([
    ['r1', true],
    ['note', 'r1'],
  ])
  await user.click(screen.getByRole('button', { name: 'Pin Before the fix' }))
  await user.click(screen.getByRole('button', { name: 'Before the fix' }))
  expect(sent.filter(([name]) => name !== 'runs')).toEqual([
    ['annotateRun', { id: 'r1', pinned: true }],
    ['run', { id: 'r1' }],
  ])
})

test('deleting it is a call for it alone', async () => {
  const { user, sent } = setup(LISTING)
  await user.click(screen.getByRole('button', { name: 'Delete Before the fix' }))
  expect(sent[0]).toEqual(['removeRuns', { ids: ['r1'] }])
})

test('a run that is not saved can be saved again', async () => {
  const { user, sent } = setup({ ...LISTING, bytes: 0 })
  expect(screen.getByRole('row').textContent).toContain('not saved')
  await user.click(screen.getByRole('button', { name: 'Retry saving Before the fix' }))
  expect(sent[0]).toEqual(['saveRun', { id: 'r1' }])
})

test('an unreadable file says why, and offers nothing', () => {
  setup({ status: 'unreadable', id: 'x', createdAt: LISTING.createdAt, file: 'x.gz', reason: 'Cut.', bytes: 7 })
  expect(screen.getByRole('row').textContent).toMatch(/unreadable.*x\.gz.*Cut\./)
  expect(screen.queryByRole('button')).toBeNull()
})
