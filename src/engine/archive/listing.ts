import { errorMessage } from '../../contract/error-message.ts'
import type { RunListing } from '../../contract/run-listing.ts'
import { programText } from '../../contract/saved-record.ts'
import type { Note } from './notes.ts'
import { readPlain } from './read-plain.ts'
import { decodeHeader, type RunHeader } from './run-file.ts'
import { timeOfRunId } from './run-id.ts'

/** A line of the history as the file alone tells it, without what the user noted. */
export type FileListing = RunListing

/** Reads a listing. Never rejects: an unreadable file is listed as such. */
export async function readListing(id: string, file: string, bytes: number, modified: Date): Promise<FileListing> {
  try {
    const header = await decodeHeader(await readPlain(file))
    if (header.id !== id) throw new Error(`The file name does not match its run, "${header.id}".`)
    return toListing(header, bytes)
  } catch (error) {
    const createdAt = timeOfRunId(id) ?? modified.toISOString()
    return { status: 'unreadable', id, createdAt, file, reason: errorMessage(error), bytes }
  }
}

export function toListing(header: RunHeader, bytes: number): FileListing {
  const { id, createdAt, status, title, environments } = header
  const common = { status, id, createdAt, title, host: environments?.[0].host, bytes, pinned: false }
  if (header.kind === 'program') {
    const { kind, wallSeconds, diagnosis } = header
    const finding = diagnosis.findings[0]?.text ?? ''
    return { kind, ...common, program: programText(header), wallSeconds, finding, noisy: diagnosis.noisy }
  }
  const { experiment, runtime, verdict } = header
  return { kind: 'run', ...common, experiment, runtime: runtime.label, verdict: verdict.text, noisy: verdict.noisy }
}

export function withNote(listing: FileListing, note: Note | undefined): RunListing {
  return listing.status === 'unreadable' || note === undefined ? listing : { ...listing, ...note }
}

/** Compares listings: pinned first, then the newest. */
export function inOrder(a: RunListing, b: RunListing): number {
  const [pinA, pinB] = [isPinned(a), isPinned(b)]
  if (pinA !== pinB) return pinA ? -1 : 1
  return b.createdAt < a.createdAt ? -1 : b.createdAt > a.createdAt ? 1 : a.id < b.id ? 1 : -1
}

function isPinned(listing: RunListing): boolean {
  return listing.status !== 'unreadable' && listing.pinned
}
