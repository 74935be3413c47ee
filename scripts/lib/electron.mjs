import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache, root, toolFile } from './paths.mjs'

const FAILURE = join(cache, 'electron-download.json')
const FAILURE_HOLDS_MS = 24 * 3600 * 1000
const STALL_SECONDS = 60
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

/**
 * One attempt to download Electron's program, ended when nothing arrives for a minute; a failure is remembered for a
 * day. Resolves with why there is none: a sentence's end. Undefined where it is there now.
 */
export async function downloadElectron() {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  const before = rememberedFailure(version)
  if (before) return `its download failed before (${before}); "npx install-electron" tries again`
  const failure = await attempt(version)
  if (failure === undefined && findElectron()) return undefined
  mkdirSync(cache, { recursive: true })
  writeFileSync(FAILURE, JSON.stringify({ version, atMs: Date.now(), failure }))
  return `its download failed (${failure})`
}

function rememberedFailure(version) {
  if (!existsSync(FAILURE)) return undefined
  const last = JSON.parse(readFileSync(FAILURE, 'utf8'))
  return last.version === version && Date.now() - last.atMs < FAILURE_HOLDS_MS ? last.failure : undefined
}

function attempt(version) {
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
  const watch = watchProgress(version, [temporary, join(packageFolder, 'dist')], () => child.kill('SIGKILL'))
  const end = () => child.kill()
  process.once('exit', end)
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => {
      if (code === 0) resolve(undefined)
      else
        resolve(signal === 'SIGKILL' ? `nothing arrived for ${STALL_SECONDS} s` : reason(String(Buffer.concat(output))))
    })
  }).finally(() => {
    watch.stop()
    process.off('exit', end)
    rmSync(temporary, { recursive: true, force: true })
  })
}

const show = (text) => process.stderr.write(process.stderr.isTTY ? `\r${text}` : `${text}\n`)

// The installer tells nothing of its progress; the bytes that it has written do.
function watchProgress(version, folders, onStall) {
  let bytes = 0
  let quietSeconds = 0
  show(`Downloading Electron ${version} ...`)
  const timer = setInterval(() => {
    const now = folders.reduce((sum, folder) => sum + folderBytes(folder), 0)
    quietSeconds = now === bytes ? quietSeconds + 1 : 0
    bytes = now
    if (quietSeconds === 0 && process.stderr.isTTY)
      show(`Downloading Electron ${version}: ${Math.round(bytes / 1e6)} MB`)
    if (quietSeconds >= STALL_SECONDS) onStall()
  }, 1000)
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

/** The one line of an installer's stack trace that says what went wrong. */
export function reason(output) {
  const cause = /(E[A-Z]{4,}[^\n]*|Response code[^\n]*)/.exec(output)?.[1]
  return (cause ?? output.split('\n').find((line) => line.trim() !== '') ?? 'without a message').trim()
}
