// What the kernel knows of the calling thread.
import { execFileSync } from 'node:child_process'
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

/** Cores that the calling thread may use, where it can be moved to others; undefined where it cannot. */
export function usableCores() {
  return read(() => {
    const status = readFileSync('/proc/thread-self/status', 'latin1')
    const cores = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)[1].split(',').flatMap(range)
    pin(cores)
    return cores
  })
}

/** Node has no call for it. A main thread moves with its helpers, such as those that collect garbage. */
export function pin(cores) {
  const id = isMainThread ? process.pid : threadId()
  execFileSync('taskset', [isMainThread ? '-acp' : '-cp', cores.join(','), `${id}`], { stdio: 'ignore' })
}

/** Of "0-3" or "5". */
function range(text) {
  const [first, last = first] = text.split('-').map(Number)
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

function read(source) {
  try {
    return source()
  } catch {
    return undefined
  }
}
