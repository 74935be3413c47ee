// Entry of a worker thread.
import { workerData } from 'node:worker_threads'
import { workOnce } from './work-once.mjs'

await workOnce(workerData)
