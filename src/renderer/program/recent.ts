import * as v from 'valibot'
import type { RunListing } from '../../contract/run-listing.ts'
import { storedList } from '../state/stored-list.ts'
import type { ProgramForm } from './form.ts'

/** A command that was run before: from this browser, with all that was typed, or from the history. */
export interface RecentCommand {
  readonly text: string
  readonly form?: Partial<ProgramForm>
  /** Of a saved observation, which has the command with its folder. */
  readonly id?: string
}

/** Commands that are kept and shown. Chosen: as many as a glance takes in. */
const MAX_RECENT = 8

const StoredSchema = v.object({ command: v.string(), folder: v.string(), environment: v.string() })
const stored = storedList('coreglow-programs', StoredSchema, MAX_RECENT)

export function rememberCommand({ command, folder, environment }: ProgramForm): void {
  stored.remember({ command, folder, environment }, (other) => other.command === command && other.folder === folder)
}

/** Commands that were typed here first, then those of the history, each once. */
export function recentCommands(history: readonly RunListing[]): readonly RecentCommand[] {
  const typed = stored.read().map((form) => ({ text: form.command, form }))
  const saved = history.flatMap((listing) =>
    listing.status !== 'unreadable' && listing.kind === 'program' && !/ \d+$/u.test(listing.program)
      ? [{ text: listing.program, id: listing.id }]
      : [],
  )
  const seen = new Set<string>()
  return [...typed, ...saved].filter(({ text }) => !seen.has(text) && seen.add(text)).slice(0, MAX_RECENT)
}
