import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { root } from './paths.mjs'
import { zip } from './zip-testing.mjs'

const VERSION = '45.4.1'
const NAME = { darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron'
const FILE = `electron-v${VERSION}-${process.platform}-${process.arch}.zip`
const USER = { DISPLAY: ':0', COREGLOW_TEST_UID: '1000' }
/** A program that stands in for Electron: writes its arguments, and the variable that would make it Node. */
const PROGRAM = '#!/bin/sh\nprintf "%s\\n" "$@" "node=$ELECTRON_RUN_AS_NODE" > "$RECORD"\nexit "${CODE:-0}"\n'
const whole = zip({ [NAME]: PROGRAM, version: VERSION, 'large.bin': Buffer.alloc(400_000) })
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')
const runs = promisify(execFile)

/** A project with the real scripts and Electron's real installer; build, page and Electron are stand-ins. */
let project
let server
let mirror
let requests
/** How the mirror answers a request for the zip. */
let answer

beforeEach(async () => {
  project = mkdtempSync(join(tmpdir(), 'coreglow-first-start-'))
  cpSync(join(root, 'scripts'), join(project, 'scripts'), { recursive: true })
  const electron = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8'))
  place('node_modules/electron/package.json', JSON.stringify({ ...electron, version: VERSION }))
  cpSync(join(root, 'node_modules/electron/install.js'), join(project, 'node_modules/electron/install.js'))
  place('node_modules/electron/checksums.json', JSON.stringify({ [FILE]: sha256(whole) }))
  for (const name of ['@electron', '@electron-internal'])
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name), 'dir')
  for (const path of ['package-lock.json', 'node_modules/.package-lock.json']) place(path, '{"packages":{}}')
  for (const path of ['package.json', 'electron.vite.config.ts', 'tsconfig.base.json', 'src/x.ts']) place(path, '')
  place('package.json', '{"type":"module"}')
  place('node_modules/electron-vite/package.json', '{"bin":{"electron-vite":"build.cjs"}}')
  const build = `require('fs').mkdirSync('out/main', { recursive: true }); require('fs').writeFileSync('out/main/cli.js', 'console.log("browser host", process.argv.slice(2).join(" "))')`
  place('node_modules/electron-vite/build.cjs', build)
  place('as-user.mjs', 'const { COREGLOW_TEST_UID: uid } = process.env; process.getuid = () => Number(uid)')

  requests = []
  answer = (response) => response.end(whole)
  server = createServer((request, response) => {
    requests.push(request.url)
    if (request.url === `/v${VERSION}/${FILE}`) answer(response)
    else if (request.url === `/v${VERSION}/SHASUMS256.txt`) response.end(`${sha256(whole)} *${FILE}\n`)
    else response.writeHead(404).end()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  mirror = `http://127.0.0.1:${server.address().port}/`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(project, { recursive: true, force: true })
})

function place(path, content) {
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), content)
}

function environment(more) {
  const {
    ELECTRON_EXEC_PATH: _,
    ELECTRON_OVERRIDE_DIST_PATH: __,
    WAYLAND_DISPLAY: ___,
    DISPLAY: ____,
    ...rest
  } = process.env
  const kept = Object.entries(rest).filter(([name]) => !/^npm_|proxy$/i.test(name))
  const places = {
    ELECTRON_MIRROR: mirror,
    electron_config_cache: join(project, 'cache'),
    RECORD: join(project, 'record'),
  }
  return { ...Object.fromEntries(kept), ...places, ...more }
}

/** `npm start` with these arguments: what it printed, and the arguments of the program that stood in for Electron. */
async function start(args = [], env = {}) {
  rmSync(join(project, 'record'), { force: true })
  const command = ['--import', './as-user.mjs', 'scripts/start.mjs', ...args]
  const { stdout, stderr } = await runs(process.execPath, command, {
    cwd: project,
    env: environment({ ...USER, ...env }),
  })
  const record = join(project, 'record')
  return { stdout, stderr, program: existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n') : undefined }
}

/** The download alone, by Electron's own installer: the reason why it failed. */
async function download(env = {}, options = {}) {
  const code = `import { downloadElectron, findElectron } from './scripts/lib/electron.mjs'
    console.log(JSON.stringify({ failure: await downloadElectron(${JSON.stringify(options)}), program: findElectron() }))`
  const command = ['--input-type=module', '-e', code]
  const { stdout } = await runs(process.execPath, command, { cwd: project, env: environment(env) })
  return JSON.parse(stdout)
}

const isUnix = process.platform !== 'win32'

test.runIf(isUnix)(
  'whole: the app starts with the project and the arguments, and a second start downloads nothing',
  async () => {
    const first = await start(['run.coreglow'], { ELECTRON_RUN_AS_NODE: '1' })
    expect(first.program).toEqual([`${project}/`, 'run.coreglow', 'node='])
    expect(first.stdout).not.toContain('browser host')
    const second = await start()
    expect(second.program).toEqual([`${project}/`, 'node='])
    expect(requests).toEqual([`/v${VERSION}/${FILE}`])
  },
)

test.runIf(isUnix)('a program that ends at once is followed by the browser host, with its code', async () => {
  const { stdout, stderr, program } = await start(['--port', '0'], { CODE: '133' })
  expect(program).toBeDefined()
  expect(stderr).toContain('Electron ended at once with exit code 133')
  expect(stdout).toContain('browser host serve --port 0')
})

test.runIf(isUnix)('the mirror’s own checksums are used where that is asked for', async () => {
  place('node_modules/electron/checksums.json', JSON.stringify({ [FILE]: '0'.repeat(64) }))
  expect(await download({ electron_use_remote_checksums: '1' })).toMatchObject({ program: expect.any(String) })
  expect(requests).toEqual([`/v${VERSION}/${FILE}`, `/v${VERSION}/SHASUMS256.txt`])
})

test.runIf(isUnix)('wrong checksum: nothing is started, one sentence, the browser host', async () => {
  answer = (response) => response.end(Buffer.concat([whole, Buffer.from('!')]))
  const { stdout, stderr, program } = await start()
  expect(program).toBeUndefined()
  expect(stderr).toMatch(
    /No desktop window: Electron is not installed, its download failed \(.*checksum.*\)\. Starting/,
  )
  expect(stdout).toContain('browser host serve')
})

test.runIf(isUnix)(
  'cut short: the next start does not try, the user’s own attempt or another mirror does',
  async () => {
    answer = (response) => {
      response.writeHead(200, { 'Content-Length': whole.length })
      response.write(whole.subarray(0, whole.length / 2), () => response.destroy())
    }
    expect((await start()).stderr).toContain('its download failed (the connection was cut)')
    expect((await start()).stderr).toContain(
      'failed before (the connection was cut); "npx install-electron" tries again',
    )
    expect(requests).toHaveLength(1)
    answer = (response) => response.end(whole)
    const other = await download({ ELECTRON_MIRROR: mirror.replace('127.0.0.1', 'localhost') })
    expect(other.program).toContain(join('electron', 'dist'))
    expect((await start()).program).toBeDefined()
  },
)

test.runIf(isUnix)(
  'resumed: after a failure Electron’s own installer makes the next start a desktop start',
  async () => {
    answer = (response) => response.writeHead(503).end()
    expect((await start()).stderr).toContain('Response code 503')
    answer = (response) => response.end(whole)
    await runs(process.execPath, ['node_modules/electron/install.js'], { cwd: project, env: environment() })
    expect((await start()).program).toEqual([`${project}/`, 'node='])
  },
)

test.runIf(isUnix)('slow: bytes that arrive are waited for, silence is not', async () => {
  const piece = Math.ceil(whole.length / 4)
  const dribble = (response, at = 0) => {
    response.write(whole.subarray(at, at + piece))
    if (at + piece >= whole.length) response.end()
    else setTimeout(() => dribble(response, at + piece), 400)
  }
  answer = (response) => response.write(whole.subarray(0, piece))
  expect((await download({}, { stallMs: 1000 })).failure).toBe('its download failed (nothing arrived for 1 s)')
  rmSync(join(project, 'node_modules/.cache'), { recursive: true })
  answer = dribble
  expect((await download({}, { stallMs: 1000 })).program).toBeDefined()
})

test.runIf(isUnix)('refused: the mirror is named', async () => {
  const closed = createServer()
  await new Promise((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${closed.address().port}/`
  await new Promise((resolve) => closed.close(resolve))
  expect((await download({ ELECTRON_MIRROR: address })).failure).toBe(
    `its download failed (no connection to ${address})`,
  )
})

test.runIf(isUnix)('half an extraction is not a program', async () => {
  place(`node_modules/electron/dist/${NAME}`, PROGRAM)
  chmodSync(join(project, 'node_modules/electron/dist', NAME), 0o755)
  answer = (response) => response.writeHead(404).end()
  expect((await start()).program).toBeUndefined()
})

test.runIf(process.platform === 'linux')(
  'as root on Linux it says so, downloads nothing, and goes to the browser',
  async () => {
    const { stdout, stderr } = await start([], { COREGLOW_TEST_UID: '0' })
    expect(stderr).toContain(
      'No desktop window: Electron does not run as root with its sandbox on. Starting in the browser',
    )
    expect(stdout).toContain('browser host serve')
    expect(requests).toEqual([])
  },
)
