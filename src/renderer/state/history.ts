import type { RunListing } from '../../contract/run-listing.ts'

/** A line of the history that can be opened. */
export type SavedListing = Exclude<RunListing, { status: 'unreadable' }>

/** Filter of the history; an empty text matches all. */
export interface HistoryQuery {
  readonly text: string
  readonly experiment: string
  readonly runtime: string
  readonly host: string
  /** Greatest age in days; 0 matches all. */
  readonly days: number
}

export const EVERY_RUN: HistoryQuery = { text: '', experiment: '', runtime: '', host: '', days: 0 }
const DAY_MS = 86_400_000

export function isSaved(listing: RunListing): listing is SavedListing {
  return listing.status !== 'unreadable'
}

/** Whether a run could not be written: it is held in memory, and saving can be retried. */
export function isUnsaved(listing: RunListing): boolean {
  return isSaved(listing) && listing.bytes === 0
}

/** Name given by the user, or else the experiment's. */
export function nameOf(listing: SavedListing): string {
  return listing.name ?? listing.title
}

/** Runs that match the filter: every word of the text occurs somewhere in the listing. */
export function matching(history: readonly RunListing[], query: HistoryQuery, nowMs: number): readonly RunListing[] {
  const words = query.text.toLowerCase().split(/\s+/).filter(Boolean)
  const sinceMs = query.days === 0 ? -Infinity : nowMs - query.days * DAY_MS
  return history.filter((listing) => {
    if (sinceMs > -Infinity && !(Date.parse(listing.createdAt) >= sinceMs)) return false
    if (!isSaved(listing)) return hasNoFacet(query) && hasWords(`${listing.file} ${listing.reason}`, words)
    return (
      (query.experiment === '' || listing.experiment === query.experiment) &&
      (query.runtime === '' || listing.runtime === query.runtime) &&
      (query.host === '' || listing.host === query.host) &&
      hasWords(wordsOf(listing), words)
    )
  })
}

function hasNoFacet({ experiment, runtime, host }: HistoryQuery): boolean {
  return experiment === '' && runtime === '' && host === ''
}

function wordsOf({ id, name, note, title, experiment, runtime, host, verdict, status }: SavedListing): string {
  return [id, name, note, title, experiment, runtime, host, verdict, status].join(' ')
}

function hasWords(text: string, words: readonly string[]): boolean {
  const lower = words.length === 0 ? '' : text.toLowerCase()
  return words.every((word) => lower.includes(word))
}

/** Values to filter by, unique and in alphabetical order. */
export function facetsOf(history: readonly RunListing[]) {
  const saved = history.filter(isSaved)
  const titles = new Map(saved.map(({ experiment, title }) => [experiment, title]))
  return {
    experiments: [...titles]
      .map(([id, label]) => ({ id, label }))
      .toSorted((a, b) => a.label.localeCompare(b.label, 'en')),
    runtimes: unique(saved.map(({ runtime }) => runtime)),
    hosts: unique(saved.flatMap(({ host }) => host ?? [])),
  }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

/** Total size on disk, bytes. */
export function bytesOf(history: readonly RunListing[]): number {
  return history.reduce((sum, { bytes }) => sum + bytes, 0)
}
