import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { errorMessage } from '../../contract/error-message.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { ProgramRequest } from '../../contract/program.ts'
import { errorCode } from '../files/error-code.ts'
import { isOutOfFiles, tooManyOpenFiles } from '../host/open-files.ts'
import { RUN_TOKEN } from '../runtimes/process-tree.ts'

export type StartRequest = Extract<ProgramRequest['target'], { type: 'start' }>

/** Time for the pipes to drain after the process has ended, ms: a descendant may hold them open for ever. Chosen: that of workloads. */
const DRAIN_MS = 300

/** How a process ended; both null is not known. */
export interface Ending {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
}

/** A program that Coreglow has started. */
export interface StartedProgram {
  readonly pid: number
  readonly folder: string
  /** Its first process has ended, and its output up to then has been read. */
  readonly ended: Promise<Ending>
}

/**
 * Starts a program as the user, without a shell. `onOutput` gets what it writes, where that is captured; it and all of its
 * descendants bear `runToken` in their environment. A program with inherited streams stays in Coreglow's process group, so that the terminal's job control reaches it.
 * @throws CoreglowError no-such-program, not-executable; bad-params for an empty command or a folder that is none;
 * run-failed where the system refuses
 */
export async function startProgram(
  request: StartRequest,
  runToken: string,
  onOutput: (stream: 'stdout' | 'stderr', text: string) => void,
): Promise<StartedProgram> {
  const { command, folder = process.cwd(), environment = {} } = request
  const [file = '', ...args] = command
  if (file.trim() === '')
    throw new CoreglowError('bad-params', 'The command is empty.', { path: 'params.target.command' })
  checkFolder(folder)
  const child = await launched(file, folder, () =>
    spawn(file, args, {
      cwd: folder,
      env: { ...process.env, ...environment, [RUN_TOKEN]: runToken },
      stdio: streamsOf(request),
      detached: request.output === 'capture',
      windowsHide: true,
    }),
  )
  // What goes on without Coreglow does not keep it from ending; while it is watched, timers do.
  if (request.detached === true) child.unref()
  listen(child, 'stdout', onOutput)
  listen(child, 'stderr', onOutput)
  return {
    pid: child.pid!,
    folder,
    ended: endingOf(child),
  }
}

/** A detached program outlives Coreglow: a pipe to it would break. */
function streamsOf({ output, detached }: StartRequest): StdioOptions {
  if (output === 'inherit') return 'inherit'
  return detached === true ? 'ignore' : ['ignore', 'pipe', 'pipe']
}

function checkFolder(folder: string): void {
  const status = statSync(folder, { throwIfNoEntry: false })
  if (status?.isDirectory() === true) return
  const why = status === undefined ? 'does not exist' : 'is not a folder'
  throw new CoreglowError('bad-params', `The working folder ${folder} ${why}.`, { path: 'params.target.folder' })
}

/** Resolves when the system has begun to execute the program. */
async function launched(file: string, folder: string, start: () => ChildProcess): Promise<ChildProcess> {
  try {
    const child = start()
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    return child
  } catch (error) {
    throw startError(file, folder, error)
  }
}

function startError(file: string, folder: string, cause: unknown): CoreglowError {
  const path = 'params.target.command'
  const code = errorCode(cause)
  const found = file.includes('/')
    ? statSync(isAbsolute(file) ? file : join(folder, file), { throwIfNoEntry: false })
    : undefined
  if (code === 'ENOENT' && found === undefined) {
    return new CoreglowError('no-such-program', `There is no program "${file}".`, { path, cause })
  }
  if (found?.isDirectory() === true) {
    return new CoreglowError('not-executable', `${file} is a folder, and not a program.`, { path, cause })
  }
  if (code === 'ENOENT') {
    const message = `${file} cannot be started: the interpreter that its first line names does not exist.`
    return new CoreglowError('no-such-program', message, { path, cause })
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const message = `${file} cannot be started: it is not executable by this user.`
    return new CoreglowError('not-executable', message, { path, cause })
  }
  if (code === 'ENOEXEC') {
    return new CoreglowError('not-executable', `${file} is not a program of this system.`, { path, cause })
  }
  if (isOutOfFiles(cause)) return new CoreglowError('run-failed', tooManyOpenFiles(), { cause })
  if (code === 'ERR_INVALID_ARG_VALUE') {
    return new CoreglowError('bad-params', 'The command has a character that no command can have (NUL).', {
      path,
      cause,
    })
  }
  return new CoreglowError('run-failed', `The system cannot start ${file} (${errorMessage(cause)}).`, { path, cause })
}

function listen(
  child: ChildProcess,
  name: 'stdout' | 'stderr',
  onOutput: (stream: typeof name, text: string) => void,
): void {
  child[name]
    ?.setEncoding('utf8')
    .on('data', (text: string) => onOutput(name, text))
    .on('error', () => {})
}

async function endingOf(child: ChildProcess): Promise<Ending> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const ending = await new Promise<Ending>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
  })
  let timer: NodeJS.Timeout | undefined
  await Promise.race([closed, new Promise((resolve) => (timer = setTimeout(resolve, DRAIN_MS)))])
  clearTimeout(timer)
  return ending
}
