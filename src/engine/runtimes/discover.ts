import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/** Inputs of the search for interpreters. */
export interface DiscoveryContext {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/** A file that may be a Python. `name`: the command that starts it, if there is one. */
export interface Candidate {
  readonly path: string
  readonly name?: string
}

const NAME = /^python(\d(\.\d+)?t?)?(\.exe)?$/

/** Files that may be a Python, judged by name, the user's first choice first. Starts none of them. */
export async function candidates(context: DiscoveryContext): Promise<Candidate[]> {
  const onPath = await Promise.all((await pathFolders(context)).map(pythonsIn))
  const elsewhere = await Promise.all((await otherFolders(context)).map(pythonsIn))
  const launcher = context.platform === 'win32' ? await fromLauncher() : []
  const named = new Set<string>()
  return [
    ...onPath.flat().map(({ path, name }) => {
      if (named.has(name)) return { path }
      named.add(name)
      return { path, name }
    }),
    ...elsewhere.flat().map(({ path }) => ({ path })),
    ...launcher.map((path) => ({ path })),
  ]
}

async function pythonsIn(folder: string): Promise<{ path: string; name: string }[]> {
  const files = await readdir(folder).catch(() => [])
  return files
    .filter((file) => NAME.test(file))
    .toSorted()
    .map((file) => ({
      path: join(folder, file),
      name: file.replace(/\.exe$/, ''),
    }))
}

async function pathFolders(context: DiscoveryContext): Promise<string[]> {
  const folders = (context.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const shims = join(pyenvRoot(context), 'shims')
  const chosen = folders.includes(shims) ? await pyenvChoice(context) : []
  return [...new Set(folders)]
    .flatMap((folder) => (folder === shims ? chosen : [folder]))
    .filter((folder) => isSafe(folder, context))
}

/** Whether candidates in a folder can be started: some would open a store or an installer instead. */
function isSafe(folder: string, { platform, env }: DiscoveryContext): boolean {
  if (platform === 'win32') return !/[\\/]WindowsApps[\\/]?$/i.test(folder)
  if (platform !== 'darwin' || folder !== '/usr/bin') return true
  return (
    env['DEVELOPER_DIR'] !== undefined ||
    ['/Library/Developer/CommandLineTools', '/Applications/Xcode.app'].some((tools) => existsSync(tools))
  )
}

async function otherFolders(context: DiscoveryContext): Promise<string[]> {
  const pyenv = await foldersIn(join(pyenvRoot(context), 'versions'))
  if (context.platform !== 'darwin') return pyenv.map((version) => join(version, 'bin'))
  const framework = await foldersIn('/Library/Frameworks/Python.framework/Versions')
  return [...[...pyenv, ...framework].map((version) => join(version, 'bin')), '/opt/homebrew/bin', '/usr/local/bin']
}

async function foldersIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.map((name) => join(folder, name)).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

function pyenvRoot({ env, home }: DiscoveryContext): string {
  return env['PYENV_ROOT'] ?? join(home, '.pyenv')
}

/** Interpreters behind pyenv's shims, which are slow scripts. A project's `.python-version` is ignored. */
async function pyenvChoice(context: DiscoveryContext): Promise<string[]> {
  const root = pyenvRoot(context)
  const choice = context.env['PYENV_VERSION'] ?? (await readFile(join(root, 'version'), 'utf8').catch(() => ''))
  const versions = choice.split(/[\s:]+/).filter((version) => /^[\w.-]+$/.test(version))
  return versions.map((version) => join(root, 'versions', version, 'bin'))
}

async function fromLauncher(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('py', ['-0p'], { timeout: 2000, windowsHide: true }).catch(() => ({
    stdout: '',
  }))
  return parseLauncher(stdout)
}

/** The paths in what `py -0p` prints: " -V:3.13 *        C:\Python313\python.exe". */
export function parseLauncher(text: string): string[] {
  return [...text.matchAll(/^ *-\S+ +(?:\* +)?(\S.*\.exe)\s*$/gim)].map((line) => line[1]!)
}
