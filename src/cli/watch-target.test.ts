import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { checkCommand, targetOf } from './watch-target.ts'

const folder = mkdtempSync(join(tmpdir(), 'coreglow-watch-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'plain'), '')
writeFileSync(join(folder, 'runs'), '#!/bin/sh\n')
chmodSync(join(folder, 'runs'), 0o755)
mkdirSync(join(folder, 'folder'))

describe.skipIf(process.platform === 'win32')('a command is found as execvp finds it', () => {
  test.each([
    ['', 127, 'is empty'],
    ['no-such-command-here', 127, 'none of the folders of PATH'],
    [join(folder, 'absent'), 127, 'no such file'],
    [join(folder, 'folder'), 126, 'a folder'],
    ['folder', 126, 'a folder'],
    // The superuser may execute nothing without the bit either.
    [join(folder, 'plain'), 126, 'not executable'],
  ])('%j: exit code %d', async (name, exitCode, words) => {
    await expect(checkCommand(name, { PATH: folder })).rejects.toMatchObject({
      exitCode,
      message: expect.stringContaining(words),
    })
  })

  test.each(['runs', join(folder, 'runs')])('%s can be started', async (name) => {
    await expect(checkCommand(name, { PATH: `/nowhere:${folder}` })).resolves.toBeUndefined()
  })
})

test('a program to start, or one to attach to', () => {
  const functions = true
  expect(targetOf(['a', '--b'], { functions })).toMatchObject({
    type: 'start',
    command: ['a', '--b'],
    output: 'inherit',
  })
  expect(targetOf([], { functions, pid: 5, json: '-' })).toEqual({ type: 'attach', pid: 5 })
})

test.each([
  [[], {}, 'Name a program'],
  [['a'], { pid: 5 }, '--pid'],
  [[], { pid: 5, detach: true }, '--detach'],
  [['a'], { json: '-' }, '--json -'],
] as const)('%j %j is wrong', (command, options, words) => {
  expect(() => targetOf(command, { functions: true, ...options })).toThrow(words)
})
