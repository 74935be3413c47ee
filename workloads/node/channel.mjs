// The pipe to the engine, shared by the threads and the child processes.
import { writeSync } from 'node:fs'

/** Bytes. A worker's line is written in one piece, also where several processes share the pipe. */
const MAX_OF_WORKER = 4096
const LONGEST = 65_536
/** Characters of a sentence. */
const MAX_TEXT = 600

/** @throws RangeError for more than one line may hold. */
export function emit(ev, fields) {
  const line = `${JSON.stringify({ ev, ...fields })}\n`
  const longest = ev.startsWith('worker-') ? MAX_OF_WORKER : LONGEST
  const bytes = Buffer.byteLength(line)
  if (bytes > longest) throw new RangeError(`An event "${ev}" of ${bytes} bytes is too long: ${longest} are possible.`)
  writeSync(3, line)
}

/** The order failed. An error about one of the user's items has its number. */
export function fail(error) {
  const { message, item } = error instanceof Error ? error : { message: String(error) }
  emit('error', { message: message.slice(0, MAX_TEXT), item })
}

/** As in "TypeError: amount is not iterable", also of what is no Error. */
export function inWords(error) {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, MAX_TEXT)
}

/** Integer nanoseconds, exact in a double for 104 days of uptime. */
export function now() {
  return Number(process.hrtime.bigint())
}
