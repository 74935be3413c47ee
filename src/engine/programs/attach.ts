import { readFile, readlink } from 'node:fs/promises'
import { CoreglowError } from '../../contract/procedures.ts'
import { isAlive } from '../files/is-alive.ts'
import { ancestors } from '../host/ancestors.ts'
import { hasKernelFlag } from '../host/kernel-thread.ts'

/** What the system says of a process that is attached to; each part is missing where it may not be read. */
export interface FoundProcess {
  readonly command: readonly string[]
  readonly folder?: string
  /** What cannot be seen of it, and why: a sentence. */
  readonly limit?: string
}

/** @throws CoreglowError bad-params where the process cannot be watched, with the reason */
export async function checkProcess(pid: number, ownPids: readonly number[]): Promise<FoundProcess> {
  if (!isAlive(pid)) throw refused(`No process with PID ${pid}.`)
  if (pid === process.pid || ownPids.includes(pid)) {
    throw refused(`Process ${pid} is Coreglow itself. Name the process of another program.`)
  }
  const [stat, status] = await Promise.all(['stat', 'status'].map((file) => read(`/proc/${pid}/${file}`)))
  if (hasKernelFlag(stat!))
    throw refused(`PID ${pid} is a thread of the kernel, and not a program that can be watched.`)
  const group = numberIn(status!, 'Tgid')
  if (group !== undefined && group !== pid) throw refused(`${pid} is a thread of process ${group}. Name that process.`)
  if (/^State:\s*[ZX]/m.test(status!)) {
    throw refused(`Process ${pid} has ended already; its parent has not asked yet how it ended (a zombie).`)
  }
  if (ancestors().includes(pid)) {
    const message = `Process ${pid} started Coreglow (it is its parent, or the parent of that): Coreglow would watch itself with it.`
    throw refused(message)
  }
  const command = (await read(`/proc/${pid}/cmdline`)).split('\0').slice(0, -1)
  return { command, folder: await readlink(`/proc/${pid}/cwd`).catch(() => undefined), limit: limitOf(pid, status!) }
}

function refused(sentence: string): CoreglowError {
  return new CoreglowError('bad-params', sentence, { path: 'params.target.pid' })
}

function limitOf(pid: number, status: string): string | undefined {
  const [owner, own] = [numberIn(status, 'Uid'), process.getuid?.()]
  if (owner === undefined || own === 0 || owner === own) return undefined
  return `Process ${pid} belongs to another user (uid ${owner}): Coreglow sees its CPU time, and neither its interpreter nor what its threads do.`
}

function numberIn(status: string, field: string): number | undefined {
  const [, digits] = new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(status) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** Empty where there is no such file, or it may not be read. */
function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
