import { app, dialog, nativeTheme, shell, type BrowserWindow, type OpenDialogOptions } from 'electron'
import { writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { errorMessage } from '../contract/error-message.ts'
import { CoreglowError, type FILE_PURPOSES, type HostFile } from '../contract/procedures.ts'
import type { StoredPreferences } from '../contract/preferences.ts'
import type { Service } from '../contract/service.ts'
import { copyAtomically } from '../engine/engine.ts'
import type { Commands } from './commands.ts'
import { showError } from './dialogs.ts'
import { changeWindowState } from './window-state.ts'

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
        dialogs: true,
        commands: true,
      }),
      preferences: async (params) => withTheme(await service.calls.preferences!(params)),
      setPreferences: async (change) => withTheme(await service.calls.setPreferences!(change)),
      windowPicture: () => windowPicture(window(), service),
      saveFile: (file) => saveFile(window(), service, file),
      chooseFiles: async ({ purpose }) => ({ paths: await choose(window(), purpose) }),
      showInFolder: ({ path }) => {
        shell.showItemInFolder(path)
        return {}
      },
    },
    streams: { ...service.streams, commands: (_params, emit) => commands.listen(emit) },
  }
}

async function windowPicture(window: BrowserWindow, service: Service): Promise<HostFile> {
  const picture = await window.webContents.capturePage()
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  const { path } = await service.calls.createFile!({})
  await writeFile(path, picture.toPNG())
  return { fileName: `coreglow-${time}.png`, mediaType: 'image/png', path }
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

/** Asks where, and writes the file whole or not at all; it is released then. @throws CoreglowError storage where it cannot be written. */
async function saveFile(window: BrowserWindow, service: Service, file: HostFile): Promise<{ path?: string }> {
  const name = basename(file.fileName)
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('downloads'), name),
    filters: [{ name: KINDS[file.mediaType] ?? 'File', extensions: [extname(name).slice(1)] }],
  })
  try {
    if (canceled) return {}
    await copyAtomically(file.path, filePath)
    return { path: filePath }
  } catch (cause) {
    throw new CoreglowError('storage', `Cannot write ${filePath}: ${errorMessage(cause)}`, { cause })
  } finally {
    await service.calls.releaseFile!({ path: file.path })
  }
}

/** What each purpose may choose. Programs have no filter: on Linux and macOS they have no extension. */
const CHOICES: Readonly<Record<(typeof FILE_PURPOSES)[number], OpenDialogOptions>> = {
  runs: {
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Coreglow runs', extensions: ['coreglow', 'json', 'gz'] },
      { name: 'All files', extensions: ['*'] },
    ],
  },
  folder: { properties: ['openDirectory', 'createDirectory'] },
  interpreter: { properties: ['openFile', 'noResolveAliases'] },
  program: { properties: ['openFile', 'noResolveAliases'] },
  function: {
    properties: ['openFile'],
    filters: [
      { name: 'Python, JavaScript', extensions: ['py', 'js', 'mjs', 'cjs'] },
      { name: 'All files', extensions: ['*'] },
    ],
  },
}

/** Paths that the user has chosen; none if the dialog was cancelled. */
async function choose(window: BrowserWindow, purpose: (typeof FILE_PURPOSES)[number]): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, CHOICES[purpose])
  return canceled ? [] : filePaths
}

/** Asks for files of runs and opens them. */
export async function chooseFiles(window: BrowserWindow, service: Service, commands: Commands): Promise<void> {
  await openFiles(await choose(window, 'runs'), service, commands)
}

/** Imports the runs of files, shows the first of each, and lists the files among the recent documents. */
export async function openFiles(paths: readonly string[], service: Service, commands: Commands): Promise<void> {
  for (const path of paths) {
    try {
      const { ids } = await service.calls.importRuns!({ path })
      app.addRecentDocument(path)
      if (ids[0] !== undefined) commands.send({ command: 'show', id: ids[0] })
    } catch (error) {
      await showError(`Cannot open ${basename(path)}.`, errorMessage(error))
    }
  }
}
