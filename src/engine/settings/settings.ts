import { errorMessage } from '../../contract/error-message.ts'
import { constants } from 'node:fs'
import { access, rm, stat } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import type * as v from 'valibot'
import type { StoredPreferences, PreferencesChange } from '../../contract/preferences.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { Archive } from '../archive/archive.ts'
import { DataFolderFileSchema, settingsFolder } from '../host/data-folder.ts'
import { readJson, writeJson } from '../files/json-file.ts'
import { makeFolder } from '../files/make-folder.ts'
import type { EngineOptions } from '../options.ts'
import type { Runtimes } from '../runtimes/workload.ts'
import { createPreferences } from './preferences.ts'

/** Preferences, data folder and added interpreters, wherever they are stored, and what is wrong with the files. */
export interface Settings {
  /** Never rejects. */
  read(): Promise<StoredPreferences>
  /** @throws CoreglowError storage */
  change(change: PreferencesChange): Promise<StoredPreferences>
  /** Sets the data folder for the next start; undefined is the system's default. @throws CoreglowError bad-params, storage */
  moveTo(path: string | undefined): Promise<StoredPreferences>
}

type Options = Pick<EngineOptions, 'dataFolder' | 'dataFolderChoice'>

export function createSettings(
  { dataFolder, dataFolderChoice: choice }: Options,
  archive: Pick<Archive, 'problem'>,
  runtimes: Pick<Runtimes, 'added'>,
): Settings {
  const preferences = createPreferences(settingsFolder({ dataFolder, dataFolderChoice: choice }))
  const all = async ({ preferences: stored, problem }: Awaited<ReturnType<typeof preferences.read>>) => {
    const [added, unread] = await Promise.all([runtimes.added(), archive.problem()])
    const problems = [choice?.problem, problem, added.problem, unread].filter((text) => text !== undefined)
    const { from = 'environment' } = choice ?? {}
    const folder = { path: dataFolder, from, next: await nextFolder(dataFolder, choice) }
    return { preferences: stored, dataFolder: folder, added: [...added.paths], problems }
  }
  return {
    read: async () => all(await preferences.read()),
    change: async (change) => all(await preferences.change(change)),
    async moveTo(path) {
      if (choice === undefined || choice.from === 'environment') {
        throw badFolder('The data folder is set by COREGLOW_DATA. Unset it to choose one here.')
      }
      if (path !== undefined) await checkFolder(path)
      await save(choice.file, path)
      return all(await preferences.read())
    },
  }
}

/** Data folder of the next start; undefined if it does not change. */
async function nextFolder(now: string, choice: Options['dataFolderChoice']): Promise<string | undefined> {
  if (choice === undefined || choice.from === 'environment') return undefined
  const next = (await readJson(choice.file, DataFolderFileSchema))?.dataFolder ?? dirname(choice.file)
  return next === now ? undefined : next
}

async function save(file: string, dataFolder: string | undefined): Promise<void> {
  try {
    if (dataFolder === undefined) await rm(file, { force: true })
    else await writeJson(file, { version: 1, dataFolder } satisfies v.InferOutput<typeof DataFolderFileSchema>)
  } catch (error) {
    throw new CoreglowError('storage', `Cannot save the choice: ${errorMessage(error)}`, { cause: error })
  }
}

/** Checks the folder, creating it if missing. @throws CoreglowError bad-params */
async function checkFolder(path: string): Promise<void> {
  if (!isAbsolute(path)) throw badFolder(`"${path}" is not an absolute path. Example: /home/me/coreglow`)
  try {
    await makeFolder(path)
    if (!(await stat(path)).isDirectory()) throw new Error('Not a folder.')
    await access(path, constants.R_OK | constants.W_OK)
  } catch (error) {
    throw badFolder(`Cannot use ${path} as the data folder: ${errorMessage(error)}`, error)
  }
}

function badFolder(message: string, cause?: unknown): CoreglowError {
  return new CoreglowError('bad-params', message, { path: 'params.path', cause })
}
