/** What `/proc/PID/task/TID/syscall` says; reused from one reading to the next. See proc_pid_syscall(5). */
export interface SyscallLine {
  /** Number of the call; `RUNNING`, or `NO_CALL` where the thread is blocked in none. */
  number: number
  /** Arguments of the call: numbers below 2^53 are exact, which all addresses of programs are. */
  first: number
  second: number
  fourth: number
}

export const RUNNING = -2
export const NO_CALL = -1

const SPACE = 32
const NEWLINE = 10
const MINUS = 45
const LETTER_R = 114

/** False where the bytes are no such line; `into` is then as it was. */
export function parseSyscall(bytes: Uint8Array, length: number, into: SyscallLine): boolean {
  if (length > 0 && bytes[0] === LETTER_R) {
    into.number = RUNNING
    into.first = into.second = into.fourth = 0
    return true
  }
  if (length > 1 && bytes[0] === MINUS) {
    into.number = NO_CALL
    into.first = into.second = into.fourth = 0
    return true
  }
  let at = 0
  let number = 0
  for (; at < length && bytes[at] !== SPACE && bytes[at] !== NEWLINE; at++) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) return false
    number = number * 10 + digit
  }
  if (at === 0) return false
  into.number = number
  into.first = hexAfter(bytes, at, length)
  const second = nextSpace(bytes, at + 1, length)
  const third = nextSpace(bytes, second + 1, length)
  into.second = hexAfter(bytes, second, length)
  into.fourth = hexAfter(bytes, nextSpace(bytes, third + 1, length), length)
  return true
}

function nextSpace(bytes: Uint8Array, from: number, length: number): number {
  let at = from
  while (at < length && bytes[at] !== SPACE) at++
  return at
}

/** The number written as " 0x..." at `space`; NaN where there is none. */
function hexAfter(bytes: Uint8Array, space: number, length: number): number {
  let value = 0
  let digits = 0
  for (let at = space + 3; at < length; at++) {
    const byte = bytes[at]!
    const digit = byte < 58 ? byte - 48 : byte - 87
    if (digit < 0 || digit > 15) break
    value = value * 16 + digit
    digits++
  }
  return digits > 0 ? value : NaN
}
