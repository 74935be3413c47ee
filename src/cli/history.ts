import type { RunListing } from '../contract/run-listing.ts'
import { formatDate } from '../contract/text.ts'
import { table, type Io } from './io.ts'
import { withEngine } from './session.ts'

/** Width of an output that does not say how wide it is, such as a file. */
const WIDE = 200

/** Lists what was saved, pinned first, then the newest: ids are what `export` takes. */
export async function history({ json = false }: { readonly json?: boolean }, io: Io): Promise<void> {
  const listings = await withEngine(io, (client) => client.call('runs', {}))
  if (json) return void io.stdout.write(`${JSON.stringify(listings, undefined, 2)}\n`)
  if (listings.length === 0) return void io.stderr.write('Nothing has been saved yet.\n')
  const width = io.stdout.columns ?? WIDE
  const text = table([['ID', 'WHEN', 'WHAT', 'RESULT'], ...listings.map(rowOf)])
  for (const line of text.trimEnd().split('\n')) io.stdout.write(`${line.slice(0, width)}\n`)
}

function rowOf(listing: RunListing): string[] {
  const { id, createdAt } = listing
  if (listing.status === 'unreadable') return [id, formatDate(createdAt), 'unreadable', oneLine(listing.reason)]
  const [what, result] =
    listing.kind === 'run' ? [listing.runtime, listing.verdict] : [listing.program, listing.finding]
  const noise = listing.noisy ? 'noisy: ' : ''
  return [id, formatDate(createdAt), oneLine(`${listing.name ?? listing.title}, ${what}`), noise + oneLine(result)]
}

/** Titles and commands are the user's: they may hold line breaks and escape sequences. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ')
}
