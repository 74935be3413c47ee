// Entry of a worker thread.
import { parentPort, workerData } from 'node:worker_threads'
import { workOnce } from './work-once.mjs'

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port is no window
parentPort.postMessage({ answer: await workOnce(workerData) })
