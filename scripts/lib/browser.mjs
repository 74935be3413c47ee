import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ON_STDERR, Problem, run, runTool } from './run.mjs'

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'msedge',
  'microsoft-edge',
]

/** A Chromium to test in: CHROMIUM_PATH, Playwright's own, one on the PATH, one in a usual place. */
export async function findBrowser(env = process.env) {
  const { chromium } = await import('playwright')
  return [env.CHROMIUM_PATH, chromium.executablePath(), ...onPath(env), ...usualPlaces(env)].find(
    (file) => file && existsSync(file),
  )
}

/** @throws Problem with what to do where none is found and none can be installed. */
export async function ensureBrowser() {
  const found = await findBrowser()
  if (found) return found
  console.error('Installing Chromium for the end-to-end tests ...')
  if (isDebianRoot()) {
    await run('apt-get', ['update', '-qq'], ON_STDERR)
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], ON_STDERR)
  } else await runTool('playwright', ['install', 'chromium'], ON_STDERR)
  const installed = await findBrowser()
  if (installed) return installed
  throw new Problem('No Chromium was found and none could be installed. Install one, or set CHROMIUM_PATH to its path.')
}

const isDebianRoot = () => process.getuid?.() === 0 && existsSync('/etc/debian_version')

function onPath(env) {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return (env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name + suffix)))
}

function usualPlaces(env) {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  }
  if (process.platform !== 'win32') return []
  const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(Boolean)
  return folders.flatMap((folder) => [
    join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
    join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
  ])
}
