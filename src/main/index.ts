import { app, BrowserWindow, nativeTheme, powerMonitor, shell } from 'electron'
import { join } from 'node:path'
import { createEngine, chooseDataFolder, type Engine } from '../engine/engine.ts'
import { createCommands } from './commands.ts'
import { acceptConnections } from './connect.ts'
import { chooseFiles, desktopService, openFiles } from './desktop.ts'
import { askToStop, showAbout, showError } from './dialogs.ts'
import { limitPages, limitPermissions } from './limits.ts'
import { errorText, openLog } from './log.ts'
import { setMenu } from './menu.ts'
import { runFilesOf } from './opened-files.ts'
import { ownProcesses } from './own-processes.ts'
import { keepAwake } from './power.ts'
import { registerScheme, servePage } from './protocol.ts'
import { createQuitting } from './quitting.ts'
import { openWindow } from './window.ts'
import { readWindowState } from './window-state.ts'

const out = join(import.meta.dirname, '..')
const root = join(out, '..')
/** Files that other programs read, which cannot look into an archive: beside it in the packaged app. */
const resources = app.isPackaged ? process.resourcesPath : root
const isMac = process.platform === 'darwin'

// Chromium's files have a folder of their own: on macOS and Windows the app's would be that of the runs.
app.setPath(
  'userData',
  process.env['COREGLOW_DATA']
    ? join(process.env['COREGLOW_DATA'], 'electron')
    : join(app.getPath('appData'), 'Coreglow', 'electron'),
)
const stateFile = join(app.getPath('userData'), 'window.json')
const logFile = join(app.getPath('userData'), 'coreglow.log')
const log = openLog(logFile)
const commands = createCommands()
/** Files that macOS asks to open, also before the app is ready. */
let onFiles = (paths: readonly string[]) => void early.push(...paths)
const early: string[] = runFilesOf(process.argv, process.cwd())

app.enableSandbox()
if (process.platform === 'win32') app.setAppUserModelId('org.coreglow.Coreglow')
registerScheme()
limitPages()
app.on('open-file', (event, path) => {
  event.preventDefault()
  onFiles([path])
})
app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
  if (reason !== 'clean-exit') log(`A process of the app is gone: ${name ?? type}, ${reason} (${exitCode})`)
})

// A second start shows the first one's window: two engines would measure each other.
if (app.requestSingleInstanceLock()) void app.whenReady().then(start)
else app.quit()

function start(): void {
  nativeTheme.themeSource = readWindowState(stateFile).theme ?? 'system'
  const engine = startEngine()
  const service = engine.then((running) => running.service)
  catchErrors(engine)
  limitPermissions()
  servePage(join(out, 'renderer'))
  acceptConnections(
    service.then((ready) => desktopService(ready, { window: theWindow, commands, stateFile })),
    log,
  )
  setMenu({
    send: (command) => {
      showWindow()
      commands.send(command)
    },
    openFiles: () => void service.then((ready) => chooseFiles(theWindow(), ready, commands)),
    about: () => void showAbout(),
    showHelp: () => void shell.openPath(join(resources, 'README.md')),
    showLog: () => shell.showItemInFolder(logFile),
    showData: () => shell.showItemInFolder(join(chooseDataFolder(process.env, process.platform).dataFolder, 'runs')),
  })
  endWell(engine)
  showWindow()
  onFiles = (paths) => void service.then((ready) => openFiles(paths, ready, commands))
  onFiles(early)
  app.on('second-instance', (_event, argv, folder) => {
    showWindow()
    onFiles(runFilesOf(argv, folder))
  })
  app.on('activate', showWindow)
  app.on('window-all-closed', () => {
    if (!isMac) app.quit()
  })
}

/** The app's one window, opened where there is none. */
function theWindow(): BrowserWindow {
  return (
    BrowserWindow.getAllWindows()[0] ??
    openWindow({
      preload: join(out, 'preload', 'index.cjs'),
      icon: join(resources, 'build', 'icon.png'),
      stateFile,
      log,
    })
  )
}

function showWindow(): void {
  const open = BrowserWindow.getAllWindows()[0]
  // A new one shows itself when there is something in it.
  if (open === undefined) return void theWindow()
  if (open.isMinimized()) open.restore()
  open.show()
  open.focus()
}

async function startEngine(): Promise<Engine> {
  return createEngine({
    ...chooseDataFolder(process.env, process.platform),
    workloads: join(resources, 'workloads'),
    programs: {
      sampler: new URL('sampler.js', import.meta.url),
      activity: new URL('activity.js', import.meta.url),
      records: new URL('records.js', import.meta.url),
      guard: new URL('guard.js', import.meta.url),
    },
    // Electron's own program is the Node that runs the Node workloads: see docs/decisions/fuses.md.
    node: { path: process.execPath, env: { ELECTRON_RUN_AS_NODE: '1' }, partOf: 'Electron' },
    ownProcesses: () => ownProcesses(app.getAppMetrics()),
    version: app.getVersion(),
    host: 'desktop',
  })
}

async function fail(sentence: string, error: unknown): Promise<void> {
  log(`${sentence} ${errorText(error)}`)
  await showError(sentence, errorText(error)).catch(() => undefined)
  app.quit()
}

/** Errors are in the log. Without an engine there is no app; an error that nobody expected ends the run and keeps what there is. */
function catchErrors(engine: Promise<Engine>): void {
  engine.catch((error: unknown) => fail('Coreglow cannot start.', error))
  let hasFailed = false
  const onBug = async (error: unknown) => {
    if (hasFailed) return log(errorText(error))
    hasFailed = true
    const failed = fail(
      'Something went wrong inside Coreglow. What has been measured is saved; Coreglow will quit.',
      error,
    )
    try {
      await (await engine).close()
    } catch (another) {
      log(errorText(another))
    }
    await failed
  }
  process.on('uncaughtException', (error) => void onBug(error))
  process.on('unhandledRejection', (error) => void onBug(error))
}

/** Workers and the sampler end with the app, however it is quit. */
function endWell(starting: Promise<Engine>): void {
  let engine: Engine | undefined
  const begin = async () => {
    engine = await starting
    keepAwake(engine)
  }
  begin().catch(() => undefined)
  const quitting = createQuitting({
    isMeasuring: () => engine?.isMeasuring === true,
    ask: () => askToStop(BrowserWindow.getAllWindows()[0]),
    close: async () => engine?.close(),
    quit: () => app.quit(),
    exit: () => app.exit(0),
  })
  app.on('before-quit', quitting.mayQuit)
  app.on('will-quit', quitting.willQuit)
  // Linux and macOS; Windows tells the windows.
  powerMonitor.on('shutdown', quitting.sessionEnds)
  app.on('browser-window-created', (_event, window) => {
    // Closing the window quits, but on macOS, where the run goes on without it.
    if (!isMac) window.on('close', quitting.mayQuit)
    if (process.platform === 'win32') window.on('session-end', quitting.sessionEnds)
  })
}
