import { parentPort, workerData } from 'node:worker_threads'
import { CoreglowError } from '../../contract/procedures.ts'
import { createArchive } from '../archive/archive.ts'
import { perform as performJob, type Job } from './jobs.ts'
import { addPiece } from './pieces.ts'
import type { JobAnswer, JobMessage, RecordsData } from './messages.ts'

/** The thread that works on whole records: jobs in, one after the other, answers out. See `records.ts` for its other end. */

const port = parentPort!
const { dataFolder }: RecordsData = workerData
const archive = createArchive(dataFolder)

async function answer(id: number, job: Job): Promise<JobAnswer> {
  try {
    return { id, result: await performJob(job, archive) }
  } catch (error) {
    if (error instanceof CoreglowError)
      return { id, error: { code: error.code, message: error.message, path: error.path } }
    return { id, error: { message: error instanceof Error ? (error.stack ?? error.message) : String(error) } }
  }
}

/** Jobs that are not whole yet. */
const arriving = new Map<number, Job>()
let inTurn = Promise.resolve()
port.on('message', (message: JobMessage) => {
  const { id } = message
  if ('job' in message) arriving.set(id, message.job)
  else if ('pieces' in message) for (const piece of message.pieces) addPiece(arriving.get(id), piece)
  else {
    const job = arriving.get(id)!
    arriving.delete(id)
    const perform = async () => port.postMessage(await answer(id, job))
    // What has been measured does not wait for an export.
    if (job.type === 'save') void perform()
    else inTurn = inTurn.then(perform)
  }
})
