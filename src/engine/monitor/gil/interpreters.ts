import type { Layout } from './layouts/layout.ts'
import { readBytes, readInt, readWord, wordAt } from './process-memory.ts'
import type { Memory } from './process-memory.ts'

export interface Interpreter {
  readonly address: number
  /** 0 is the main one. */
  readonly id: number
  readonly threads: readonly ThreadState[]
}

/** A `PyThreadState`: a thread has one in each interpreter in which it has run. */
export interface ThreadState {
  readonly address: number
  /** `pthread_self()`. */
  readonly pthread: number
  /** tid as the thread itself sees it, in its own PID namespace; 0 where it is not recorded. */
  readonly native: number
}

/** No program has more. Chosen: ends the walk of a list that is damaged, or changes all the time. */
const MAX_INTERPRETERS = 10_000
const MAX_THREADS = 100_000

/**
 * All interpreters and their thread states, the newest first, or a phrase that says what makes no sense. A list that changes while it is
 * walked can give such a phrase too: worth another try.
 */
export function walkInterpreters(memory: Memory, runtime: number, layout: Layout): Interpreter[] | string {
  const found = new Map<number, Interpreter>()
  let address = readWord(memory, runtime + layout.interpretersHead)
  if (address === 0) return NO_INTERPRETER
  for (; address > 0; address = readWord(memory, address + layout.interpreter.next)) {
    if (address % 8 !== 0 || found.has(address) || found.size >= MAX_INTERPRETERS)
      return 'the list of interpreters makes no sense'
    const id = readWord(memory, address + layout.interpreter.id)
    if (!(id < 2 ** 32)) return 'the number of an interpreter makes no sense'
    const threads = walkThreads(memory, address, layout)
    if (typeof threads === 'string') return threads
    found.set(address, { address, id, threads })
  }
  if (Number.isNaN(address)) return 'the list of interpreters cannot be read'
  const interpreters = [...found.values()]
  const ids = new Set(interpreters.map(({ id }) => id))
  return ids.has(0) && ids.size === found.size ? interpreters : 'the numbers of the interpreters make no sense'
}

export const NO_INTERPRETER = 'it has no interpreter: Python is starting up or shutting down'

function walkThreads(memory: Memory, interpreter: number, layout: Layout): ThreadState[] | string {
  const { thread } = layout
  const length = Math.max(thread.previous, thread.next, thread.interpreter, thread.pthread, thread.native ?? 0) + 8
  const states = new Map<number, ThreadState>()
  let address = readWord(memory, interpreter + layout.interpreter.threads)
  let previous = 0
  while (address > 0) {
    const bytes = address % 8 === 0 && states.size < MAX_THREADS ? readBytes(memory, address, length) : undefined
    if (bytes === undefined || states.has(address)) return 'the list of thread states makes no sense'
    if (wordAt(bytes, thread.interpreter) !== interpreter)
      return 'a thread state does not point back to its interpreter'
    if (wordAt(bytes, thread.previous) !== previous) return 'a thread state does not point back to the one before'
    const pthread = wordAt(bytes, thread.pthread)
    const native = thread.native === undefined ? 0 : wordAt(bytes, thread.native)
    if (!attachmentMakesSense(memory, address, thread.state)) return 'the state of a thread makes no sense'
    states.set(address, { address, pthread, native })
    previous = address
    address = wordAt(bytes, thread.next)
  }
  return Number.isNaN(address) ? 'the list of thread states cannot be read' : [...states.values()]
}

/** Detached, attached, suspended, or (3.14) shutting down: pycore_pystate.h. */
const MAX_ATTACHMENT = 3

/** `state` is followed by the recursion that remains and its limit, at least 1: they tell it from its neighbours. */
function attachmentMakesSense(memory: Memory, address: number, offset: number | undefined): boolean {
  if (offset === undefined) return true
  const state = readInt(memory, address + offset)
  const limit = readInt(memory, address + offset + 8)
  return (
    state >= 0 && state <= MAX_ATTACHMENT && limit > MAX_ATTACHMENT && readInt(memory, address + offset + 4) <= limit
  )
}
