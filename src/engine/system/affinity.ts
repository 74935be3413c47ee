import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { errorMessage } from '../../contract/error-message.ts'
import { CoreglowError } from '../../contract/procedures.ts'

const run = promisify(execFile)
/** Node cannot set the affinity of a process; the program of util-linux and of BusyBox can. */
const PROGRAM = 'taskset'
const TIMEOUT_MS = 5000

/** Why the cores of a process cannot be chosen here: a sentence. */
export function affinityLimit(path = process.env['PATH']): string | undefined {
  if (process.platform !== 'linux') return 'Coreglow chooses the cores of a process on Linux only.'
  if (isOnPath(path ?? '')) return undefined
  return `The program ${PROGRAM} is not installed. It is part of the package util-linux.`
}

/** Sets the cores of all threads of a process. @throws CoreglowError unsupported, bad-params */
export async function setAffinity(pid: number, cores: readonly number[]): Promise<void> {
  const limit = affinityLimit()
  if (limit !== undefined) throw new CoreglowError('unsupported', limit)
  try {
    await run(PROGRAM, ['-a', '-c', '-p', cores.join(','), String(pid)], { timeout: TIMEOUT_MS })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : errorMessage(error)
    const message = `The cores of process ${pid} were not set: ${said.split('\n')[0]}.`
    throw new CoreglowError('bad-params', message, { path: 'params.cores', cause: error })
  }
}

function isOnPath(path: string): boolean {
  return path.split(delimiter).some((folder) => folder !== '' && isExecutable(join(folder, PROGRAM)))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
