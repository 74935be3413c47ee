import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import type { FunctionRequest } from '../../contract/function.ts'
import { ITEM_TIMEOUT } from '../../contract/limits.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { CallTarget } from '../runtimes/workload.ts'

const KINDS: Readonly<Record<string, 'cpython' | 'node'>> = {
  '.py': 'cpython',
  '.mjs': 'node',
  '.js': 'node',
  '.cjs': 'node',
}
/** Name of the function where the request names none. */
export const DEFAULT_NAME = 'work'

/** The user's file, which is there. */
export interface UserFile {
  /** Absolute path. */
  readonly file: string
  /** Working folder of the trials. */
  readonly folder: string
  /** Kind of interpreter that runs it. */
  readonly kind: 'cpython' | 'node'
}

/** @throws CoreglowError bad-params, whose path names the field */
export async function findFile({ file: given, folder }: Pick<FunctionRequest, 'file' | 'folder'>): Promise<UserFile> {
  const home = atHome(folder ?? process.cwd())
  if (!(await statOf(home))?.isDirectory()) {
    const problem = (await statOf(home)) === undefined ? 'There is no folder' : 'Not a folder:'
    throw wrong('folder', `${problem} ${home}.`)
  }
  if (given.trim() === '') throw wrong('file', 'Name the file that has the function.')
  const file = given.startsWith('~') ? atHome(given) : resolve(home, given)
  const found = await statOf(file)
  if (found === undefined) throw wrong('file', `There is no file ${file}.`)
  if (found.isDirectory()) throw wrong('file', `${file} is a folder. Name the file that has the function.`)
  if (!found.isFile()) throw wrong('file', `${file} is not a regular file.`)
  const kind = KINDS[extname(file).toLowerCase()]
  if (kind !== undefined) return { file, folder: home, kind }
  const known = Object.keys(KINDS).join(', ')
  throw wrong('file', `${basename(file)} is neither Python nor JavaScript: its name must end in one of ${known}.`)
}

/** The function and its inputs as a workload program gets them. @throws CoreglowError bad-params */
export function toTarget(request: FunctionRequest, { file }: UserFile): CallTarget {
  const { name = DEFAULT_NAME, items, inputs, count, timeout = ITEM_TIMEOUT.default } = request
  const given = Object.entries({ items, inputs, count }).filter(([, value]) => value !== undefined)
  if (given.length > 1) {
    const names = given.map(([field]) => `"${field}"`).join(' and ')
    throw wrong(given[1]![0], `The inputs are given twice, by ${names}. Use one of them.`)
  }
  if (inputs !== undefined) checkInputs(inputs)
  return { file, name, items, inputs, count, timeout }
}

function checkInputs(text: string): void {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw wrong('inputs', `The inputs are not JSON (${why}). A list is right, such as [1, 2, 3].`)
  }
  if (!Array.isArray(value))
    throw wrong('inputs', `The inputs must be a JSON list, such as [1, 2, 3], not ${text.slice(0, 40)}.`)
  if (value.length === 0) throw wrong('inputs', 'The list of inputs is empty. The function needs at least one.')
}

/** "work() of report.py" */
export function titleOf({ file, name = DEFAULT_NAME }: Pick<FunctionRequest, 'file' | 'name'>): string {
  return `${name}() of ${basename(file)}`
}

function atHome(path: string): string {
  return /^~[\\/]/.test(path) ? join(homedir(), path.slice(2)) : resolve(path)
}

function statOf(path: string) {
  return stat(path).catch(() => undefined)
}

function wrong(field: string, message: string): CoreglowError {
  return new CoreglowError('bad-params', message, { path: `params.function.${field}` })
}
