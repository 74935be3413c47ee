import { app, dialog, nativeTheme, type BrowserWindow } from 'electron'
import { readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { errorMessage } from '../contract/error-message.ts'
import { CoreglowError, type Calls } from '../contract/procedures.ts'
import type { StoredPreferences } from '../contract/preferences.ts'
import type { Service } from '../contract/service.ts'
import { writeAtomically } from '../engine/engine.ts'
import type { Commands } from './commands.ts'
import { showError } from './dialogs.ts'
import { changeWindowState } from './window-state.ts'

type FileContent = Calls['saveFile']['params']

interface DesktopParts {
  readonly window: () => BrowserWindow
  readonly commands: Commands
  readonly stateFile: string
}

/** The engine's service with what only a desktop can do: pictures of its window, dialogs, and the commands of its menu. */
export function desktopService(service: Service, { window, commands, stateFile }: DesktopParts): Service {
  const withTheme = (stored: StoredPreferences) => {
    const theme = stored.preferences.theme ?? 'system'
    if (nativeTheme.themeSource !== theme) {
      nativeTheme.themeSource = theme
      changeWindowState(stateFile, { theme })
    }
    return stored
  }
  return {
    calls: {
      ...service.calls,
      hello: async (params) => ({
        ...(await service.calls.hello!(params)),
        windowPicture: true,
        saveDialog: true,
        commands: true,
      }),
      preferences: async (params) => withTheme(await service.calls.preferences!(params)),
      setPreferences: async (change) => withTheme(await service.calls.setPreferences!(change)),
      windowPicture: () => windowPicture(window()),
      saveFile: (file) => saveFile(window(), file),
    },
    streams: { ...service.streams, commands: (_params, emit) => commands.listen(emit) },
  }
}

async function windowPicture(window: BrowserWindow): Promise<FileContent> {
  const picture = await window.webContents.capturePage()
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  return { fileName: `coreglow-${time}.png`, mediaType: 'image/png', base64: picture.toPNG().toString('base64') }
}

/** Names of kinds of files in the dialog, by media type. */
const KINDS: Readonly<Record<string, string>> = {
  'image/png': 'PNG picture',
  'image/svg+xml': 'SVG picture',
  'application/pdf': 'PDF document',
  'text/html': 'HTML report',
  'text/csv': 'CSV table',
  'video/webm': 'WebM video',
  'application/json': 'JSON',
}

/** Asks where, and writes the file whole or not at all. @throws CoreglowError storage where it cannot be written. */
async function saveFile(window: BrowserWindow, file: FileContent): Promise<{ path?: string }> {
  const name = basename(file.fileName)
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('downloads'), name),
    filters: [{ name: KINDS[file.mediaType] ?? 'File', extensions: [extname(name).slice(1)] }],
  })
  if (canceled) return {}
  try {
    await writeAtomically(filePath, Buffer.from(file.base64, 'base64'))
  } catch (cause) {
    throw new CoreglowError('storage', `Cannot write ${filePath}: ${errorMessage(cause)}`, { cause })
  }
  return { path: filePath }
}

/** Asks for files of runs and opens them. */
export async function chooseFiles(window: BrowserWindow, service: Service, commands: Commands): Promise<void> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Coreglow runs', extensions: ['coreglow', 'json', 'gz'] },
      { name: 'All files', extensions: ['*'] },
    ],
  })
  if (!canceled) await openFiles(filePaths, service, commands)
}

/** Imports the runs of files, shows the first of each, and lists the files among the recent documents. */
export async function openFiles(paths: readonly string[], service: Service, commands: Commands): Promise<void> {
  for (const path of paths) {
    try {
      const file = (await readFile(path)).toString('base64')
      const { ids } = await service.calls.importRuns!({ file })
      app.addRecentDocument(path)
      if (ids[0] !== undefined) commands.send({ command: 'show', id: ids[0] })
    } catch (error) {
      await showError(`Cannot open ${basename(path)}.`, errorMessage(error))
    }
  }
}
