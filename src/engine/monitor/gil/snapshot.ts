import { gilAddress } from './gil.ts'
import { walkInterpreters } from './interpreters.ts'
import type { Interpreter, ThreadState } from './interpreters.ts'
import type { Layout } from './layouts/layout.ts'
import type { Memory } from './process-memory.ts'
import type { ThreadIds } from './thread-ids.ts'

/** Interpreters, thread states and GILs of a process that agree with each other. */
export interface Snapshot {
  /** The newest first. */
  readonly interpreters: readonly Interpreter[]
  /** Address of the GIL, by address of the interpreter. */
  readonly gils: ReadonlyMap<number, number>
  /** tid by address of the thread state. */
  readonly tids: ReadonlyMap<number, number>
  /** Whether some thread states have no thread: one that has just ended, or is about to begin. */
  readonly incomplete: boolean
}

export interface RuntimeSource {
  readonly memory: Memory
  /** Address of `_PyRuntime`. */
  readonly runtime: number
  readonly layout: Layout
}

export const NO_GIL = 'what should be its GIL is not one, or no thread that it knows holds it'

/** Walks and verifies everything, or a phrase that says what makes no sense. */
export function takeSnapshot(source: RuntimeSource, ids: ThreadIds): Snapshot | string {
  const interpreters = walkInterpreters(source.memory, source.runtime, source.layout)
  if (typeof interpreters === 'string') return interpreters
  const states: ThreadState[] = interpreters.flatMap(({ threads }) => threads)
  const addresses = new Set(states.map(({ address }) => address))
  const gils = new Map<number, number>()
  for (const interpreter of interpreters) {
    const gil = gilAddress(source.memory, source, interpreter, addresses)
    if (gil === undefined) return NO_GIL
    gils.set(interpreter.address, gil)
  }
  const tids = ids.resolve(source.memory, states)
  if (tids.size === 0) return 'no thread state belongs to a thread of the process'
  return { interpreters, gils, tids, incomplete: tids.size < states.length }
}
