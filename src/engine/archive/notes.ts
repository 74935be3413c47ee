import { join } from 'node:path'
import * as v from 'valibot'
import { NoteSchema } from '../../contract/run.ts'
import { readJson, writeJson } from '../json-file.ts'

export type Note = v.InferOutput<typeof NoteSchema>
const FileSchema = v.record(v.string(), NoteSchema)

/** What the user says of runs, by id, in a file beside them: a run's own file is never changed. */
export interface Notes {
  all(): Promise<ReadonlyMap<string, Note>>
  /** Changes some fields. @throws Error where the file cannot be written */
  change(id: string, note: Partial<Note>): Promise<void>
}

const NOTHING: Note = { pinned: false }

export function createNotes(dataFolder: string): Notes {
  const path = join(dataFolder, 'run-notes.json')
  let turn: Promise<unknown> = Promise.resolve()
  const all = async () => new Map(Object.entries((await readJson(path, FileSchema)) ?? {}))
  return {
    all,
    /** One after the other, each on what is in the file: another window may have written it. */
    change(id, note) {
      const write = async () => {
        const notes = await all()
        notes.set(id, { ...NOTHING, ...notes.get(id), ...note })
        await writeJson(path, Object.fromEntries(notes))
      }
      const done = turn.then(write)
      turn = done.catch(() => {})
      return done
    },
  }
}
