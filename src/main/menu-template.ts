import type { MenuItemConstructorOptions as Item } from 'electron'
import type { Command } from '../contract/procedures.ts'

/** What the menu does beside Electron's own roles. */
export interface MenuActions {
  readonly send: (command: Exclude<Command, { command: 'show' }>) => void
  readonly openFiles: () => void
  readonly about: () => void
  readonly showHelp: () => void
  readonly showLog: () => void
  readonly showData: () => void
}

const separator: Item = { type: 'separator' }
const recent: Item = { role: 'recentDocuments', submenu: [{ role: 'clearRecentDocuments' }] }

/** The app's menu. "Run" and "Stop" have ids: which of them can be chosen changes. */
export function menuTemplate(platform: NodeJS.Platform, version: string, actions: MenuActions): Item[] {
  const isMac = platform === 'darwin'
  const about: Item = { label: 'About Coreglow', click: actions.about }
  const preferences: Item = {
    label: 'Preferences…',
    accelerator: 'CmdOrCtrl+,',
    click: () => actions.send({ command: 'preferences' }),
  }
  return [
    ...(isMac ? [{ label: 'Coreglow', submenu: macAppMenu(about, preferences) }] : []),
    { label: 'File', submenu: fileMenu(isMac, actions) },
    { label: 'Edit', submenu: editMenu(isMac, preferences) },
    { label: 'Run', submenu: runMenu(actions) },
    { label: 'View', submenu: viewMenu(version) },
    { role: 'windowMenu' },
    { label: 'Help', role: 'help', submenu: helpMenu(isMac, about, actions) },
  ]
}

function macAppMenu(about: Item, preferences: Item): Item[] {
  return [
    about,
    separator,
    preferences,
    separator,
    { role: 'services' },
    separator,
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    separator,
    { role: 'quit' },
  ]
}

function fileMenu(isMac: boolean, { send, openFiles, showData }: MenuActions): Item[] {
  return [
    { label: 'Open Run…', accelerator: 'CmdOrCtrl+O', click: openFiles },
    ...(isMac ? [recent] : []),
    separator,
    { label: 'Export…', accelerator: 'CmdOrCtrl+E', click: () => send({ command: 'export' }) },
    { label: 'Export window picture…', accelerator: 'CmdOrCtrl+Shift+S', click: () => send({ command: 'picture' }) },
    separator,
    { label: 'Show Saved Runs', click: showData },
    separator,
    isMac ? { role: 'close' } : { role: 'quit' },
  ]
}

function editMenu(isMac: boolean, preferences: Item): Item[] {
  return [
    { role: 'undo' },
    { role: 'redo' },
    separator,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
    ...(isMac ? [] : [separator, preferences]),
  ]
}

function runMenu({ send }: MenuActions): Item[] {
  return [
    { id: 'run', label: 'Run', accelerator: 'CmdOrCtrl+R', click: () => send({ command: 'run' }) },
    { id: 'stop', label: 'Stop', accelerator: 'CmdOrCtrl+.', enabled: false, click: () => send({ command: 'stop' }) },
  ]
}

/** Reload and the developer tools are for those who build Coreglow: a version of their own has them. */
function viewMenu(version: string): Item[] {
  const forDevelopers: Item[] = [separator, { role: 'forceReload' }, { role: 'toggleDevTools' }]
  return [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
    ...(version.includes('dev') ? forDevelopers : []),
  ]
}

function helpMenu(isMac: boolean, about: Item, { showHelp, showLog }: MenuActions): Item[] {
  return [
    { label: 'Coreglow Help', accelerator: 'F1', click: showHelp },
    { label: 'Show Log', click: showLog },
    ...(isMac ? [] : [separator, about]),
  ]
}

/** What a right click offers, by what is below it; empty where that is nothing. */
export function contextItems(params: { readonly isEditable: boolean; readonly selectionText: string }): Item[] {
  const hasText = params.selectionText.trim() !== ''
  if (params.isEditable)
    return [
      { role: 'undo' },
      { role: 'redo' },
      separator,
      { role: 'cut', enabled: hasText },
      { role: 'copy', enabled: hasText },
      { role: 'paste' },
      separator,
      { role: 'selectAll' },
    ]
  return hasText ? [{ role: 'copy' }] : []
}
