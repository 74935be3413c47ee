import { attributesOf } from './attributes.ts'
import type { Interpreter } from './interpreters.ts'
import type { Layout } from './layouts/layout.ts'
import type { Modules } from './modules.ts'
import { dictEntries, lookUp, readSmallInt, readString } from './objects.ts'
import type { Memory } from './process-memory.ts'

/** What the program says of a thread. */
export interface ThreadDescription {
  readonly name: string | undefined
  readonly daemon: boolean | undefined
}

/**
 * Threads by `pthread_self()`: `threading._active` of each interpreter, whose keys are that number. What the main interpreter says counts
 * where a thread runs in several.
 */
export function describeThreads(
  memory: Memory,
  { objects }: Layout,
  modules: Modules,
  interpreters: readonly Interpreter[],
): Map<number, ThreadDescription> {
  const threads = new Map<number, ThreadDescription>()
  for (const interpreter of interpreters.toSorted((a, b) => b.id - a.id)) {
    const active = modules.global(interpreter, 'threading', '_active')
    const entries = active === undefined ? undefined : dictEntries(memory, objects, active)
    for (const { key, value } of entries ?? []) {
      const attributes = attributesOf(memory, objects, value)
      const name = lookUp(memory, objects, attributes, '_name')
      const daemon = lookUp(memory, objects, attributes, '_daemonic')
      const flag = daemon === undefined ? Number.NaN : readSmallInt(memory, objects, daemon) // `bool` is an `int`
      threads.set(readSmallInt(memory, objects, key), {
        name: name === undefined ? undefined : readString(memory, objects, name),
        daemon: flag === 0 || flag === 1 ? flag === 1 : undefined,
      })
    }
  }
  return threads
}
