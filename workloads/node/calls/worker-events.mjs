import { isMainThread, threadId as number } from 'node:worker_threads'
import { emit, now } from '../channel.mjs'
import { cpuSince, threadCpuNs, threadId } from '../native.mjs'

/** Reports that a worker that calls items has started, in its own thread, and in the end that it has ended. */
export function startWorker({ index, name, requestedNs }) {
  const interpreter = isMainThread ? `${process.pid}` : `${process.pid}/${number}`
  emit('worker-start', { index, name, requestedNs, startNs: now(), pid: process.pid, tid: threadId(), interpreter })
  const before = threadCpuNs()
  return { end: () => emit('worker-end', { index, endNs: now(), checksum: '', ...cpuSince(before) }) }
}
