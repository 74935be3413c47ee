import { errorCode } from './error-code.ts'

/** Whether there is such a process. Another user's may not be signalled and is there all the same. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}
