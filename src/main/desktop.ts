import { app, dialog, type BrowserWindow } from 'electron'
import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { CoreglowError, type Calls } from '../contract/procedures.ts'
import type { Service } from '../contract/service.ts'

type FileContent = Calls['saveFile']['params']

/** The engine's service with what only a desktop can do: pictures of its window, and dialogs. */
export function desktopService(service: Service, window: () => BrowserWindow): Service {
  return {
    ...service,
    calls: {
      ...service.calls,
      hello: async (params) => ({
        ...(await service.calls.hello!(params)),
        windowPicture: true,
        saveDialog: true,
      }),
      windowPicture: () => windowPicture(window()),
      saveFile: (file) => saveFile(window(), file),
    },
  }
}

export async function windowPicture(window: BrowserWindow): Promise<FileContent> {
  const picture = await window.webContents.capturePage()
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  return { fileName: `coreglow-${time}.png`, mediaType: 'image/png', base64: picture.toPNG().toString('base64') }
}

/** @throws CoreglowError storage where the file cannot be written. */
export async function saveFile(window: BrowserWindow, file: FileContent): Promise<{ path?: string }> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('downloads'), basename(file.fileName)),
  })
  if (canceled) return {}
  try {
    await writeFile(filePath, Buffer.from(file.base64, 'base64'))
  } catch (cause) {
    throw new CoreglowError('storage', `Cannot write ${filePath}: ${String(cause)}`, { cause })
  }
  return { path: filePath }
}
