// The pipe to the engine, shared by the threads and the child processes.
import { writeSync } from 'node:fs'

/** Characters. A line of at most 4,096 bytes is written in one piece, also where several processes share the pipe. */
const LONGEST_TEXT = 1000

export function emit(ev, fields) {
  writeSync(3, `${JSON.stringify({ ev, ...fields })}\n`)
}

export function fail(message) {
  emit('error', { message: message.slice(0, LONGEST_TEXT) })
}

/** Integer nanoseconds, exact in a double for 104 days of uptime. */
export function now() {
  return Number(process.hrtime.bigint())
}
