import { expect, test } from 'vitest'
import type { RunListing } from '../../contract/run-listing.ts'
import { sampleListing } from '../../testing/sample-listing.ts'
import { bytesOf, EVERY_RUN, facetsOf, isUnsaved, matching } from './history.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')

const saved = (change: Parameters<typeof sampleListing>[0]) =>
  sampleListing({ id: '20261124-100000-io-wait', experiment: 'io-wait', host: 'desk', ...change })
const HISTORY: readonly RunListing[] = [
  saved({}),
  saved({ id: 'b', experiment: 'cpu-countdown', title: 'Counting', runtime: 'CPython 3.9.18', name: 'Before the fix' }),
  saved({ id: 'c', host: 'laptop', note: 'with the fan off', createdAt: '2026-10-01T10:00:00Z', bytes: 0 }),
  {
    kind: 'program',
    status: 'finished',
    id: 'e',
    createdAt: '2026-11-23T10:00:00Z',
    title: 'My server',
    host: 'desk',
    program: 'python3 4121',
    wallSeconds: 12,
    finding: 'Nothing is wrong.',
    noisy: false,
    bytes: 50,
    pinned: false,
  },
  { status: 'unreadable', id: 'd', createdAt: '2026-11-24T00:00:00Z', file: 'd.json.gz', reason: 'Cut.', bytes: 7 },
]
const found = (query: Partial<typeof EVERY_RUN>) => matching(HISTORY, { ...EVERY_RUN, ...query }, NOW).map((x) => x.id)

test.each([
  [{}, 5],
  [{ text: 'FIX before' }, 1],
  [{ text: 'fan laptop' }, 1],
  [{ text: 'fan desk' }, 0],
  [{ text: 'cut' }, 1],
  [{ text: 'python3 nothing 4121' }, 1],
  [{ experiment: 'program' }, 1],
  [{ experiment: 'io-wait' }, 2],
  [{ runtime: 'CPython 3.9.18' }, 1],
  [{ host: 'laptop' }, 1],
  [{ days: 7 }, 4],
  [{ days: 7, experiment: 'io-wait' }, 1],
])('%j leaves %d runs', (query, count) => expect(found(query)).toHaveLength(count))

test('what can be chosen is what there is, each once', () => {
  expect(facetsOf(HISTORY)).toEqual({
    experiments: [
      { id: 'cpu-countdown', label: 'Counting' },
      { id: 'io-wait', label: 'Waiting' },
      { id: 'program', label: 'Watched programs' },
    ],
    runtimes: ['CPython 3.9.18', 'CPython 3.13.0'],
    hosts: ['desk', 'laptop'],
  })
})

test('what cannot be read takes room too, what could not be saved takes none', () => {
  expect(bytesOf(HISTORY)).toBe(257)
  expect(HISTORY.map(isUnsaved)).toEqual([false, false, true, false, false])
})
