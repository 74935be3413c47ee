import { BrowserWindow, nativeTheme, screen } from 'electron'
import { PALETTE } from '../contract/palette.ts'
import { showError } from './dialogs.ts'
import type { Log } from './log.ts'
import { addContextMenu } from './menu.ts'
import { PAGE_URL } from './security.ts'
import { changeWindowState, placeWindow, readWindowState } from './window-state.ts'

/** Time within which a second crash is a loop, ms. Chosen: a page that crashes twice in a minute would crash again. */
const CRASH_LOOP_MS = 60_000

export interface WindowOptions {
  /** Absolute path of the built preload. */
  readonly preload: string
  readonly icon: string
  /** File with what the window had when it was last open. */
  readonly stateFile: string
  readonly log: Log
}

export function openWindow({ preload, icon, stateFile, log }: WindowOptions): BrowserWindow {
  const { bounds, isMaximized, isFullScreen } = readWindowState(stateFile)
  const display = bounds === undefined ? screen.getPrimaryDisplay() : screen.getDisplayMatching(bounds)
  const window = new BrowserWindow({
    ...placeWindow(bounds, display.workArea),
    show: false,
    title: 'Coreglow',
    ...(process.platform === 'linux' ? { icon } : {}),
    fullscreen: isFullScreen === true,
    backgroundColor: PALETTE[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'].background,
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true },
  })
  if (isMaximized === true) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () =>
    changeWindowState(stateFile, {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
      isFullScreen: window.isFullScreen(),
    }),
  )
  addContextMenu(window)
  reportFailures(window, log)
  reloadAfterCrash(window, log)
  // did-fail-load says why it cannot be loaded.
  window.loadURL(PAGE_URL).catch(() => undefined)
  return window
}

/** A page that cannot be loaded must not leave an app that runs without being seen. */
function reportFailures(window: BrowserWindow, log: Log): void {
  window.webContents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    log(`The page could not be loaded: ${description} (${code}) ${url}`)
    if (!isMainFrame) return
    window.show()
    void showError('Coreglow cannot show its page.', `${description} (${code})`)
  })
  window.on('unresponsive', () => log('The page does not respond.'))
  window.on('responsive', () => log('The page responds again.'))
}

function reloadAfterCrash(window: BrowserWindow, log: Log): void {
  let lastMs = -Infinity
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log(`The page crashed: ${reason} (${exitCode})`)
    const again = Date.now() - lastMs < CRASH_LOOP_MS
    lastMs = Date.now()
    // Not within the event: the page's process is still being cleared away.
    if (!again) setImmediate(() => window.isDestroyed() || window.webContents.reload())
    else
      void showError(
        'Coreglow’s window crashed twice. Close Coreglow and start it again.',
        `Reason: ${reason} (${exitCode})`,
      )
  })
}
