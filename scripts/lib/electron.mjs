import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache, root, toolFile } from './paths.mjs'

const FAILURE = join(cache, 'electron-download.json')
const FAILURE_HOLDS_MS = 24 * 3600 * 1000
/** Time without a byte after which a download is given up, ms. Chosen: longer than a mobile network is silent. */
const STALL_MS = 60_000
const PLATFORM_PATH = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
const packageFolder = join(root, 'node_modules', 'electron')

/** The Electron program, where it is there already; never downloads. See docs/decisions/electron-binary.md. */
export function findElectron(env = process.env) {
  const name = PLATFORM_PATH[process.platform] ?? 'electron'
  const candidates = [
    env.ELECTRON_EXEC_PATH,
    env.ELECTRON_OVERRIDE_DIST_PATH && join(env.ELECTRON_OVERRIDE_DIST_PATH, name),
    // npm's Electron writes path.txt last: without it, what is in dist/ is half a download.
    existsSync(join(packageFolder, 'path.txt')) && join(packageFolder, 'dist', name),
  ]
  return candidates.find((file) => file && existsSync(file))
}

/** Why no window can be shown here: a sentence's end. Undefined where one can. */
export function noWindow({ platform, env, uid }) {
  if (platform !== 'linux') return undefined
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display (DISPLAY and WAYLAND_DISPLAY are not set)'
  if (uid === 0) return 'Electron does not run as root with its sandbox on'
  return undefined
}

/** Where Electron's installer downloads from. npm passes on the setting of .npmrc under the first two names. */
export function electronMirror(env = process.env) {
  const { npm_config_electron_mirror: npm, NPM_CONFIG_ELECTRON_MIRROR: NPM, ELECTRON_MIRROR: own } = env
  return npm || NPM || own || 'https://github.com/electron/electron/releases/download/'
}

/**
 * One attempt to download Electron's program, given up when nothing arrives for a minute. A failure is remembered for a day, for
 * this version and this mirror. Resolves with the reason why there is none, the end of a sentence; undefined where it is there now.
 */
export async function downloadElectron({ stallMs = STALL_MS } = {}) {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  const mirror = electronMirror()
  const before = rememberedFailure(version, mirror)
  if (before) return `its download failed before (${before}); "npx install-electron" tries again`
  const failure = await attempt(version, stallMs)
  if (failure === undefined && findElectron()) {
    rmSync(FAILURE, { force: true })
    return undefined
  }
  mkdirSync(cache, { recursive: true })
  writeFileSync(FAILURE, JSON.stringify({ version, mirror, atMs: Date.now(), failure }))
  return `its download failed (${failure})`
}

function rememberedFailure(version, mirror) {
  if (!existsSync(FAILURE)) return undefined
  const last = JSON.parse(readFileSync(FAILURE, 'utf8'))
  const isSame = last.version === version && last.mirror === mirror
  return isSame && Date.now() - last.atMs < FAILURE_HOLDS_MS ? last.failure : undefined
}

function attempt(version, stallMs) {
  const temporary = join(cache, 'electron-download')
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true })
  const places = { TMPDIR: temporary, TEMP: temporary, TMP: temporary, ELECTRON_GET_NO_PROGRESS: '1' }
  const child = spawn(process.execPath, [toolFile('electron', 'install-electron')], {
    env: { ...process.env, ...places },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const output = []
  child.stderr.on('data', (data) => output.push(data))
  const watch = watchProgress(version, [temporary, join(packageFolder, 'dist')], stallMs, () => child.kill('SIGKILL'))
  const end = () => child.kill()
  process.once('exit', end)
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => {
      if (code === 0) resolve(undefined)
      else if (signal === 'SIGKILL') resolve(`nothing arrived for ${stallMs / 1000} s`)
      else resolve(reason(String(Buffer.concat(output))))
    })
  }).finally(() => {
    watch.stop()
    process.off('exit', end)
    rmSync(temporary, { recursive: true, force: true })
  })
}

const show = (text) => process.stderr.write(process.stderr.isTTY ? `\r${text}` : `${text}\n`)

// The installer reports no progress; the bytes that it has written do.
function watchProgress(version, folders, stallMs, onStall) {
  let bytes = 0
  let changedAt = performance.now()
  show(`Downloading Electron ${version} ...`)
  const timer = setInterval(
    () => {
      const now = folders.reduce((sum, folder) => sum + folderBytes(folder), 0)
      if (now !== bytes) {
        bytes = now
        changedAt = performance.now()
        if (process.stderr.isTTY) show(`Downloading Electron ${version}: ${Math.round(bytes / 1e6)} MB`)
      }
      if (performance.now() - changedAt >= stallMs) onStall()
    },
    Math.min(1000, stallMs / 4),
  )
  return {
    stop: () => {
      clearInterval(timer)
      if (process.stderr.isTTY) process.stderr.write('\n')
    },
  }
}

function folderBytes(folder) {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true }).reduce(
    (sum, name) => sum + (statSync(join(folder, String(name)), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}

/** What Node's fetch says where no connection is made, and where one is cut: the installer prints no cause. */
const FETCH_ERRORS = { 'TypeError: fetch failed': 'no connection', 'TypeError: terminated': 'the connection was cut' }

/** The one line of an installer's stack trace that says what went wrong. */
export function reason(output, mirror = electronMirror()) {
  const first = output.split('\n').find((line) => line.trim() !== '') ?? 'without a message'
  const cause = /(E[A-Z]{4,}[^\n]*|Response code[^\n]*)/.exec(output)?.[1] ?? FETCH_ERRORS[first.trim()]
  return cause === 'no connection' ? `no connection to ${mirror}` : (cause ?? first).trim()
}
