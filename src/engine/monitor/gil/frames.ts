import type { StackFrame } from '../activity/activity-source.ts'
import type { Code, CodeObjects } from './code-objects.ts'
import { ENTRY_FRAME } from './layouts/layout.ts'
import type { Layout } from './layouts/layout.ts'
import { readWord, wordAt } from './process-memory.ts'
import type { Memory } from './process-memory.ts'

/** Since 3.11 the frames of a thread lie one after another, the caller below: one read from the start of the page gets several. */
const PAGE = 4096

/** Walks the frames of a thread: since 3.11 a few reads a stack, before that one a frame. */
export class Frames {
  private readonly window = Buffer.alloc(2 * PAGE)
  private windowAt = Number.NaN
  private windowEnd = Number.NaN
  /** Bytes that are needed of a frame. */
  private readonly size: number
  private readonly memory: Memory
  private readonly layout: Layout
  private readonly codes: CodeObjects

  constructor(memory: Memory, layout: Layout, codes: CodeObjects) {
    this.memory = memory
    this.layout = layout
    this.codes = codes
    const { previous, code, instruction, owner = 0, copy = 0 } = layout.frame
    this.size = Math.max(previous, code, instruction.at, owner, copy) + 8
  }

  /**
   * Frames of a thread state, top first: none where it runs no Python function. Undefined where they changed while they were read.
   */
  of(threadState: number, maxFrames: number): StackFrame[] | undefined {
    const { frame } = this.layout
    let at = threadState
    for (const offset of this.layout.thread.frame) at = readWord(this.memory, at + offset)
    this.windowEnd = Number.NaN
    const frames: StackFrame[] = []
    // Entry frames do not count, but they end in a damaged stack.
    for (let steps = 0; at > 0 && frames.length < maxFrames && steps < maxFrames * 2; steps += 1) {
      const start = this.find(at)
      if (start === undefined) return undefined
      const isEntry = frame.owner !== undefined && (this.window[start + frame.owner] ?? 0) >= ENTRY_FRAME
      if (!isEntry) {
        const found = this.frameAt(start)
        if (found === undefined) return undefined
        frames.push(found)
      }
      at = wordAt(this.window, start + frame.previous)
    }
    return Number.isNaN(at) ? undefined : frames
  }

  private frameAt(start: number): StackFrame | undefined {
    const { frame } = this.layout
    const pointer = wordAt(this.window, start + frame.code)
    const address = pointer - (pointer % 8) // 3.14 marks references in the lowest bits
    const code = this.codes.at(address)
    if (code === undefined) return undefined
    const line = code.lineAt(this.instructionOffset(start, address, code))
    return line === undefined ? undefined : { function: code.function, file: code.file, line }
  }

  private instructionOffset(start: number, codeAddress: number, code: Code): number {
    const { frame, code: fields } = this.layout
    const { at, unit } = frame.instruction
    if (unit === 'address') {
      const copy = frame.copy === undefined ? 0 : this.window.readInt32LE(start + frame.copy)
      const first =
        copy > 0 && fields.copies !== undefined ? this.copyStart(codeAddress + fields.copies, copy) : code.start
      return wordAt(this.window, start + at) - first
    }
    return this.window.readInt32LE(start + at) * (unit === 'words' ? 2 : 1)
  }

  /** Free-threaded: threads run copies of the bytecode (`_PyCodeArray`: a length, then pointers). */
  private copyStart(pointer: number, copy: number): number {
    return readWord(this.memory, readWord(this.memory, pointer) + 8 + copy * 8)
  }

  /** Position of a frame in the window, read anew where it is not inside; undefined where it cannot be read. */
  private find(address: number): number | undefined {
    if (address >= this.windowAt && address + this.size <= this.windowEnd) return address - this.windowAt
    const isOnStack = this.layout.frame.owner !== undefined
    const start = isOnStack ? address - (address % PAGE) : address
    return this.readWindow(start, address + this.size - start) ? address - start : undefined
  }

  private readWindow(address: number, length: number): boolean {
    if (!this.memory.into(this.window, address, length)) return false
    this.windowAt = address
    this.windowEnd = address + length
    return true
  }
}
