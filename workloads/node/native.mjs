// What the kernel knows of the calling thread.
import { readFileSync, readlinkSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

/** The native id, which only Linux tells; elsewhere the process's. */
export function threadId() {
  const link = read(() => readlinkSync('/proc/thread-self'))
  return link === undefined ? process.pid : Number(link.split('/').at(-1))
}

/** The kernel brings schedstat up to date at its ticks, so a reading is up to some milliseconds old. */
export function threadCpuNs() {
  const schedstat = read(() => readFileSync('/proc/thread-self/schedstat', 'latin1'))
  if (schedstat !== undefined) return Number(schedstat.split(' ')[0])
  if (!isMainThread) return undefined
  return processCpuNs()
}

/** CPU time of the calling thread after `before`, which was read likewise, for an event. */
export function cpuSince(before) {
  if (before !== undefined) return { cpuNs: threadCpuNs() - before }
  return { cpuMissing: `Node ${process.versions.node} does not report a thread's CPU time on this system` }
}

/** CPU ns of the process, after `before`. */
export function processCpuNs(before) {
  const { user, system } = process.cpuUsage(before)
  return (user + system) * 1000
}

/** What it returns; undefined where it fails. */
export function read(source) {
  try {
    return source()
  } catch {
    return undefined
  }
}
