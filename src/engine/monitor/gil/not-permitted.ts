import { ownerOf, readText } from '../../files/system-file.ts'
import { CannotRead } from './interpreter-reader.ts'

/** What decides whether the memory of a process may be read, as far as it can be seen. */
export interface Permission {
  readonly pid: number
  /** Of this program. */
  readonly uid: number
  /** Of the process, by its status; undefined where that is hidden. */
  readonly owner: number | undefined
  /** Owner of its files in /proc: root's when the process is not dumpable. */
  readonly filesOwner: number | undefined
  /** kernel.yama.ptrace_scope; undefined without Yama. */
  readonly scope: number | undefined
}

export function notPermitted(pid: number): CannotRead {
  return new CannotRead('not-permitted', permissionSentence(permissionOf(pid)))
}

/** What is in the way, and a remedy where there is one. */
export function permissionSentence({ pid, uid, owner, filesOwner, scope }: Permission): string {
  if (owner !== undefined && owner !== uid)
    return `Process ${pid} belongs to another user (uid ${owner}): only that user or root can read it.`
  if (filesOwner === 0 && uid !== 0)
    return `Process ${pid} is not dumpable (it changed its user, or asked for that): only root can read it.`
  if (scope === 1)
    return `Process ${pid} was not started by Coreglow, and kernel.yama.ptrace_scope is 1: start the program with Coreglow, run Coreglow as root, or set it to 0.`
  if (scope === 2) return `kernel.yama.ptrace_scope is 2: only root can read process ${pid}.`
  if (scope === 3) return `kernel.yama.ptrace_scope is 3: no program can read process ${pid} until the next boot.`
  return `The system does not permit reading process ${pid}: it may be in another container, or a security module forbids it.`
}

function permissionOf(pid: number): Permission {
  const owner = /^Uid:\s+(\d+)/m.exec(readText(`/proc/${pid}/status`) ?? '')?.[1]
  return {
    pid,
    uid: process.geteuid?.() ?? 0,
    owner: owner === undefined ? undefined : Number(owner),
    filesOwner: ownerOf(`/proc/${pid}`),
    scope: ptraceScope(),
  }
}

/** kernel.yama.ptrace_scope; undefined without Yama. */
export function ptraceScope(): number | undefined {
  const text = readText('/proc/sys/kernel/yama/ptrace_scope')
  return text === undefined ? undefined : Number(text)
}
