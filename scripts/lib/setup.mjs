import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { ON_STDERR, Problem, run, runTool } from './run.mjs'

const STAMP = join(root, 'out', '.stamp')
const BUILD_INPUTS = ['package.json', 'package-lock.json', 'electron.vite.config.ts', 'tsconfig.base.json']

/** Installs and builds where that is missing or stale. All it prints goes to standard error. */
export async function ensureReady() {
  requireNode()
  await ensureInstalled()
  await ensureBuilt()
}

export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Problem(`Coreglow needs Node.js 20.19 or newer; this is ${version}. See https://nodejs.org/en/download`)
  }
}

export async function ensureInstalled() {
  if (isInstalled(readLock('package-lock.json'), readLock('node_modules/.package-lock.json'))) return
  console.error('Installing packages (npm ci) ...')
  const code = await npm(['ci', '--no-audit', '--no-fund'])
  if (code !== 0) throw new Problem(`"npm ci" failed (exit code ${code}): see above. Is the network available?`)
}

/** Has npm put in place what the lock file asks for? Packages of other platforms need not be there. */
export function isInstalled(wanted, present) {
  if (present === undefined) return false
  return Object.entries(wanted.packages).every(([path, { version, optional }]) => {
    const found = present.packages[path]
    return path === '' || (found === undefined ? optional === true : found.version === version)
  })
}

function readLock(path) {
  const file = join(root, path)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

// `npm start` tells where npm is; a bare `node scripts/start.mjs` does not, and Windows finds npm.cmd by a shell only.
function npm(args) {
  const file = process.env.npm_execpath
  if (file?.endsWith('.js')) return run(process.execPath, [file, ...args], ON_STDERR)
  return run('npm', args, { ...ON_STDERR, shell: process.platform === 'win32' })
}

export async function ensureBuilt() {
  const wanted = fingerprint()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return
  console.error('Building ...')
  rmSync(STAMP, { force: true })
  const code = await runTool('electron-vite', ['build', '--logLevel', 'warn'], ON_STDERR)
  if (code !== 0) throw new Problem(`The build failed (exit code ${code}): see above.`)
  mkdirSync(join(root, 'out'), { recursive: true })
  writeFileSync(STAMP, wanted)
}

/** Hash of everything that the build reads. */
function fingerprint() {
  const hash = createHash('sha256')
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
  for (const file of [...BUILD_INPUTS.map((name) => join(root, name)), ...sources]) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}
