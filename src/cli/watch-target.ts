import { CoreglowError, type ErrorCode } from '../contract/error.ts'
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
const WATCHING_FAILED = 125
const START_FAILED: Partial<Readonly<Record<ErrorCode, number>>> = { 'not-executable': 126, 'no-such-program': 127 }

/** Exit code of an error of `watch`, which leaves the small codes to the program that it watches. */
export function failureCode(error: unknown): number {
  return (error instanceof CoreglowError ? START_FAILED[error.code] : undefined) ?? WATCHING_FAILED
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
