import { gilSize, gilState, looksLikeGil, WaitCounter } from './gil-struct.ts'
import type { GilReading } from './interpreter-reader.ts'
import type { Interpreter } from './interpreters.ts'
import type { Layout } from './layouts/layout.ts'
import { readBytes, readWord } from './process-memory.ts'
import type { Memory } from './process-memory.ts'

/** A GIL that is sampled. */
export class Gil implements GilReading {
  readonly address: number
  readonly size: number
  interpreters: readonly number[] = []
  enabled = true
  locked = false
  holder: number | undefined
  switches = 0
  intervalNs = 0
  inside: number | undefined
  private readonly bytes: Buffer
  private readonly waiters = new WaitCounter()
  private readonly layout: Layout['gil']

  constructor(address: number, layout: Layout['gil']) {
    this.address = address
    this.layout = layout
    this.size = gilSize(layout)
    this.bytes = Buffer.alloc(this.size)
  }

  /**
   * Reads it once, with one read.
   * @param tids of thread states, by their addresses
   * @returns whether it could be read; `holder` is undefined where its thread state is not among them
   */
  read(memory: Memory, tids: ReadonlyMap<number, number>): boolean {
    if (!memory.into(this.bytes, this.address, this.size)) return false
    const { enabled, locked, holder, intervalNs, switches } = gilState(this.bytes, this.layout)
    this.enabled = enabled
    this.locked = locked
    this.holder = locked ? tids.get(holder) : undefined
    this.intervalNs = intervalNs
    this.switches = switches
    this.inside = this.waiters.count(this.bytes, this.layout)
    return true
  }
}

/** Address of the GIL of an interpreter; undefined where what is there does not look like one. */
export function gilAddress(
  memory: Memory,
  { runtime, layout }: { readonly runtime: number; readonly layout: Layout },
  interpreter: Interpreter,
  states: ReadonlySet<number>,
): number | undefined {
  const { at } = layout.gil
  const address = 'runtime' in at ? runtime + at.runtime : readWord(memory, interpreter.address + at.interpreter)
  const bytes = address > 0 && address % 8 === 0 ? readBytes(memory, address, gilSize(layout.gil)) : undefined
  return bytes !== undefined && looksLikeGil(bytes, layout.gil, states) ? address : undefined
}
