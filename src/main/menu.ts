import { app, Menu, type BrowserWindow } from 'electron'
import { contextItems, menuTemplate, type MenuActions } from './menu-template.ts'

export function setMenu(actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.getVersion(), actions)))
}

/** "Run" or "Stop" can be chosen, never both. */
export function enableMenu(isMeasuring: boolean): void {
  const menu = Menu.getApplicationMenu()
  for (const id of ['run', 'stop']) {
    const item = menu?.getMenuItemById(id)
    if (item) item.enabled = isMeasuring === (id === 'stop')
  }
}

export function addContextMenu(window: BrowserWindow): void {
  window.webContents.on('context-menu', (_event, params) => {
    const items = contextItems(params)
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window })
  })
}
