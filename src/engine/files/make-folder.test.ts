import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

const root = mkdtempSync(join(tmpdir(), 'coreglow-folder-'))
afterAll(() => rmSync(root, { recursive: true }))

test('makes a folder with its parents, also twice and at once', async () => {
  const deep = join(root, 'a', 'b', 'c')
  await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(root, 'a', 'd'))])
  await makeFolder(deep)
  expect(statSync(deep).isDirectory()).toBe(true)
})

test('fails where a parent is a file', async () => {
  writeFileSync(join(root, 'file'), '')
  await expect(makeFolder(join(root, 'file', 'x'))).rejects.toThrow('ENOTDIR')
})

test.runIf(process.platform === 'linux')('fails, and ends, in /proc', async () => {
  await expect(makeFolder('/proc/coreglow/runs')).rejects.toThrow('ENOENT')
})
