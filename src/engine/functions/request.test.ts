import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findFile, titleOf, toTarget } from './request.ts'
import { userFiles } from './testing.ts'

const USER = { file: '/home/user/report.py', folder: '/home/user', kind: 'cpython' } as const

test('a file is found relative to its folder, with the kind of interpreter that it needs', async () => {
  const folder = userFiles({ 'report.py': '', 'report.mjs': '', 'report.JS': '', 'report.cjs': '' })
  expect(await findFile({ file: 'report.py', folder })).toEqual({
    file: join(folder, 'report.py'),
    folder,
    kind: 'cpython',
  })
  for (const file of ['report.mjs', 'report.JS', join(folder, 'report.cjs')])
    expect(await findFile({ file, folder })).toMatchObject({ kind: 'node', folder })
})

test('what is wrong with a file is a sentence, beside its field', async () => {
  const folder = userFiles({ 'notes.txt': '' })
  mkdirSync(join(folder, 'sub.py'))
  const refused = (file: string, where = folder) => findFile({ file, folder: where }).catch((error: unknown) => error)
  expect(await refused('no.py')).toMatchObject({
    code: 'bad-params',
    path: 'params.function.file',
    message: `There is no file ${join(folder, 'no.py')}.`,
  })
  expect(await refused('sub.py')).toMatchObject({ message: expect.stringContaining('is a folder') })
  expect(await refused('notes.txt')).toMatchObject({ message: expect.stringContaining('must end in one of .py, .mjs') })
  expect(await refused('')).toMatchObject({ message: 'Name the file that has the function.' })
  expect(await refused('a.py', join(folder, 'gone'))).toMatchObject({
    path: 'params.function.folder',
    message: expect.stringContaining('There is no folder'),
  })
  expect(await refused('a.py', join(folder, 'notes.txt'))).toMatchObject({
    message: expect.stringContaining('Not a folder'),
  })
})

test('the function is "work", with a minute for an item, unless the request says otherwise', () => {
  expect(toTarget({ file: 'report.py' }, USER)).toMatchObject({ file: USER.file, name: 'work', timeout: 60 })
  const named = { file: 'report.py', name: 'scale', inputs: '[1, 2]', timeout: 5 }
  expect(toTarget(named, USER)).toMatchObject({ name: 'scale', inputs: '[1, 2]', timeout: 5 })
  expect(titleOf({ file: '/home/user/report.py' })).toBe('work() of report.py')
})

test.each([
  [{ items: 'A', count: 3 }, 'count', /given twice, by "items" and "count"/],
  [{ inputs: '[1' }, 'inputs', /not JSON \(.*\)\. A list is right/],
  [{ inputs: '{"a": 1}' }, 'inputs', /must be a JSON list, such as \[1, 2, 3\], not \{"a": 1\}/],
  [{ inputs: '[]' }, 'inputs', /is empty/],
])('inputs %j are refused', (inputs, field, message) => {
  const refuse = () => toTarget({ file: 'report.py', ...inputs }, USER)
  expect(refuse).toThrow(message)
  expect(refuse).toThrow(expect.objectContaining({ code: 'bad-params', path: `params.function.${field}` }))
})
