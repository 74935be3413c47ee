import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { noWindow, reason } from './electron.mjs'

const NAME = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron'
let project

// A project with these scripts and an npm package "electron" whose installer is ours.
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'coreglow-electron-'))
  cpSync(import.meta.dirname, join(project, 'scripts', 'lib'), { recursive: true })
  place(
    'node_modules/electron/package.json',
    JSON.stringify({ version: '45.0.0', bin: { 'install-electron': 'install.js' } }),
  )
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

function place(path, content) {
  mkdirSync(join(project, path, '..'), { recursive: true })
  writeFileSync(join(project, path), content)
}

function evaluate(expression, env = {}) {
  const code = `import * as it from './scripts/lib/electron.mjs'; console.log(JSON.stringify(${expression}) ?? 'undefined')`
  const { ELECTRON_EXEC_PATH: _, ELECTRON_OVERRIDE_DIST_PATH: __, ...rest } = process.env
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: project,
    env: { ...rest, ...env },
    encoding: 'utf8',
  })
  return stdout.trim() === 'undefined' ? undefined : JSON.parse(stdout || JSON.stringify(stderr))
}

test('the binary is where the variables say, or where npm put it whole', () => {
  expect(evaluate('it.findElectron()')).toBeUndefined()
  place(`node_modules/electron/dist/${NAME}`, '')
  expect(evaluate('it.findElectron()'), 'half a download').toBeUndefined()
  place('node_modules/electron/path.txt', NAME)
  expect(evaluate('it.findElectron()')).toContain(join('electron', 'dist'))
  place(`elsewhere/${NAME}`, '')
  expect(evaluate('it.findElectron()', { ELECTRON_OVERRIDE_DIST_PATH: join(project, 'elsewhere') })).toContain(
    'elsewhere',
  )
  place('my-electron', '')
  expect(evaluate('it.findElectron()', { ELECTRON_EXEC_PATH: join(project, 'my-electron') })).toContain('my-electron')
})

test('a failed download is told in a line, and not tried again the same day', () => {
  place(
    'node_modules/electron/install.js',
    `console.error('TypeError: fetch failed\\n  at x\\n [cause]: Error: getaddrinfo ENOTFOUND there'); process.exit(1)`,
  )
  expect(evaluate('await it.downloadElectron()')).toBe('its download failed (ENOTFOUND there)')
  place('node_modules/electron/install.js', `throw new Error('must not run')`)
  expect(evaluate('await it.downloadElectron()')).toContain('failed before (ENOTFOUND there)')
})

test('a download that comes through is found', () => {
  place(
    'node_modules/electron/install.js',
    `const fs = require('node:fs'), path = require('node:path')
     const file = path.join(__dirname, 'dist', ${JSON.stringify(NAME)})
     fs.mkdirSync(path.dirname(file), { recursive: true }); fs.writeFileSync(file, '')
     fs.writeFileSync(path.join(__dirname, 'path.txt'), ${JSON.stringify(NAME)})`,
  )
  expect(evaluate('await it.downloadElectron()')).toBeUndefined()
  expect(evaluate('it.findElectron()')).toContain('dist')
})

test('a window needs a display and, on Linux, a user that is not root', () => {
  expect(noWindow({ platform: 'linux', env: {}, uid: 1000 })).toContain('no display')
  expect(noWindow({ platform: 'linux', env: { DISPLAY: ':0' }, uid: 0 })).toContain('root')
  expect(noWindow({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, uid: 1000 })).toBeUndefined()
  expect(noWindow({ platform: 'darwin', env: {}, uid: 0 })).toBeUndefined()
})

test('of a stack trace, the line that says what went wrong', () => {
  expect(reason('HTTPError: Response code 404 (Not Found) for x\n  at y')).toBe('Response code 404 (Not Found) for x')
  expect(reason('\nError: odd\n  at y')).toBe('Error: odd')
  expect(reason('')).toBe('without a message')
})
