import { BrowserWindow, dialog, nativeTheme } from 'electron'
import { PALETTE } from '../contract/palette.ts'
import { PAGE_URL } from './security.ts'

/** Time within which a second crash is a loop, ms. Chosen: a page that crashes twice in a minute would crash again. */
const CRASH_LOOP_MS = 60_000

/** `preload`: absolute path of the built preload. */
export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 1024,
    minHeight: 700,
    useContentSize: true,
    show: false,
    title: 'Coreglow',
    backgroundColor: PALETTE[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'].background,
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true },
  })
  window.once('ready-to-show', () => window.show())
  reloadAfterCrash(window)
  void window.loadURL(PAGE_URL)
  return window
}

function reloadAfterCrash(window: BrowserWindow): void {
  let lastMs = -Infinity
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    const again = Date.now() - lastMs < CRASH_LOOP_MS
    lastMs = Date.now()
    if (!again) window.webContents.reload()
    else dialog.showErrorBox('Coreglow’s window crashed twice', `Reason: ${reason}. Close Coreglow and start it again.`)
  })
}
