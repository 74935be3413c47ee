import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { browserCommand, dataFolder, engineOptions, readVersion } from './host.ts'

const root = new URL('../../', import.meta.url)

test('the data folder is where the user says, else where the system keeps such things', () => {
  expect(dataFolder({ COREGLOW_DATA: 'here', XDG_DATA_HOME: '/x' }, 'linux')).toBe(resolve('here'))
  expect(dataFolder({ COREGLOW_DATA: '', XDG_DATA_HOME: '/x' }, 'linux')).toBe(join('/x', 'coreglow'))
  expect(dataFolder({}, 'linux')).toBe(join(homedir(), '.local', 'share', 'coreglow'))
  expect(dataFolder({}, 'darwin')).toBe(join(homedir(), 'Library', 'Application Support', 'Coreglow'))
  expect(dataFolder({ APPDATA: '/roaming' }, 'win32')).toBe(join('/roaming', 'Coreglow'))
})

test('the browser is opened where there is a display', () => {
  expect(browserCommand('linux', {})).toBeUndefined()
  expect(browserCommand('linux', { WAYLAND_DISPLAY: 'w' })).toEqual(['xdg-open'])
  expect(browserCommand('linux', { DISPLAY: ':0' })).toEqual(['xdg-open'])
  expect(browserCommand('darwin', {})).toEqual(['open'])
  expect(browserCommand('win32', {})?.[0]).toBe('rundll32')
})

test("the engine's programs lie beside the built terminal host", () => {
  const { programs, workloads, node, host } = engineOptions(root, '1', 'terminal')
  expect(programs.sampler.href).toBe(new URL('out/main/sampler.js', root).href)
  expect(programs.guard.href).toBe(new URL('out/main/guard.js', root).href)
  expect(workloads).toMatch(/workloads$/)
  expect([node.path, host]).toEqual([process.execPath, 'terminal'])
  expect(readVersion(root)).toMatch(/^\d+\.\d+\.\d+/)
})
