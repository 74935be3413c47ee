// The ledger of a trial: when which item was called, in a file that the engine reads while the trial is on (docs/workloads.md).
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { now } from '../channel.mjs'

/** A row: start ns, end ns, seat, each a little-endian int64. */
const WORDS = 6
const ROW_BYTES = 4 * WORDS
/** Chosen: a write costs 2 to 5 microseconds, which is less than 1 % of that. */
const WRITE_EVERY_NS = 1_000_000
/** Chosen: soon for a reader, and rare for the thread. */
const SHOW_EVERY_MS = 50
/** Rows of one write while the trial is on: 96 KiB. */
const MAX_ROWS = 4096
const TWO_TO_32 = 2 ** 32

export function createLedgerFile(folder, rows) {
  const path = join(folder, 'ledger')
  writeFileSync(path, Buffer.alloc(rows * ROW_BYTES))
  return path
}

/** The whole of it, when the clock has stopped. `stamps`: start and end ns of each row, flat, 0 where there was none. */
export function writeLedgerFile(path, stamps, seats) {
  const words = new Uint32Array(WORDS * seats.length)
  encode(words, stamps, 0, seats.length, (row) => seats[row])
  writeFileSync(path, new Uint8Array(words.buffer))
}

/** The rows of one worker, whose thread it is called in. It writes at most once a millisecond, so quick items are written together. */
export function openLedger(path, seat) {
  const fd = openSync(path, 'r+')
  const words = new Uint32Array(WORDS * MAX_ROWS)
  let firstRow = 0
  let stamps = new Float64Array(2)
  let current = 0
  /** All rows before it have ended, and the file says so. */
  let oldest = 0
  let showsOpenRows = false
  let dueNs = 0
  const timer = setInterval(show, SHOW_EVERY_MS).unref()
  process.prependListener('exit', show)

  /** The worker goes on with these rows; the first one is number `first` of the trial. */
  function use(first, ofRows) {
    if (showsOpenRows) show()
    firstRow = first
    stamps = ofRows
    current = oldest = 0
    showsOpenRows = false
  }

  /** Returns the start of the row's first call. */
  function begin(row, ns) {
    current = row
    stamps[2 * row] = ns
    if (ns < dueNs) return ns
    write(Math.max(oldest, row + 1 - MAX_ROWS), row + 1)
    dueNs = now() + WRITE_EVERY_NS
    return (stamps[2 * row] = now())
  }

  /** All calls of the row are done. Returns its end. */
  function end(row = current) {
    return (stamps[2 * row + 1] = now())
  }

  /** While the thread waits for a promise or for items, and when it ends. */
  function show() {
    const isOpen = stamps[2 * current] > 0 && stamps[2 * current + 1] === 0
    if (isOpen || showsOpenRows) write(oldest, Math.min(current + 1, oldest + MAX_ROWS))
  }

  function write(from, until) {
    encode(words, stamps, from, until - from, () => seat)
    writeSync(fd, words, 0, (until - from) * ROW_BYTES, (firstRow + from) * ROW_BYTES)
    while (oldest < until && stamps[2 * oldest + 1] > 0) oldest++
    showsOpenRows = oldest < until
  }

  function close() {
    clearInterval(timer)
    process.off('exit', show)
    closeSync(fd)
  }

  return { use, begin, end, show, close }
}

/** The last one among these rows that began and did not end, as the file says it; undefined where there is none. */
export function readRowUnderWay(path, first, count) {
  const bytes = readFileSync(path).subarray(first * ROW_BYTES, (first + count) * ROW_BYTES)
  for (let row = count - 1; row >= 0; row--) {
    const [start, end] = [0, 8].map((at) => bytes.readBigInt64LE(row * ROW_BYTES + at))
    if (start > 0n && end === 0n) return first + row
  }
  return undefined
}

function encode(words, stamps, from, rows, seatOf) {
  for (let row = 0; row < rows; row++) {
    const [start, end] = [stamps[2 * (from + row)], stamps[2 * (from + row) + 1]]
    const at = WORDS * row
    words[at] = start % TWO_TO_32
    words[at + 1] = start / TWO_TO_32
    words[at + 2] = end % TWO_TO_32
    words[at + 3] = end / TWO_TO_32
    words[at + 4] = seatOf(from + row)
    words[at + 5] = 0
  }
}
