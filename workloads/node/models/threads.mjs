import { threadPlace } from '../calls/places.mjs'
import { inPool } from '../calls/pool.mjs'
import { inEach, inThread } from '../launch.mjs'

export const label = 'threads'
export const description = 'A worker_threads Worker for each worker, with its own JavaScript engine, in one process.'
export const kind = 'thread'
export const sharesInterpreter = false
export const order = 20

export async function run(task) {
  await inEach(task, inThread)
}

export async function map(calls) {
  await inPool(calls, threadPlace)
}
