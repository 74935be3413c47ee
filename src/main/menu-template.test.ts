import type { MenuItemConstructorOptions as Item } from 'electron'
import { expect, test, vi } from 'vitest'
import { contextItems, menuTemplate, type MenuActions } from './menu-template.ts'

const actions = () => ({
  send: vi.fn<MenuActions['send']>(),
  openFiles: vi.fn<() => void>(),
  about: vi.fn<() => void>(),
  showHelp: vi.fn<() => void>(),
  showLog: vi.fn<() => void>(),
  showData: vi.fn<() => void>(),
})

function itemsOf(template: readonly Item[]): Item[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])])
}

function shortcuts(platform: NodeJS.Platform, given: MenuActions = actions()) {
  return Object.fromEntries(
    itemsOf(menuTemplate(platform, '1.0.0', given)).flatMap(({ accelerator, label }) =>
      typeof accelerator === 'string' ? [[accelerator, label]] : [],
    ),
  )
}

test.each(['linux', 'darwin', 'win32'] as const)('the usual shortcuts, each once: %s', (platform) => {
  const all = itemsOf(menuTemplate(platform, '1.0.0', actions())).flatMap(({ accelerator }) => accelerator ?? [])
  expect(new Set(all).size).toBe(all.length)
  expect(shortcuts(platform)).toEqual({
    'CmdOrCtrl+O': 'Open Run…',
    'CmdOrCtrl+E': 'Export…',
    'CmdOrCtrl+Shift+S': 'Export window picture…',
    'CmdOrCtrl+,': 'Preferences…',
    'CmdOrCtrl+R': 'Run',
    'CmdOrCtrl+.': 'Stop',
    F1: 'Coreglow Help',
  })
})

test('a command goes to the page', () => {
  const given = actions()
  const stop = itemsOf(menuTemplate('linux', '1.0.0', given)).find(({ id }) => id === 'stop')!
  expect(stop.enabled).toBe(false)
  stop.click!(undefined!, undefined, undefined!)
  expect(given.send).toHaveBeenCalledExactlyOnceWith({ command: 'stop' })
})

test('the developer tools are in versions for developers only', () => {
  const roles = (version: string) => itemsOf(menuTemplate('linux', version, actions())).map(({ role }) => role)
  expect(roles('1.0.0')).not.toContain('toggleDevTools')
  expect(roles('1.1.0-dev')).toContain('toggleDevTools')
})

test('a right click offers what can be done there', () => {
  const roles = (isEditable: boolean, selectionText: string) =>
    contextItems({ isEditable, selectionText }).flatMap(({ role, enabled = true }) => (role && enabled ? [role] : []))
  expect(roles(false, '')).toEqual([])
  expect(roles(false, 'text')).toEqual(['copy'])
  expect(roles(true, '')).toEqual(['undo', 'redo', 'paste', 'selectAll'])
  expect(roles(true, 'text')).toContain('cut')
})
