/**
 * Pure readers of `/proc` text, byte by byte, without a string on the way: a tick reads hundreds of these. All take
 * whatever a file may hold (a task names itself, and may end in the middle) and never throw. See proc(5).
 */

const NEWLINE = 10
const SPACE = 32
const MINUS = 45
const ZERO = 48
const CLOSING = 41

/**
 * Reads the decimal numbers from `offset` to the end of the line into `out` and returns how many there were. A number counts
 * only when a space or the end of the line follows, so that one that was cut off is not taken for a smaller one.
 */
export function readNumbers(bytes: Uint8Array, offset: number, length: number, out: Float64Array): number {
  let count = 0
  let value = 0
  let digits = 0
  let sign = 1
  for (let i = offset; i < length && count < out.length; i++) {
    const byte = bytes[i]!
    const digit = byte - ZERO
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      digits++
    } else if (byte === SPACE || byte === NEWLINE) {
      if (digits > 0) out[count++] = sign * value
      if (byte === NEWLINE) break
      value = digits = 0
      sign = 1
    } else if (byte === MINUS && digits === 0) sign = -1
    else break
  }
  return count
}

/** Indices of the fields in `StatFields.numbers`: proc(5) counts from 1, and the numbers begin with field 4. */
export const STAT = {
  ppid: 0,
  flags: 5,
  majorFaults: 8,
  utime: 10,
  stime: 11,
  cutime: 12,
  cstime: 13,
  nice: 15,
  threads: 16,
  startTime: 18,
  rss: 20,
  core: 35,
} as const
const STAT_NUMBERS = 36

/** Fields of `/proc/<pid>/stat`; reused from one reading to the next. Times in clock ticks, `rss` in pages. */
export interface StatFields {
  state: number
  readonly numbers: Float64Array
  /** The command's name stands in the bytes from here ... */
  nameFrom: number
  /** ... to here, in whatever encoding. */
  nameTo: number
}
export function statFields(): StatFields {
  return { state: 0, numbers: new Float64Array(STAT_NUMBERS), nameFrom: 0, nameTo: 0 }
}

/** False, and nothing changed but the numbers, where the bytes are no whole line of `stat`. */
export function parseStat(bytes: Buffer, length: number, into: StatFields): boolean {
  // The name may hold anything, ") R 1" too; what follows it never holds a parenthesis.
  const close = length > 0 ? bytes.lastIndexOf(CLOSING, length - 1) : -1
  const open = close > 0 ? bytes.indexOf(40) : -1
  if (open < 0 || open > close) return false
  if (readNumbers(bytes, close + 4, length, into.numbers) < STAT_NUMBERS) return false
  into.nameFrom = open + 1
  into.nameTo = close
  into.state = taskState(bytes[close + 2]!)
  return true
}

// By position in TASK_STATES of the contract. "I" is an idle kernel thread, "t" stopped by a debugger, "X" dead.
const STATES: Readonly<Record<string, number>> = { R: 1, S: 2, I: 2, D: 3, T: 4, t: 4, Z: 5, X: 6, x: 6 }
const STATE_OF = Uint8Array.from({ length: 128 }, (_, byte) => STATES[String.fromCodePoint(byte)] ?? 0)
function taskState(byte: number): number {
  return STATE_OF[byte] ?? 0
}

/** CPU ns, ns ready but waiting for a CPU, time slices. False where there are not three numbers. */
export function parseSchedstat(bytes: Uint8Array, length: number, into: Float64Array): boolean {
  return readNumbers(bytes, 0, length, into) === 3
}

const VOLUNTARY = '\nvoluntary_ctxt_switches:\t'
const INVOLUNTARY = '\nnonvoluntary_ctxt_switches:\t'
const firstNumber = new Float64Array(1)

/** Voluntary and involuntary switches from `/proc/<pid>/status`; NaN for one that is not there. */
export function parseSwitches(bytes: Buffer, length: number, into: Float64Array): void {
  into[0] = numberAfter(bytes, length, VOLUNTARY)
  into[1] = numberAfter(bytes, length, INVOLUNTARY)
}

/** `processes` of `/proc/stat`: how many processes and threads were ever started. NaN where it is not there. */
export function parseForks(bytes: Buffer, length: number): number {
  return numberAfter(bytes, length, '\nprocesses ')
}

/** One more than the highest core that is online; 0 where no core is told. */
export function parseCoreCount(bytes: Buffer, length: number): number {
  return numberAfter(bytes, length, '\ncpu') + 1 || 0
}

function numberAfter(bytes: Buffer, length: number, label: string): number {
  // From the end: in /proc/stat the line before is the interrupts', kilobytes long.
  const offset = length > 0 ? bytes.lastIndexOf(label, length - 1, 'latin1') : -1
  return offset >= 0 && readNumbers(bytes, offset + label.length, length, firstNumber) === 1 ? firstNumber[0]! : NaN
}

/**
 * The lines `cpu<N> ...` of `/proc/stat`: calls `found` with the core's number and its columns in clock ticks (user,
 * nice, system, idle, iowait, irq, softirq, steal). Cores that are offline have no line. Columns that an old kernel
 * does not have are NaN.
 */
export function parseCores(bytes: Buffer, length: number, found: (core: number, ticks: Float64Array) => void): void {
  const columns = new Float64Array(9)
  let offset = 0
  while (offset < length && isCpuLine(bytes, offset)) {
    // "cpu 1 2" is the sum of all; "cpu0 1 2" is a core: its number is read as the first column.
    if (bytes[offset + 3] !== SPACE) {
      columns.fill(NaN)
      if (readNumbers(bytes, offset + 3, length, columns) > 4) found(columns[0]!, columns.subarray(1))
    }
    const end = bytes.indexOf(NEWLINE, offset)
    offset = end < 0 ? length : end + 1
  }
}

function isCpuLine(bytes: Uint8Array, offset: number): boolean {
  return bytes[offset] === 99 && bytes[offset + 1] === 112 && bytes[offset + 2] === 117
}

/** A task's own name for itself. The kernel keeps 15 bytes, which may cut a character in two. */
export function decodeName(bytes: Buffer, from: number, to: number): string {
  return bytes.toString('utf8', from, to)
}
