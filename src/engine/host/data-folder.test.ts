import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chooseDataFolder, settingsFolder } from './data-folder.ts'

type Choose = Parameters<typeof chooseDataFolder>
const dataFolder = (...[env, platform]: Choose) => chooseDataFolder(env, platform).dataFolder

test('the data folder is where the user says, else where the system keeps such things', () => {
  expect(dataFolder({ COREGLOW_DATA: 'here', XDG_DATA_HOME: '/x' }, 'linux')).toBe(resolve('here'))
  expect(dataFolder({ COREGLOW_DATA: '', XDG_DATA_HOME: '/x' }, 'linux')).toBe(join('/x', 'coreglow'))
  expect(dataFolder({}, 'linux')).toBe(join(homedir(), '.local', 'share', 'coreglow'))
  expect(dataFolder({}, 'darwin')).toBe(join(homedir(), 'Library', 'Application Support', 'Coreglow'))
  expect(dataFolder({ APPDATA: '/roaming' }, 'win32')).toBe(join('/roaming', 'Coreglow'))
})

describe('a folder that was set', () => {
  let usual: string
  beforeEach(() => {
    usual = mkdtempSync(join(tmpdir(), 'coreglow-folder-'))
    mkdirSync(join(usual, 'coreglow'))
  })
  afterEach(() => rmSync(usual, { recursive: true, force: true }))

  const set = (text: string) => writeFileSync(join(usual, 'coreglow', 'data-folder.json'), text)
  const choose = (env = {}) => chooseDataFolder({ XDG_DATA_HOME: usual, ...env }, 'linux')

  test('is taken, unless the environment says another', () => {
    set(JSON.stringify({ version: 1, dataFolder: usual }))
    expect(choose()).toMatchObject({ dataFolder: usual, dataFolderChoice: { from: 'setting' } })
    expect(choose({ COREGLOW_DATA: '/x' })).toMatchObject({
      dataFolder: '/x',
      dataFolderChoice: { from: 'environment' },
    })
  })

  test.each([
    ['is not there', JSON.stringify({ version: 1, dataFolder: '/nowhere/at/all' }), 'ENOENT'],
    ['is a file', JSON.stringify({ version: 1, dataFolder: process.execPath }), 'is not a folder'],
    ['cannot be read from its file', '{"version":', 'JSON'],
  ])('one that %s is said to be unusable, and the usual one is taken', (_, text, reason) => {
    set(text)
    const { dataFolder: chosen, dataFolderChoice: choice } = choose()
    expect(chosen).toBe(join(usual, 'coreglow'))
    expect(choice?.from).toBe('system')
    expect(choice?.problem).toContain(reason)
  })
})

test('settings stay where they are when the runs go elsewhere, but not where the environment says', () => {
  const file = join('/home', 'data-folder.json')
  expect(settingsFolder({ dataFolder: '/runs', dataFolderChoice: { from: 'setting', file } })).toBe('/home')
  expect(settingsFolder({ dataFolder: '/runs', dataFolderChoice: { from: 'environment', file } })).toBe('/runs')
  expect(settingsFolder({ dataFolder: '/runs' })).toBe('/runs')
})
