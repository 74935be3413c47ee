import { errorMessage } from '../../contract/error-message.ts'
import { join } from 'node:path'
import * as v from 'valibot'
import { NoteSchema } from '../../contract/run-listing.ts'
import { readStored, writeJson } from '../files/json-file.ts'
import { createMutex } from '../files/mutex.ts'

export type Note = v.InferOutput<typeof NoteSchema>
const FileSchema = v.record(v.string(), NoteSchema)

/** What the user says of runs, by id, in a file beside them: a run's own file is never changed. */
export interface Notes {
  /** Notes by run id; none if the file cannot be read. */
  all(): Promise<ReadonlyMap<string, Note>>
  /** What is wrong with the file, a sentence. */
  problem(): Promise<string | undefined>
  /** Changes some fields. @throws Error where the file cannot be read or written */
  change(id: string, note: Partial<Note>): Promise<void>
}

const NOTHING: Note = { pinned: false }

export function createNotes(dataFolder: string): Notes {
  const path = join(dataFolder, 'run-notes.json')
  const inTurn = createMutex()
  let broken: string | undefined
  const load = async () =>
    new Map(Object.entries((await readStored(path, FileSchema, (sentence) => (broken = sentence))) ?? {}))
  return {
    all: () => load().catch(() => new Map()),
    problem: () =>
      load().then(
        () => broken,
        (error: unknown) => `Cannot read the names and notes of runs. ${errorMessage(error)}`,
      ),
    // On what is in the file: another window may have written it.
    change: (id, note) =>
      inTurn(async () => {
        const notes = await load()
        notes.set(id, { ...NOTHING, ...notes.get(id), ...note })
        await writeJson(path, Object.fromEntries(notes))
      }),
  }
}
