import type { Layout } from './layouts/layout.ts'
import { lineAt } from './line-table.ts'
import { readString } from './objects.ts'
import { readBytes, readCString, readWord, wordAt } from './process-memory.ts'
import type { Memory } from './process-memory.ts'

/** What is kept of a code object. */
export interface Code {
  readonly function: string
  readonly file: string
  /** Address of its first instruction; NaN until 3.10, where a frame counts from it. */
  readonly start: number
  lineAt(offset: number): number | undefined
}

interface KnownCode extends Code {
  /** To see that another object has its address by now: addresses of its name and its line table. */
  readonly mark: number
  checkedMs: number
}

/** Code objects that are kept. Chosen: a large program runs some thousands. */
const MAX_KNOWN = 20_000
/** A code object that was looked at within this time is believed to be the same. Chosen: code is hardly ever freed; this saves a read a frame. */
const BELIEVED_MS = 500
/** Longest line table that is read. Chosen: the largest of the standard library has about 30 kB. */
const MAX_TABLE = 1 << 22

/** Reads code objects once and keeps what a frame needs of them. */
export class CodeObjects {
  private readonly known = new Map<number, KnownCode>()
  /** `PyCode_Type`, once a code object was found by the name of its type. */
  private type: number | undefined
  private readonly memory: Memory
  private readonly layout: Layout

  constructor(memory: Memory, layout: Layout) {
    this.memory = memory
    this.layout = layout
  }

  /** Undefined where there is no code object: its type must be `code`, its name and file strings. */
  at(address: number): Code | undefined {
    const known = this.known.get(address)
    const now = performance.now()
    if (known !== undefined && now - known.checkedMs < BELIEVED_MS) return known
    const { code, objects } = this.layout
    const head = readBytes(this.memory, address, Math.max(code.file, code.name, code.lines) + 8)
    if (head === undefined || !this.isCode(wordAt(head, objects.type))) return undefined
    const mark = wordAt(head, code.name) + wordAt(head, code.lines)
    if (known?.mark === mark) {
      known.checkedMs = now
      return known
    }
    return this.read(address, head, mark, now)
  }

  private read(address: number, head: Buffer, mark: number, now: number): Code | undefined {
    const { code, objects } = this.layout
    const name = readString(this.memory, objects, wordAt(head, code.name))
    const file = readString(this.memory, objects, wordAt(head, code.file))
    if (name === undefined || file === undefined) return undefined
    const firstLine = head.readInt32LE(code.firstLine)
    const table = { format: code.lineFormat, firstLine, bytes: this.lines(wordAt(head, code.lines)) }
    const read: KnownCode = {
      function: name,
      file,
      start: code.start === undefined ? Number.NaN : address + code.start,
      mark,
      checkedMs: now,
      lineAt: (offset) => lineAt(table, offset),
    }
    if (this.known.size >= MAX_KNOWN) this.known.clear()
    this.known.set(address, read)
    return read
  }

  private lines(address: number): Buffer {
    const { bytes } = this.layout.objects
    const length = readWord(this.memory, address + bytes.length)
    const isUsual = length <= MAX_TABLE
    return (isUsual ? readBytes(this.memory, address + bytes.data, length) : undefined) ?? Buffer.alloc(0)
  }

  private isCode(type: number): boolean {
    if (this.type !== undefined) return type === this.type
    const name = readWord(this.memory, type + this.layout.objects.types.name)
    if (!(name > 0) || readCString(this.memory, name) !== 'code') return false
    this.type = type
    return true
  }
}
