import type { RunListing } from '../contract/run-listing.ts'

type RunLine = Extract<RunListing, { kind: 'run' }>

/** A line of the history: a run that is saved and finished. */
export function sampleListing(change: Partial<RunLine> = {}): RunLine {
  return {
    kind: 'run',
    status: 'finished',
    id: 'a',
    createdAt: '2026-11-24T10:00:00Z',
    experiment: 'waiting',
    title: 'Waiting',
    runtime: 'CPython 3.13.0',
    verdict: 'Waits overlap.',
    noisy: false,
    bytes: 100,
    pinned: false,
    ...change,
  }
}
