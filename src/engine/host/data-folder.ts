import { errorMessage } from '../../contract/error-message.ts'
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import * as v from 'valibot'
import type { EngineOptions } from '../options.ts'

/** Content of the file with the chosen data folder. */
export const DataFolderFileSchema = v.object({ version: v.literal(1), dataFolder: v.string() })

/**
 * Chooses the data folder, the same for every host, so that each shows the runs of the others: COREGLOW_DATA, or the user's
 * choice, or the system's default, where the choice itself is stored. A chosen folder that cannot be used is not
 * created: it may be on a disk that is not mounted.
 */
export function chooseDataFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Pick<EngineOptions, 'dataFolder' | 'dataFolderChoice'> {
  const usual = systemFolder(env, platform)
  const file = join(usual, 'data-folder.json')
  if (env.COREGLOW_DATA) {
    return { dataFolder: resolve(env.COREGLOW_DATA), dataFolderChoice: { from: 'environment', file } }
  }
  try {
    const dataFolder = readSetting(file)
    if (dataFolder === undefined) return { dataFolder: usual, dataFolderChoice: { from: 'system', file } }
    if (!statSync(dataFolder).isDirectory()) throw new Error(`${dataFolder} is not a folder.`)
    accessSync(dataFolder, constants.R_OK | constants.W_OK)
    return { dataFolder, dataFolderChoice: { from: 'setting', file } }
  } catch (error) {
    const problem = `Cannot use the configured data folder (${errorMessage(error)}). Using ${usual} instead.`
    return { dataFolder: usual, dataFolderChoice: { from: 'system', file, problem } }
  }
}

/** Folder of preferences and added interpreters, which stay when the runs move. */
export function settingsFolder({
  dataFolder,
  dataFolderChoice: choice,
}: Pick<EngineOptions, 'dataFolder' | 'dataFolderChoice'>): string {
  return choice === undefined || choice.from === 'environment' ? dataFolder : dirname(choice.file)
}

/** Chosen folder; undefined if none is chosen. @throws Error */
function readSetting(file: string): string | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  return v.parse(DataFolderFileSchema, JSON.parse(text)).dataFolder
}

function systemFolder(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  if (platform === 'win32') return join(env.APPDATA || join(homedir(), 'AppData', 'Roaming'), 'Coreglow')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Coreglow')
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'coreglow')
}
