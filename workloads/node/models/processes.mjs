import { processPlace } from '../calls/places.mjs'
import { inPool } from '../calls/pool.mjs'
import { inEach, inProcess } from '../launch.mjs'

export const label = 'processes'
export const description = 'A child process for each worker, started by child_process.fork.'
export const kind = 'process'
export const sharesInterpreter = false
export const order = 30

export async function run(task) {
  await inEach(task, inProcess)
}

export async function map(calls) {
  await inPool(calls, processPlace)
}
