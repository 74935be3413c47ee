import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { errorMessage } from '../../contract/error-message.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import { toPieces } from './pieces.ts'
import type { Job, JobResults } from './jobs.ts'
import type { JobAnswer, JobMessage, RecordsData } from './messages.ts'

/** Time after which the thread ends where it has nothing to do, ms. Chosen: fonts and runs are not loaded again for several exports. */
const IDLE_MS = 60_000

/**
 * Does work on whole records in a thread of its own, so that saving a run or an export of seconds delays neither frames nor windows. The thread
 * starts with the first job, and ends when it has had none for a minute.
 */
export interface Records {
  /** @throws CoreglowError of the job, or run-failed where the thread has ended, as for want of memory: the engine goes on. */
  run<T extends Job['type']>(job: Extract<Job, { type: T }>): Promise<JobResults[T]>
  close(): Promise<void>
}

interface Waiter {
  readonly resolve: (result: never) => void
  readonly reject: (error: Error) => void
}

/** `thread`: its built entry. */
export function createRecords(thread: URL, data: RecordsData, idleMs = IDLE_MS): Records {
  const waiters = new Map<number, Waiter>()
  let worker: Worker | undefined
  let idle: ReturnType<typeof setTimeout> | undefined
  let lastId = 0

  const settle = (answer: JobAnswer) => {
    const waiter = waiters.get(answer.id)
    waiters.delete(answer.id)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the thread answers each job with its own kind of result
    if ('result' in answer) waiter?.resolve(answer.result as never)
    else waiter?.reject(toError(answer.error))
    if (waiters.size === 0) rest()
  }
  const rest = () => {
    worker?.unref()
    idle = setTimeout(() => void worker?.terminate(), idleMs).unref()
  }
  const start = (): Worker => {
    const started = new Worker(thread, { workerData: data, execArgv: [] })
    let reason = 'it was ended'
    started.on('message', settle)
    started.on('error', (error) => (reason = errorMessage(error)))
    started.on('exit', () => {
      if (worker === started) worker = undefined
      const error = new CoreglowError('run-failed', `The thread that works on saved runs has ended: ${reason}.`)
      for (const waiter of waiters.values()) waiter.reject(error)
      waiters.clear()
    })
    return started
  }
  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        clearTimeout(idle)
        worker ??= start()
        worker.ref()
        const id = ++lastId
        waiters.set(id, { resolve, reject })
        void sendJob(worker, id, job)
      }),
    async close() {
      clearTimeout(idle)
      await worker?.terminate()
    },
  }
}

/** Sends a job in pieces, each in a task of its own. A thread that has ended gets nothing, and its jobs have failed. */
async function sendJob(worker: Worker, id: number, job: Job): Promise<void> {
  const send = (message: JobMessage) => worker.postMessage(message, [])
  const { rest, batches } = toPieces(job)
  send({ id, job: rest })
  for (const pieces of batches) {
    await setImmediate()
    send({ id, pieces })
  }
  send({ id, isWhole: true })
}

function toError({ code, message, path }: Extract<JobAnswer, { error: unknown }>['error']): Error {
  return code === undefined ? new Error(message) : new CoreglowError(code, message, { path })
}
