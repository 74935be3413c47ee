import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where every host keeps its runs, so that each shows what the others ran: COREGLOW_DATA, or where the system keeps such things. */
export function dataFolder(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  if (env.COREGLOW_DATA) return resolve(env.COREGLOW_DATA)
  if (platform === 'win32') return join(env.APPDATA || join(homedir(), 'AppData', 'Roaming'), 'Coreglow')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Coreglow')
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'coreglow')
}
