import { readLink } from '../../files/system-file.ts'
import { readStat } from '../../host/process-stat.ts'
import { CannotRead } from './interpreter-reader.ts'

/** Why a process has no memory to be read. */
export function noMemory(pid: number): CannotRead {
  const state = stateOf(pid)
  if (state === undefined) return new CannotRead('gone', `There is no process ${pid}.`)
  if (state === 'Z' || state === 'X')
    return new CannotRead('gone', `Process ${pid} has ended; its parent has not collected it yet.`)
  return readLink(`/proc/${pid}/exe`)
    ? new CannotRead('not-ready', `Process ${pid} has not loaded its program yet, or is ending.`)
    : new CannotRead('not-python', `Process ${pid} is a thread of the kernel: it runs no program.`)
}

/** "R", "S", "Z" and so on; undefined where there is no process. */
export function stateOf(pid: number): string | undefined {
  return readStat(pid)?.[0]
}
