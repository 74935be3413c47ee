import * as v from 'valibot'
import type { RunListing } from '../../contract/run-listing.ts'
import type { ProgramForm } from './form.ts'

/** A command that was run before: from this browser, with all that was typed, or from the history. */
export interface RecentCommand {
  readonly text: string
  readonly form?: Partial<ProgramForm>
  /** Of a saved observation, which has the command with its folder. */
  readonly id?: string
}

const STORAGE_KEY = 'coreglow-programs'
/** Commands that are kept and shown. Chosen: as many as a glance takes in. */
const MAX_RECENT = 8

const StoredSchema = v.array(v.object({ command: v.string(), folder: v.string(), environment: v.string() }))

function stored(): v.InferOutput<typeof StoredSchema> {
  try {
    return v.parse(StoredSchema, JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]'))
  } catch {
    // Written by another version, or by hand: as good as none.
    return []
  }
}

export function rememberCommand({ command, folder, environment }: ProgramForm): void {
  const others = stored().filter((other) => other.command !== command || other.folder !== folder)
  const all = [{ command, folder, environment }, ...others].slice(0, MAX_RECENT)
  localStorage.setItem(STORAGE_KEY, JSON.stringify(all))
}

/** Commands that were typed here first, then those of the history, each once. */
export function recentCommands(history: readonly RunListing[]): readonly RecentCommand[] {
  const typed = stored().map((form) => ({ text: form.command, form }))
  const saved = history.flatMap((listing) =>
    listing.status !== 'unreadable' && listing.kind === 'program' && !/ \d+$/u.test(listing.program)
      ? [{ text: listing.program, id: listing.id }]
      : [],
  )
  const seen = new Set<string>()
  return [...typed, ...saved].filter(({ text }) => !seen.has(text) && seen.add(text)).slice(0, MAX_RECENT)
}
