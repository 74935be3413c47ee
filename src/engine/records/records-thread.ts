import { parentPort, workerData } from 'node:worker_threads'
import { CoreglowError } from '../../contract/procedures.ts'
import { createArchive } from '../archive/archive.ts'
import { perform } from './jobs.ts'
import type { JobAnswer, JobMessage, RecordsData } from './messages.ts'

/** The thread that works on whole records: jobs in, one after the other, answers out. See `records.ts` for its other end. */

const port = parentPort!
const { dataFolder }: RecordsData = workerData
const archive = createArchive(dataFolder)

async function answer({ id, job }: JobMessage): Promise<JobAnswer> {
  try {
    return { id, result: await perform(job, archive) }
  } catch (error) {
    if (error instanceof CoreglowError)
      return { id, error: { code: error.code, message: error.message, path: error.path } }
    return { id, error: { message: error instanceof Error ? (error.stack ?? error.message) : String(error) } }
  }
}

let inTurn = Promise.resolve()
port.on('message', (message: JobMessage) => {
  inTurn = inTurn.then(async () => port.postMessage(await answer(message)))
})
