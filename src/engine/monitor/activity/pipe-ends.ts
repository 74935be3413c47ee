import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { parentOf } from '../../host/ancestors.ts'

/**
 * Whether the other end of a process's pipe is open in the process that began it: then it is the program itself that has to read,
 * or to write, and not something outside.
 *
 * @param descriptor The process's number of the pipe.
 * @returns undefined where that may not be read
 */
export function isOtherEndInParent(pid: number, descriptor: number, writes: boolean): boolean | undefined {
  try {
    const pipe = readlinkSync(`/proc/${pid}/fd/${descriptor}`)
    if (!pipe.startsWith('pipe:')) return undefined
    const parent = `/proc/${parentOf(pid)}`
    return readdirSync(`${parent}/fd`).some((fd) => isEnd(parent, fd, pipe, !writes))
  } catch {
    return undefined
  }
}

/** Source: proc_pid_fdinfo(5); the two lowest bits are 0 for reading, 1 for writing, 2 for both. */
function isEnd(process: string, fd: string, pipe: string, writes: boolean): boolean {
  try {
    if (readlinkSync(`${process}/fd/${fd}`) !== pipe) return false
    const [, flags = ''] = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`${process}/fdinfo/${fd}`, 'latin1')) ?? []
    const access = Number.parseInt(flags, 8) & 3
    return access === 2 || access === (writes ? 1 : 0)
  } catch {
    return false // closed meanwhile
  }
}
