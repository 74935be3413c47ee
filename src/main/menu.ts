import { app, dialog, Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron'
import { saveFile, windowPicture } from './desktop.ts'

const isMac = process.platform === 'darwin'

export function setMenu(window: () => BrowserWindow): void {
  app.setAboutPanelOptions({ applicationName: 'Coreglow', applicationVersion: app.getVersion() })
  const file: MenuItemConstructorOptions[] = [
    { label: 'Export window picture…', accelerator: 'CmdOrCtrl+Shift+S', click: () => void exportPicture(window()) },
    { type: 'separator' },
    { role: isMac ? 'close' : 'quit' },
  ]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [{ role: 'appMenu' } as const] : []),
      { label: 'File', submenu: file },
      { role: 'editMenu' },
      { role: 'viewMenu' },
      { role: 'windowMenu' },
      ...(isMac ? [] : [{ label: 'Help', submenu: [{ role: 'about' } as const] }]),
    ]),
  )
}

async function exportPicture(window: BrowserWindow): Promise<void> {
  try {
    await saveFile(window, await windowPicture(window))
  } catch (error) {
    dialog.showErrorBox('Cannot save the picture', String(error))
  }
}
