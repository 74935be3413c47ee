import { setPriority as setNice } from 'node:os'
import { CoreglowError } from '../../contract/procedures.ts'
import { tidsOf } from '../monitor/proc-task.ts'

/**
 * Sets the nice value of all threads of a process: on Linux each thread has its own (setpriority(2), "C library/kernel
 * differences"), and those that it starts later inherit it.
 * @throws CoreglowError bad-params where the system does not permit it
 */
export function setPriority(pid: number, nice: number): void {
  const tids = tidsOf(pid)
  for (const tid of tids.length > 0 ? tids : [pid]) {
    try {
      setNice(tid, nice)
    } catch (error) {
      // A thread that has ended meanwhile needs none.
      if (systemCode(error) === 'ESRCH' && tid !== pid) continue
      throw refused(pid, nice, error)
    }
  }
}

function refused(pid: number, nice: number, error: unknown): CoreglowError {
  const code = systemCode(error)
  const message =
    code === 'EACCES' || code === 'EPERM'
      ? `The system does not permit nice ${nice} for process ${pid}: without root, a priority can be lowered and not raised.`
      : `The priority of process ${pid} was not set: ${code === 'ESRCH' ? 'it has ended' : code}.`
  return new CoreglowError('bad-params', message, { path: 'params.nice', cause: error })
}

/** "EACCES": Node reports it inside its own error. */
function systemCode(error: unknown): string {
  const { info } = error instanceof Error && 'info' in error ? error : {}
  return typeof info === 'object' && info !== null && 'code' in info ? String(info.code) : 'unknown error'
}
