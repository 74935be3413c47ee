import { attribute } from './attributes.ts'
import type { Interpreter } from './interpreters.ts'
import type { Layout } from './layouts/layout.ts'
import type { Modules } from './modules.ts'
import { dictEntries, readSmallInt, readString } from './objects.ts'
import type { Memory } from './process-memory.ts'

/**
 * Names that the program gave its threads, by `pthread_self()`: `threading._active` of each interpreter, whose keys are that number. The
 * main interpreter's name wins where a thread runs in several.
 */
export function threadNames(
  memory: Memory,
  { objects }: Layout,
  modules: Modules,
  interpreters: readonly Interpreter[],
): Map<number, string> {
  const names = new Map<number, string>()
  for (const interpreter of interpreters.toSorted((a, b) => b.id - a.id)) {
    const active = modules.global(interpreter, 'threading', '_active')
    const entries = active === undefined ? undefined : dictEntries(memory, objects, active)
    for (const { key, value } of entries ?? []) {
      const pthread = readSmallInt(memory, objects, key)
      const name = attribute(memory, objects, value, '_name')
      const text = name === undefined ? undefined : readString(memory, objects, name)
      if (pthread > 0 && text !== undefined) names.set(pthread, text)
    }
  }
  return names
}
