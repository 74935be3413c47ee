import type { Runtime } from '../../contract/experiment.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { Exit } from '../../contract/observation.ts'
import type { Monitor } from '../monitor/monitor.ts'
import type { Runtimes, Workload } from '../runtimes/workload.ts'

/** Source and supervision of workload programs, for one run. */
export interface WorkloadHost {
  readonly runtimes: Pick<Runtimes, 'start'>
  readonly monitor: Pick<Monitor, 'watch'>
  readonly runtime: Runtime
  /** Arguments of the interpreter. */
  readonly args: readonly string[]
  /** Aborted when the run is to stop. */
  readonly signal: AbortSignal
  /** Without one, whoever uses the program ends what takes too long. */
  readonly deadlineSeconds?: number
  /** Working folder of a function of the user's, see `Runtimes.start`. */
  readonly userFolder?: string
  /** Called when the program has ended. */
  readonly onExit?: (pid: number, exit: Exit) => void
}

/**
 * Starts a fresh interpreter for one use of it, and leaves no process of it behind, whatever happens: the end, an
 * error, a stop or the deadline. Rejects with the signal's reason when stopped. @throws CoreglowError
 */
export async function withWorkload<T>(host: WorkloadHost, use: (workload: Workload) => Promise<T>): Promise<T> {
  const { deadlineSeconds, userFolder } = host
  const limit = deadlineSeconds === undefined ? undefined : AbortSignal.timeout(Math.ceil(deadlineSeconds * 1000))
  const signal = AbortSignal.any([host.signal, ...(limit === undefined ? [] : [limit])])
  const workload = await host.runtimes.start(host.runtime, host.args, signal, userFolder)
  try {
    host.monitor.watch({ pid: workload.pid, role: 'run' })
    return await Promise.race([use(workload), aborted(signal)])
  } catch (error) {
    if (limit?.aborted !== true) throw error
    const message = `The workload did not finish within ${Math.round(deadlineSeconds!)} s and was killed.`
    throw new CoreglowError('run-failed', message)
  } finally {
    const lived = workload.death() === undefined
    await workload.kill()
    host.onExit?.(workload.pid, exitOf(workload.death(), lived))
  }
}

/** From the words in which interpreters report it: "exit code 3", "signal SIGSEGV". */
export function exitOf(death: string | undefined, byCoreglow = false): Exit {
  const [, code, signal] = /^(?:exit code (-?\d+)|signal (\w+))$/.exec(death ?? '') ?? []
  if (code !== undefined) return { code: Number(code) }
  return signal === undefined ? { missing: death ?? 'not reported' } : { signal, byCoreglow }
}

/** Rejects with the signal's reason when it is aborted. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason)
    if (signal.aborted) fail()
    signal.addEventListener('abort', fail, { once: true })
  })
}
