// One worker's work, in the calling thread.
import { readFileSync, readlinkSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { emit, now } from './channel.mjs'

/** `launchNs`: when the worker's creation was asked for; `name`: as in "MainProcess/Worker-1". */
export async function workOnce({ work, amount, index, name, launchNs }) {
  const { run } = await import(`./work/${work}.mjs`)
  const startNs = now()
  emit('worker-start', { index, name, pid: process.pid, tid: threadId(), launchNs, startNs })
  const cpuBefore = threadCpuNs()
  const checksum = run(amount)
  const endNs = now()
  const cpu =
    cpuBefore === undefined
      ? { cpuMissing: `Node ${process.versions.node} does not tell a thread's CPU time on this system` }
      : { cpuNs: threadCpuNs() - cpuBefore }
  emit('worker-end', { index, endNs, checksum, ...cpu })
}

/** The native id, which only Linux tells; elsewhere the process's. */
function threadId() {
  const link = read(() => readlinkSync('/proc/thread-self'))
  return link === undefined ? process.pid : Number(link.split('/').at(-1))
}

/** The kernel brings schedstat up to date at its ticks, so a reading is up to some milliseconds old. */
function threadCpuNs() {
  const schedstat = read(() => readFileSync('/proc/thread-self/schedstat', 'latin1'))
  if (schedstat !== undefined) return Number(schedstat.split(' ')[0])
  if (!isMainThread) return undefined
  const { user, system } = process.cpuUsage()
  return (user + system) * 1000
}

function read(source) {
  try {
    return source()
  } catch {
    return undefined
  }
}
