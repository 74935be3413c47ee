import { CoreglowError } from '../../contract/procedures.ts'
import type { EndProcess, ProcessList, SetAffinity, SetPriority } from '../../contract/system.ts'
import { errorCode } from '../files/error-code.ts'
import { setAffinity } from './affinity.ts'
import { createLinuxProcesses } from './linux-processes.ts'
import { createPortableProcesses } from './portable-processes.ts'
import { createProcessLists } from './process-lists.ts'
import { setPriority } from './priority.ts'
import type { OwnPids, ProcessSource } from './process-source.ts'

/** The task manager: all processes of the machine, and what may be done to the user's own. */
export interface System {
  /** Sends a list at once, then about one a second. @returns a function that ends it */
  listen(emit: (list: ProcessList) => void, end: (error: Error) => void): () => void
  /** @throws CoreglowError bad-params where there is no such process, or it is not the user's to end */
  end(request: EndProcess): Promise<void>
  /** @throws CoreglowError as `end` does, and where the system does not permit it */
  setPriority(request: SetPriority): Promise<void>
  /** @throws CoreglowError as `setPriority` does; unsupported where the system cannot do it */
  setAffinity(request: SetAffinity): Promise<void>
}

export function createSystem(ownPids: OwnPids): System {
  const source = process.platform === 'linux' ? createLinuxProcesses(ownPids) : createPortableProcesses(ownPids)
  const lists = createProcessLists(() => source.list())
  return {
    listen: (emit, end) => lists.listen(emit, end),
    async end({ pid, startTime, signal }) {
      await checkControllable(source, pid, startTime)
      try {
        process.kill(pid, signal === 'kill' ? 'SIGKILL' : 'SIGTERM')
      } catch (error) {
        if (errorCode(error) === 'ESRCH') throw gone(pid)
        throw refused(`The system does not permit ending process ${pid} (${errorCode(error)}).`)
      }
    },
    async setPriority({ pid, startTime, nice }) {
      await checkControllable(source, pid, startTime)
      setPriority(pid, nice)
    },
    async setAffinity({ pid, startTime, cores }) {
      await checkControllable(source, pid, startTime)
      await setAffinity(pid, cores)
    },
  }
}

/** Between this check and the action lies less than a millisecond on Linux: a PID is not given again that soon. */
async function checkControllable(source: ProcessSource, pid: number, startTime: number): Promise<void> {
  const found = await source.find(pid)
  if (found === undefined) throw gone(pid)
  if (Math.abs(found.startTime - startTime) > source.startTolerance)
    throw refused(`Process ${pid} has ended, and another process has its PID now (${found.name}). It was left alone.`)
  const { controllable } = found
  if (controllable !== true) throw refused(`Process ${pid} (${found.name}) was left alone. ${controllable.missing}`)
}

function gone(pid: number): CoreglowError {
  return refused(`Process ${pid} has ended already.`)
}

function refused(sentence: string): CoreglowError {
  return new CoreglowError('bad-params', sentence, { path: 'params.pid' })
}
