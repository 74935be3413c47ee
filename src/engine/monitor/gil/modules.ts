import type { Interpreter } from './interpreters.ts'
import type { Layout } from './layouts/layout.ts'
import { dictEntries, lookUp } from './objects.ts'
import { readWord } from './process-memory.ts'
import type { Memory } from './process-memory.ts'

/** Finds global names of imported modules. It keeps what it found until names come or go in the dictionary that it was found in. */
export class Modules {
  private readonly known = new Map<string, { readonly used: number; readonly value: number | undefined }>()
  private readonly memory: Memory
  private readonly layout: Layout

  constructor(memory: Memory, layout: Layout) {
    this.memory = memory
    this.layout = layout
  }

  /** Address of the object that a module of an interpreter has under a name; undefined where there is no such module or name. */
  global({ address }: Pick<Interpreter, 'address'>, module: string, name: string): number | undefined {
    const { objects, interpreter } = this.layout
    const found = this.value(readWord(this.memory, address + interpreter.modules), module)
    const names = found === undefined ? Number.NaN : readWord(this.memory, found + objects.afterHeader)
    return names > 0 ? this.value(names, name) : undefined
  }

  private value(dictionary: number, name: string): number | undefined {
    const { objects } = this.layout
    const used = readWord(this.memory, dictionary + objects.dict.used)
    const key = `${dictionary}.${name}`
    const known = this.known.get(key)
    if (known?.used === used) return known.value
    const value = lookUp(this.memory, objects, dictEntries(this.memory, objects, dictionary), name)
    this.known.set(key, { used, value })
    return value
  }
}
