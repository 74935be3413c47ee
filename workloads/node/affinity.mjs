// The cores on which the calling thread may run.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { read, threadId } from './native.mjs'

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
