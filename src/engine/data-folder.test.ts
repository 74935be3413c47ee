import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { dataFolder } from './data-folder.ts'

test('the data folder is where the user says, else where the system keeps such things', () => {
  expect(dataFolder({ COREGLOW_DATA: 'here', XDG_DATA_HOME: '/x' }, 'linux')).toBe(resolve('here'))
  expect(dataFolder({ COREGLOW_DATA: '', XDG_DATA_HOME: '/x' }, 'linux')).toBe(join('/x', 'coreglow'))
  expect(dataFolder({}, 'linux')).toBe(join(homedir(), '.local', 'share', 'coreglow'))
  expect(dataFolder({}, 'darwin')).toBe(join(homedir(), 'Library', 'Application Support', 'Coreglow'))
  expect(dataFolder({ APPDATA: '/roaming' }, 'win32')).toBe(join('/roaming', 'Coreglow'))
})
