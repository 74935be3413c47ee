import { app, BrowserWindow, dialog } from 'electron'
import { join } from 'node:path'
import { createEngine, chooseDataFolder, type Engine } from '../engine/engine.ts'
import { acceptConnections } from './connect.ts'
import { desktopService } from './desktop.ts'
import { limitPages, limitPermissions } from './limits.ts'
import { setMenu } from './menu.ts'
import { ownProcesses } from './own-processes.ts'
import { registerScheme, servePage } from './protocol.ts'
import { openWindow } from './window.ts'

const out = join(import.meta.dirname, '..')

app.enableSandbox()
registerScheme()
limitPages()

// A second start shows the first one's window: two engines would measure each other.
if (app.requestSingleInstanceLock()) void app.whenReady().then(start)
else app.quit()

function start(): void {
  const engine = startEngine()
  engine.catch((error: Error) => dialog.showErrorBox('Coreglow cannot start', error.message))
  limitPermissions()
  servePage(join(out, 'renderer'))
  acceptConnections(engine.then(({ service }) => desktopService(service, theWindow)))
  setMenu(theWindow)
  theWindow()
  app.on('second-instance', showWindow)
  app.on('activate', theWindow)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  closeBeforeQuit(engine)
}

/** The app's one window, opened where there is none. */
function theWindow(): BrowserWindow {
  return BrowserWindow.getAllWindows()[0] ?? openWindow(join(out, 'preload', 'index.cjs'))
}

function showWindow(): void {
  const window = theWindow()
  if (window.isMinimized()) window.restore()
  window.focus()
}

async function startEngine(): Promise<Engine> {
  return createEngine({
    ...chooseDataFolder(process.env, process.platform),
    workloads: join(out, '..', 'workloads'),
    programs: {
      sampler: new URL('sampler.js', import.meta.url),
      activity: new URL('activity.js', import.meta.url),
      guard: new URL('guard.js', import.meta.url),
    },
    // Electron's own program is the Node that runs the Node workloads: see docs/decisions/fuses.md.
    node: { path: process.execPath, env: { ELECTRON_RUN_AS_NODE: '1' } },
    ownProcesses: () => ownProcesses(app.getAppMetrics()),
    version: app.getVersion(),
    host: 'desktop',
  })
}

// Workers and the sampler end with the app, however it is quit.
function closeBeforeQuit(engine: Promise<Engine>): void {
  let closed = false
  const close = async () => {
    closed = true
    await engine.then((running) => running.close()).catch(() => undefined)
    app.quit()
  }
  app.on('will-quit', (event) => {
    if (closed) return
    event.preventDefault()
    void close()
  })
}
