import { errorMessage } from '../../contract/error-message.ts'
import { join } from 'node:path'
import * as v from 'valibot'
import { PreferencesSchema, type Preferences, type PreferencesChange } from '../../contract/preferences.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import { readStored, writeJson } from '../files/json-file.ts'
import { createMutex } from '../files/mutex.ts'

const VERSION = 1
const OursSchema = v.object({ version: v.literal(VERSION), preferences: PreferencesSchema })
const NewerSchema = v.object({ version: v.pipe(v.number(), v.gtValue(VERSION)) })
const FileSchema = v.union([OursSchema, NewerSchema], 'no settings found')

/** Stored preferences, and what is wrong with their file, a sentence. */
interface Found {
  readonly preferences: Preferences
  readonly problem?: string
}

/** Preferences in `<folder>/settings.json`. */
export interface PreferencesFile {
  /** Reads preferences. Never rejects: an unreadable file gives none, and a problem. */
  read(): Promise<Found>
  /** Changes preferences. @throws CoreglowError storage if the file cannot be written or is from a newer version */
  change(change: PreferencesChange): Promise<Found>
}

export function createPreferences(folder: string): PreferencesFile {
  const path = join(folder, 'settings.json')
  const inTurn = createMutex()
  /** Problem found in this session, for later calls too. */
  let broken: string | undefined

  /** Reads the file. @throws Error with a sentence if it must not be changed */
  const load = async (): Promise<Preferences> => {
    const file = await readStored(path, FileSchema, (sentence) => (broken = sentence))
    if (file === undefined) return {}
    if ('preferences' in file) return file.preferences
    throw new Error(`The file was written by a newer Coreglow (version ${file.version}; this one reads ${VERSION}).`)
  }
  const answer = (preferences: Preferences, problem = broken) => ({ preferences, problem })
  return {
    read: () =>
      inTurn(() =>
        load().then(
          (preferences) => answer(preferences),
          (error: unknown) => answer({}, `Ignoring the settings in ${path}. ${errorMessage(error)}`),
        ),
      ),
    // On what is in the file: another window may have written it.
    change: (change) =>
      inTurn(async () => {
        try {
          const preferences = merge(await load(), change)
          await writeJson(path, { version: VERSION, preferences })
          return answer(preferences)
        } catch (error) {
          throw new CoreglowError('storage', `Cannot change the settings in ${path}. ${errorMessage(error)}`, {
            cause: error,
          })
        }
      }),
  }
}

function merge(before: Preferences, change: PreferencesChange): Preferences {
  const named = Object.entries(change).filter(([, value]) => value !== undefined)
  const merged = Object.entries({ ...before, ...Object.fromEntries(named) }).filter(([, value]) => value !== null)
  return v.parse(PreferencesSchema, Object.fromEntries(merged))
}
