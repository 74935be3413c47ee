import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EngineOptions } from '../options.ts'
import { createSettings } from './settings.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coreglow-settings-'))
  file = join(folder, 'data-folder.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const settings = (choice: Partial<EngineOptions['dataFolderChoice']> = {}) =>
  createSettings(
    { dataFolder: folder, dataFolderChoice: { from: 'system', file, ...choice } },
    { problem: () => Promise.resolve('The notes are broken.') },
    { added: () => Promise.resolve({ paths: ['/opt/python'] }) },
  )

test('all that is set, wherever it is kept, and what is wrong with it', async () => {
  expect(await settings({ problem: 'The disk is gone.' }).read()).toEqual({
    preferences: {},
    dataFolder: { path: folder, from: 'system', next: undefined },
    added: ['/opt/python'],
    problems: ['The disk is gone.', 'The notes are broken.'],
  })
})

test('another data folder is made, and is told to be that of the next start; null takes the choice back', async () => {
  const other = join(folder, 'deep', 'other')
  expect((await settings().moveTo(other)).dataFolder).toEqual({ path: folder, from: 'system', next: other })
  expect(existsSync(other)).toBe(true)
  expect((await settings().read()).dataFolder.next).toBe(other)
  expect((await settings().moveTo(undefined)).dataFolder.next).toBeUndefined()
  expect(existsSync(file)).toBe(false)
})

test('a folder that cannot be one is refused, and nothing changes', async () => {
  const aFile = join(folder, 'a-file')
  writeFileSync(aFile, '')
  await expect(settings().moveTo('here')).rejects.toMatchObject({ code: 'bad-params', message: /not an absolute path/ })
  await expect(settings().moveTo(aFile)).rejects.toMatchObject({ code: 'bad-params', message: /Not a folder/ })
  await expect(settings().moveTo('/proc/coreglow')).rejects.toMatchObject({ code: 'bad-params' })
  expect(existsSync(file)).toBe(false)
})

test('what the environment says cannot be set', async () => {
  const fixed = settings({ from: 'environment' })
  await expect(fixed.moveTo(folder)).rejects.toMatchObject({ message: /COREGLOW_DATA/ })
  expect((await fixed.read()).dataFolder).toEqual({ path: folder, from: 'environment', next: undefined })
})
