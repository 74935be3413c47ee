import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { CoreglowError } from '../contract/error.ts'
import type { ProgramRequest } from '../contract/program.ts'

export interface WatchOptions {
  readonly pid?: number
  readonly seconds?: number
  readonly rate?: number
  readonly gilRate?: number
  /** False with `--no-functions`. */
  readonly functions: boolean
  readonly detach?: boolean
  readonly title?: string
  readonly json?: string
  readonly png?: string
  readonly csv?: string
}

/** Exit codes of `env`, `nohup` and `timeout` for what is not the program's own end. */
export const WATCHING_FAILED = 125
const NOT_EXECUTABLE = 126
const NOT_FOUND = 127

/** The program was not started; `exitCode` is 126 or 127. */
export class NoProgramError extends CoreglowError {
  readonly exitCode: number
  constructor(exitCode: number, sentence: string) {
    super('bad-params', sentence)
    this.exitCode = exitCode
  }
}

/** The program to start or to attach to. @throws CoreglowError bad-params where the line names none, or two */
export function targetOf(command: readonly string[], { pid, detach, json }: WatchOptions): ProgramRequest['target'] {
  if (pid !== undefined) {
    if (command.length > 0) throw wrong('--pid watches a program that is running: leave out the command, or --pid.')
    if (detach === true)
      throw wrong('--detach is for a program that Coreglow starts; one named by --pid lives on anyway.')
    return { type: 'attach', pid }
  }
  if (command[0] === undefined) {
    throw wrong('Name a program: coreglow watch -- COMMAND [ARG...], or coreglow watch --pid PID.')
  }
  if (json === '-') throw wrong('--json - needs --pid: the standard output is the program’s own. Name a file instead.')
  return { type: 'start', command: [...command], output: 'inherit', detached: detach }
}

function wrong(sentence: string): CoreglowError {
  return new CoreglowError('bad-params', sentence)
}

/**
 * Checks that a command can be executed, as `execvp` looks for it, so that the exit code can say what is wrong with it.
 * @throws NoProgramError
 */
export async function checkCommand(name: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  if (name === '') throw new NoProgramError(NOT_FOUND, 'The command is empty.')
  // Windows decides by the end of the name, and by more than one list of folders: the engine reports what it says.
  if (process.platform === 'win32') return
  const places = name.includes('/') ? [name] : (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name))
  const problems = await Promise.all(places.map(problemOf))
  if (problems.includes(undefined)) return
  const problem = problems.find((text) => text !== 'absent')
  if (problem !== undefined) throw new NoProgramError(NOT_EXECUTABLE, `Cannot start ${name}: ${problem}.`)
  const where = name.includes('/') ? 'there is no such file' : 'it is in none of the folders of PATH'
  throw new NoProgramError(NOT_FOUND, `Cannot start ${name}: ${where}.`)
}

/** Undefined for a file that can be executed. */
async function problemOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return 'absent'
  if (found.isDirectory()) return 'it is a folder'
  return access(path, constants.X_OK).then(
    () => undefined,
    () => 'it is not executable',
  )
}
