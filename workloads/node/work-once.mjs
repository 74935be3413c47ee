// One worker's work, in the calling thread.
import { isMainThread, threadId as number } from 'node:worker_threads'
import { pin } from './affinity.mjs'
import { emit, inWords, now } from './channel.mjs'
import { createGil } from './gil.mjs'
import { cpuSince, threadCpuNs, threadId } from './native.mjs'
import { createWorker, switchIntervalOf } from './worker.mjs'

/**
 * `piece`: as `createTask` makes it, with the `lock` under the model of the GIL; it `sharesThread` where others work in this one
 * meanwhile. Returns what is left to tell; never throws.
 */
export async function workOnce(piece) {
  const { work, index, name, requestedNs, core, lock, sharesThread, options } = piece
  const { run } = await import(`./work/${work}.mjs`)
  if (core !== undefined) pin([core])
  const gil = lock && createGil(lock, index, switchIntervalOf(options))
  const { worker, told } = createWorker(piece, gil)
  const interpreter = isMainThread ? `${process.pid}` : `${process.pid}/${number}`
  const startNs = now()
  const ids = { pid: process.pid, tid: threadId(), interpreter, gil: gil && 'model' }
  emit('worker-start', { index, name, requestedNs, startNs, ...ids })
  const cpuBefore = threadCpuNs()
  try {
    gil?.take()
    const checksum = await run(worker)
    const endNs = now()
    const cpu = sharesThread ? { cpuMissing: 'tasks of an event loop share one thread' } : cpuSince(cpuBefore)
    gil?.drop()
    emit('worker-end', { index, endNs, checksum, ...cpu, ...valuesOf(told) })
    return { running: told.spans.since(startNs) }
  } catch (error) {
    const how = inWords(error)
    return { lost: { endNs: now(), how, sentence: `Worker ${index} failed: ${how}` } }
  } finally {
    gil?.drop()
  }
}

function valuesOf({ values }) {
  return Object.keys(values).length > 0 ? { values } : {}
}
