import { Worker } from 'node:worker_threads'
import { now } from '../channel.mjs'
import { joinAll } from '../join.mjs'

export const label = 'threads'
export const description = 'A worker_threads Worker for each worker: a JavaScript engine of its own, in one process.'
export const order = 20

export async function run(task) {
  await joinAll(Array.from({ length: task.workers }, (_, index) => join(start(task, index))))
  return 0
}

function start(task, index) {
  const workerData = { ...task, index, name: `MainProcess/Worker-${index + 1}`, launchNs: now() }
  return new Worker(new URL('../thread.mjs', import.meta.url), { workerData })
}

function join(worker) {
  return new Promise((resolve, reject) => worker.once('error', reject).once('exit', resolve))
}
