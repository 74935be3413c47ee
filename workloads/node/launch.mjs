// The three places where a worker can live. Each function resolves when the worker has ended, also when it may be lost and is.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { answerOf, throwFirst } from './join.mjs'
import { workOnce } from './work-once.mjs'

// `more`: what its piece of the task has beside the others'. `onLaunch` gets the Worker or the ChildProcess at once.

export async function inMainThread(task, index, more) {
  task.take(index, await workOnce({ ...task.piece(index, 'MainProcess/MainThread'), ...more }))
}

export async function inThread(task, index, more, onLaunch) {
  const name = `Worker-${index + 1}`
  const workerData = { ...task.piece(index, `MainProcess/${name}`), ...more }
  const { heapMegabytes } = task.options
  const resourceLimits = heapMegabytes && { maxOldGenerationSizeMb: heapMegabytes }
  const worker = new Worker(new URL('thread.mjs', import.meta.url), { workerData, resourceLimits })
  onLaunch?.(worker)
  task.take(index, await answerOf(worker, name))
}

export async function inProcess(task, index, more, onLaunch) {
  const name = `Process-${index + 1}`
  const piece = JSON.stringify({ ...task.piece(index, `${name}/MainThread`), ...more })
  const child = forkChild(new URL('child.mjs', import.meta.url), task.options)
  if (child.pid === undefined) throw (await once(child, 'error'))[0]
  onLaunch?.(child)
  child.send(piece, () => {}) // what died before it could read is told by its end
  task.take(index, await answerOf(child, name))
}

/** A child process with the pipe to the engine; a signal that ends this process ends it first. One that cannot be started has no pid, and an event `error`. */
export function forkChild(script, { heapMegabytes }) {
  const child = fork(script, {
    stdio: ['ignore', 'inherit', 'inherit', 3, 'ipc'],
    serialization: 'advanced',
    execArgv: [...process.execArgv, ...(heapMegabytes ? [`--max-old-space-size=${heapMegabytes}`] : [])],
  })
  if (child.pid !== undefined) adopt(child)
  return child
}

/** All workers at once, by one of these. @throws the first failure among them, and not before all have ended. */
export async function inEach(task, launch, ...more) {
  const workers = Array.from({ length: task.workers }, (_, index) => launch(task, index, ...more))
  throwFirst(await Promise.allSettled(workers))
}

const children = new Set()
const SIGNALS = ['SIGINT', 'SIGTERM']

/** A signal that ends this process ends the child first. */
function adopt(child) {
  if (children.size === 0) for (const signal of SIGNALS) process.once(signal, dieWithAll)
  children.add(child)
  child.once('exit', () => {
    children.delete(child)
    if (children.size === 0) for (const signal of SIGNALS) process.off(signal, dieWithAll)
  })
}

function dieWithAll(signal) {
  for (const child of children) child.kill('SIGKILL')
  process.kill(process.pid, signal)
}
