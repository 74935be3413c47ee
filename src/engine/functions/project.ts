import { readdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { exists } from '../runtimes/identity.ts'

/** Environment of the search; tests bring their own. */
export interface ProjectContext {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: NodeJS.Platform
}

/** The interpreter of the project that a file belongs to. */
export interface ProjectInterpreter {
  /** A path, or a version such as "3.11" that is to be looked for among the interpreters of this machine. */
  readonly path?: string
  readonly version?: string
  /** Why it was chosen, as in "CPython 3.13.0, the project's .venv". */
  readonly reason: string
}

const HERE: ProjectContext = { env: process.env, home: homedir(), platform: process.platform }
const VENV_NAMES = ['.venv', 'venv']

/**
 * The interpreter with which a Python file of the user's is run: the virtual environment of its project (of uv, Poetry and PDM too,
 * where they keep it beside `pyproject.toml`), the active one, or the version that the project names. Undefined where nothing says which.
 */
export async function projectInterpreter(
  file: string,
  context: ProjectContext = HERE,
): Promise<ProjectInterpreter | undefined> {
  const folders = enclosing(dirname(file))
  return (
    (await firstOf(folders, (folder) => venvOf(folder, file, context))) ??
    (await activeEnvironment(context)) ??
    (await firstOf(folders, (folder) => namedVersion(folder, context)))
  )
}

function enclosing(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...enclosing(parent)]
}

async function firstOf<T>(folders: readonly string[], look: (folder: string) => Promise<T | undefined>) {
  for (const folder of folders) {
    const found = await look(folder)
    if (found !== undefined) return found
  }
  return undefined
}

async function venvOf(folder: string, file: string, context: ProjectContext): Promise<ProjectInterpreter | undefined> {
  for (const name of VENV_NAMES) {
    const prefix = join(folder, name)
    if (!(await exists(join(prefix, 'pyvenv.cfg')))) continue
    const where = folder === dirname(file) ? '' : `, in ${folder}`
    return { path: pythonIn(prefix, context), reason: `the project's ${name}${where}` }
  }
  return undefined
}

async function activeEnvironment({ env, platform }: ProjectContext): Promise<ProjectInterpreter | undefined> {
  const venv = env['VIRTUAL_ENV']
  if (venv) return { path: pythonIn(venv, { platform }), reason: `the active virtual environment ${venv}` }
  const conda = env['CONDA_PREFIX']
  if (!conda) return undefined
  const path = platform === 'win32' ? join(conda, 'python.exe') : join(conda, 'bin', 'python')
  return { path, reason: `the active conda environment ${conda}` }
}

/** pyenv and uv read the file `.python-version`. */
async function namedVersion(folder: string, { env, home, platform }: ProjectContext) {
  const text = await readFile(join(folder, '.python-version'), 'utf8').catch(() => '')
  const [version] = text.split('\n').flatMap((line) => /^\s*([\w][\w.+-]*)\s*$/.exec(line)?.[1] ?? [])
  if (version === undefined || version === 'system') return undefined
  const versions = join(env['PYENV_ROOT'] ?? join(home, '.pyenv'), 'versions')
  const installed = await readdir(versions).catch(() => [])
  const fitting = installed
    .filter((name) => name === version || name.startsWith(`${version}.`))
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
  const reason = `.python-version of ${folder} (${version})`
  const path = fitting[0] && pythonIn(join(versions, fitting[0]), { platform })
  return path === undefined
    ? { version: version.replace(/^(c?python-?)/i, ''), reason }
    : { path, reason: `pyenv's ${reason}` }
}

function pythonIn(prefix: string, { platform }: Pick<ProjectContext, 'platform'>): string {
  return platform === 'win32' ? join(prefix, 'Scripts', 'python.exe') : join(prefix, 'bin', 'python')
}
