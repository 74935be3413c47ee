import { FUNCTION_EXPERIMENT } from '../../contract/function.ts'
import type { RunListing } from '../../contract/run-listing.ts'
import { formatSeconds } from '../../contract/text.ts'

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

/** Name given by the user, or else the title. */
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
    const { experiment, runtime } = factsOf(listing)
    return (
      (query.experiment === '' || experiment === query.experiment) &&
      (query.runtime === '' || runtime === query.runtime) &&
      (query.host === '' || listing.host === query.host) &&
      hasWords(wordsOf(listing), words)
    )
  })
}

function hasNoFacet({ experiment, runtime, host }: HistoryQuery): boolean {
  return experiment === '' && runtime === '' && host === ''
}

function wordsOf(listing: SavedListing): string {
  const { id, name, note, title, host, status } = listing
  const { experiment, runtime, outcome } = factsOf(listing)
  return [id, name, note, title, experiment, runtime, host, outcome, status].join(' ')
}

/** Facts that a line shows of a run or of a program. */
export interface ListingFacts {
  /** Id of the experiment; `program` without one. */
  readonly experiment: string
  readonly runtime: string | undefined
  /** The verdict, or the program with its first finding. */
  readonly outcome: string
  readonly noisy: boolean
}

export function factsOf(listing: SavedListing): ListingFacts {
  if (listing.kind === 'run') {
    const { experiment, runtime, verdict, noisy } = listing
    return { experiment, runtime, outcome: verdict, noisy }
  }
  const { program, wallSeconds, finding, noisy } = listing
  const outcome = `${program}, ${formatSeconds(wallSeconds)}: ${finding}`
  return { experiment: 'program', runtime: undefined, outcome, noisy }
}

const WATCHED_TITLE = 'Watched programs'
const FUNCTIONS_TITLE = 'Your functions'

/** Name of all records of an experiment, or of programs. */
function groupTitle(listing: SavedListing): string {
  if (listing.kind === 'program') return WATCHED_TITLE
  return listing.experiment === FUNCTION_EXPERIMENT ? FUNCTIONS_TITLE : listing.title
}

function hasWords(text: string, words: readonly string[]): boolean {
  const lower = words.length === 0 ? '' : text.toLowerCase()
  return words.every((word) => lower.includes(word))
}

/** Values to filter by, unique and in alphabetical order. */
export function facetsOf(history: readonly RunListing[]) {
  const saved = history.filter(isSaved)
  const titles = new Map(saved.map((listing) => [factsOf(listing).experiment, groupTitle(listing)]))
  return {
    experiments: [...titles]
      .map(([id, label]) => ({ id, label }))
      .toSorted((a, b) => a.label.localeCompare(b.label, 'en')),
    runtimes: unique(saved.flatMap((listing) => factsOf(listing).runtime ?? [])),
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
