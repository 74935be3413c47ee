import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { candidates, parseLauncher } from './discover.ts'

const home = mkdtempSync(join(tmpdir(), 'coreglow-discover-'))
afterAll(() => rmSync(home, { recursive: true }))

function put(...path: string[]): string {
  const file = join(home, ...path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  return file
}

async function list(folders: readonly string[], env: Record<string, string> = {}) {
  const PATH = folders.map((folder) => join(home, folder)).join(delimiter)
  return await candidates({ platform: 'linux', env: { PATH, ...env }, home })
}

test('takes names of Pythons only, and says who is meant by a name', async () => {
  for (const name of ['python', 'python3.13t', 'python3-config', 'pythonw', 'ipython', 'node']) put('a', name)
  for (const name of ['python', 'python3']) put('b', name)
  expect(await list(['a', 'b', 'a', 'missing'])).toEqual([
    { path: join(home, 'a', 'python'), name: 'python' },
    { path: join(home, 'a', 'python3.13t'), name: 'python3.13t' },
    { path: join(home, 'b', 'python') },
    { path: join(home, 'b', 'python3'), name: 'python3' },
  ])
})

test("follows pyenv's choice instead of its shims, and lists its other versions", async () => {
  put('.pyenv', 'shims', 'python3')
  writeFileSync(join(home, '.pyenv', 'version'), '3.11.7\n')
  const old = put('.pyenv', 'versions', '3.8.18', 'bin', 'python3')
  const chosen = put('.pyenv', 'versions', '3.11.7', 'bin', 'python3')
  const shims = join('.pyenv', 'shims')
  expect((await list([shims])).filter(({ name }) => name)).toEqual([{ path: chosen, name: 'python3' }])
  expect((await list([shims])).map(({ path }) => path)).toContain(old)
  expect((await list([shims], { PYENV_VERSION: '3.8.18' }))[0]).toEqual({ path: old, name: 'python3' })
})

test('reads what the Windows launcher prints', () => {
  const text =
    ' -V:3.13 *        C:\\Python313\\python.exe\r\n -V:3.13t         C:\\My Pythons\\python3.13t.exe\r\n -3.8-32  C:\\old\\python.exe\r\nNo more.\r\n'
  expect(parseLauncher(text)).toEqual([
    'C:\\Python313\\python.exe',
    'C:\\My Pythons\\python3.13t.exe',
    'C:\\old\\python.exe',
  ])
})
