// The ledger of a trial: when which item was called, in a file that the engine reads while the trial is on (docs/workloads.md).
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { now } from '../channel.mjs'

/** A row: start ns, end ns, seat, each a little-endian int64. */
const WORDS = 6
const ROW_BYTES = 4 * WORDS
/** A row is shown at once if the one before took this many times as long as a write to the file. Chosen: showing it and its end costs 1 %. */
const WRITES_PER_ROW = 200
/** Writes that are timed. Chosen: the first one is slow. */
const TRIES = 5
/** Chosen: soon for a reader, and rare for the thread. */
const SHOW_EVERY_MS = 50
const TWO_TO_32 = 2 ** 32

/** Its path, and what it takes to write a row: 2 microseconds where system calls are fast, 50 in some sandboxes. */
export function createLedgerFile(folder, rows) {
  const path = join(folder, 'ledger')
  writeFileSync(path, Buffer.alloc(rows * ROW_BYTES))
  const file = openRows(path, 0)
  let writeNs = Infinity
  for (let i = 0; i < TRIES; i++) {
    const beforeNs = now()
    file.write(0, 0, 0)
    writeNs = Math.min(writeNs, now() - beforeNs)
  }
  file.close()
  return { path, writeNs }
}

/** The whole of it, when the clock has stopped. `stamps`: start and end ns of each row, flat, 0 where there was none. */
export function writeLedgerFile(path, stamps, seats) {
  const words = new Uint32Array(WORDS * seats.length)
  for (const [row, seat] of seats.entries()) encode(words, WORDS * row, stamps[2 * row], stamps[2 * row + 1], seat)
  writeFileSync(path, new Uint8Array(words.buffer))
}

/**
 * The rows of one worker that calls one item after the other, in its thread. What the file shows as under way is under way;
 * of quick items it does not show all.
 */
export function openLedger({ path, writeNs }, seat) {
  const file = openRows(path, seat)
  let firstRow = 0
  let stamps = new Float64Array(2)
  let current = 0
  let tookNs = 0
  let isShown = false
  const stop = callNowAndThen(show)

  /** The worker goes on with these rows, flat; the first one is number `first` of the trial. */
  function use(first, ofRows) {
    firstRow = first
    stamps = ofRows
    current = 0
  }

  /** Returns the start of the row's first call. */
  function begin(row, ns) {
    current = row
    stamps[2 * row] = ns
    if (tookNs < WRITES_PER_ROW * writeNs) return ns
    show()
    return (stamps[2 * row] = now())
  }

  /** All calls of the row are done. Returns its end. */
  function end() {
    const ns = now()
    stamps[2 * current + 1] = ns
    tookNs = ns - stamps[2 * current]
    if (isShown) write()
    isShown = false
    return ns
  }

  /** Also while the thread waits for a promise, and when it ends. */
  function show() {
    if (isShown || stamps[2 * current] === 0 || stamps[2 * current + 1] > 0) return
    write()
    isShown = true
  }

  function write() {
    file.write(firstRow + current, stamps[2 * current], stamps[2 * current + 1])
  }

  function close() {
    stop()
    file.close()
  }

  return { use, begin, end, close }
}

/** Single rows of the file, for the worker in this seat. */
export function openRows(path, seat) {
  const fd = openSync(path, 'r+')
  const words = new Uint32Array(WORDS)

  function write(row, startNs, endNs) {
    encode(words, 0, startNs, endNs, seat)
    writeSync(fd, words, 0, ROW_BYTES, row * ROW_BYTES)
  }

  return { write, close: () => closeSync(fd) }
}

/** Calls `show` whenever the thread has time, and when it ends. Returns what stops that. */
export function callNowAndThen(show) {
  const timer = setInterval(() => show(), SHOW_EVERY_MS).unref()
  process.prependListener('exit', show)
  return () => {
    clearInterval(timer)
    process.off('exit', show)
  }
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

function encode(words, at, startNs, endNs, seat) {
  words[at] = startNs % TWO_TO_32
  words[at + 1] = startNs / TWO_TO_32
  words[at + 2] = endNs % TWO_TO_32
  words[at + 3] = endNs / TWO_TO_32
  words[at + 4] = seat
}
