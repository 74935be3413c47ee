import { CODE } from './codes.ts'
import type { WatchedThread } from './watched-thread.ts'

/** Code of a thread whose system calls may not be read: the kernel's state is what is left. */
export function unknownCode(thread: WatchedThread): number {
  const state = thread.state()
  return state === 'running' ? CODE.runs : state === 'stopped' ? CODE.stopped : CODE.unknown
}

/**
 * Threads of Node.js: those that have an event loop (the main thread and workers) wait in epoll, those of its pools (libuv's and
 * V8's) for a lock, and never in epoll. `spawnSync` and its like wait for the child in a second loop, that is opened for it and so
 * has a higher descriptor (source: libuv gets the lowest one that is free; measured on Node 20).
 */
export function nodeCode(thread: WatchedThread): number {
  if (thread.waits === CODE.poll) {
    thread.loop = true
    thread.selector = Math.min(thread.selector, thread.line.first)
    return thread.line.first === thread.selector ? CODE.loop : CODE.child
  }
  return thread.waits === CODE.lock && !thread.loop ? CODE.idle : thread.waits
}
