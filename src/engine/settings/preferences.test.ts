import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { is } from 'valibot'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PreferencesChangeSchema } from '../../contract/preferences.ts'
import { LIMITS } from '../../contract/limits.ts'
import { createPreferences } from './preferences.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coreglow-settings-'))
  file = join(folder, 'settings.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const withAll = { theme: 'dark', rate: 50, runtime: 'cpython-3.13.0', workers: 4, seconds: 0.5, repeat: 5 } as const

test('at first there are none; what is set is there for the next session', async () => {
  const preferences = createPreferences(join(folder, 'new'))
  expect(await preferences.read()).toEqual({ preferences: {}, problem: undefined })
  expect((await preferences.change(withAll)).preferences).toEqual(withAll)
  expect((await createPreferences(join(folder, 'new')).read()).preferences).toEqual(withAll)
})

test('what is left out stays, null takes away', async () => {
  const preferences = createPreferences(folder)
  await preferences.change(withAll)
  const { preferences: changed } = await preferences.change({ theme: 'light', rate: null, workers: undefined })
  const { rate: _, ...rest } = withAll
  expect(changed).toEqual({ ...rest, theme: 'light' })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ version: 1, preferences: changed })
})

test('the limits are those of a run', () => {
  for (const name of ['rate', 'workers', 'seconds', 'repeat'] as const) {
    const { min, max } = LIMITS[name]
    expect(is(PreferencesChangeSchema, { [name]: min })).toBe(true)
    expect(is(PreferencesChangeSchema, { [name]: max })).toBe(true)
    expect(is(PreferencesChangeSchema, { [name]: max + 1 })).toBe(false)
    expect(is(PreferencesChangeSchema, { [name]: min / 2 })).toBe(false)
  }
})

test('two windows that change other things at once both have their way', async () => {
  const [first, other] = [createPreferences(folder), createPreferences(folder)]
  await Promise.all([first.change({ theme: 'dark' }), first.change({ rate: 10 })])
  await other.change({ workers: 3 })
  expect((await first.read()).preferences).toEqual({ theme: 'dark', rate: 10, workers: 3 })
})

test.each([
  ['no JSON', '{"version":1,'],
  ['nothing', ''],
  ['another thing', '[1,2]'],
  ['a value that none can have', '{"version":1,"preferences":{"rate":1000}}'],
  ['a version that never was', '{"version":0,"preferences":{}}'],
])('a file that holds %s is set aside, with a message, and not overwritten', async (_, text) => {
  writeFileSync(file, text)
  const preferences = createPreferences(folder)
  const { preferences: none, problem } = await preferences.read()
  expect(none).toEqual({})
  expect(problem).toMatch(/settings\.json is invalid .*moved to .*\.$/)
  await preferences.change({ theme: 'dark' })
  expect(await preferences.read()).toMatchObject({ preferences: { theme: 'dark' }, problem })
  const [aside = '', ...others] = readdirSync(folder).filter((name) => name !== 'settings.json')
  expect(others).toEqual([])
  expect(aside).toMatch(/^settings\.json\.broken-\d{8}T\d+Z$/)
  expect(readFileSync(join(folder, aside), 'utf8')).toBe(text)
})

test('a file of a newer Coreglow is left as it is', async () => {
  const text = '{"version":2,"preferences":{"theme":"sepia"}}'
  writeFileSync(file, text)
  const preferences = createPreferences(folder)
  const newer = expect.stringContaining('newer Coreglow (version 2')
  expect(await preferences.read()).toMatchObject({ preferences: {}, problem: newer })
  await expect(preferences.change({ theme: 'dark' })).rejects.toMatchObject({ code: 'storage', message: newer })
  expect(readFileSync(file, 'utf8')).toBe(text)
  expect(readdirSync(folder)).toEqual(['settings.json'])
})

test('where the file cannot be read or written that is said, and the next try may do', async () => {
  mkdirSync(file)
  const preferences = createPreferences(folder)
  expect(await preferences.read()).toMatchObject({ preferences: {}, problem: expect.stringContaining('EISDIR') })
  await expect(preferences.change({ theme: 'dark' })).rejects.toMatchObject({ code: 'storage' })
  rmSync(file, { recursive: true })
  expect(await preferences.change({ theme: 'dark' })).toMatchObject({ preferences: { theme: 'dark' } })
})
