import type { MappedFile } from './mapped-files.ts'
import { readBytes, wordAt } from './process-memory.ts'
import type { Memory } from './process-memory.ts'

/** A program or library as the loader has laid it out in a process's memory. 64-bit. */
export interface ElfImage {
  readonly memory: Memory
  readonly file: MappedFile
  readonly bits: 32 | 64
  /** Added to an address of the file to get one of the process. */
  readonly bias: number
  readonly dynamic: DynamicTables | undefined
}

interface DynamicTables {
  readonly strings: number
  readonly symbols: number
  /** DT_GNU_HASH. */
  readonly hash: number
}

// Numbers of the System V ABI and of its GNU extensions (elf.h).
const ELF_MAGIC = 0x7f454c46
const PT_LOAD = 1
const PT_DYNAMIC = 2
const DT_STRTAB = 5
const DT_SYMTAB = 6
const DT_GNU_HASH = 0x6ffffef5
const SYMBOL_SIZE = 24

/** Undefined where the file is not an ELF program, or is not readable. */
export function elfImage(memory: Memory, file: MappedFile): ElfImage | undefined {
  const header = readBytes(memory, file.base, 64)
  if (header === undefined || header.readUInt32BE(0) !== ELF_MAGIC) return undefined
  if (header[4] !== 2) return { memory, file, bits: 32, bias: Number.NaN, dynamic: undefined }
  const size = header.readUInt16LE(54)
  const count = header.readUInt16LE(56)
  const table = readBytes(memory, file.base + wordAt(header, 32), size * count)
  if (table === undefined) return undefined
  let bias = Number.NaN
  let dynamic: { readonly at: number; readonly length: number } | undefined
  for (let at = 0; at + size <= table.length; at += size) {
    const type = table.readUInt32LE(at)
    const address = wordAt(table, at + 16)
    if (type === PT_LOAD && wordAt(table, at + 8) === 0) bias = file.base - address
    if (type === PT_DYNAMIC) dynamic = { at: address, length: wordAt(table, at + 40) }
  }
  return { memory, file, bits: 64, bias, dynamic: dynamic && dynamicTables(memory, file.base, bias, dynamic) }
}

function dynamicTables(
  memory: Memory,
  base: number,
  bias: number,
  { at, length }: { readonly at: number; readonly length: number },
): DynamicTables | undefined {
  const table = length < 65_536 ? readBytes(memory, bias + at, length) : undefined
  if (table === undefined) return undefined
  // glibc has added the bias to the addresses already, musl has not.
  const find = (tag: number) => {
    for (let entry = 0; entry + 16 <= table.length; entry += 16) {
      const value = wordAt(table, entry + 8)
      if (wordAt(table, entry) === tag) return value < base ? value + bias : value
    }
    return Number.NaN
  }
  const tables = { strings: find(DT_STRTAB), symbols: find(DT_SYMTAB), hash: find(DT_GNU_HASH) }
  return Object.values(tables).some(Number.isNaN) ? undefined : tables
}

/** Address of an exported symbol, by the hash table that the dynamic loader uses: some ten small reads. NaN where there is none. */
export function exportedSymbol({ memory, bias, dynamic }: ElfImage, name: string): number {
  const head = dynamic && readBytes(memory, dynamic.hash, 16)
  if (head === undefined || dynamic === undefined) return Number.NaN
  const buckets = head.readUInt32LE(0)
  const first = head.readUInt32LE(4)
  const wanted = gnuHash(name)
  const bucketsAt = dynamic.hash + 16 + head.readUInt32LE(8) * 8
  const chainAt = bucketsAt + buckets * 4
  const word = (address: number) => readBytes(memory, address, 4)?.readUInt32LE(0) ?? Number.NaN
  const start = word(bucketsAt + (wanted % buckets) * 4)
  for (let index = start; index >= first && index < start + MAX_CHAIN; index += 1) {
    const link = word(chainAt + (index - first) * 4)
    if (Number.isNaN(link)) break
    if ((link ^ wanted) >>> 1 === 0) {
      const symbol = readBytes(memory, dynamic.symbols + index * SYMBOL_SIZE, SYMBOL_SIZE)
      const text = symbol && readBytes(memory, dynamic.strings + symbol.readUInt32LE(0), name.length + 1)
      if (text?.toString('latin1') === `${name}\0` && symbol?.readUInt16LE(6) !== 0)
        return bias + wordAt(symbol ?? head, 8)
    }
    if (link % 2 === 1) break
  }
  return Number.NaN
}

/** Symbols that share a bucket: a few. Chosen: ends the loop in a damaged table. */
const MAX_CHAIN = 10_000

function gnuHash(name: string): number {
  let hash = 5381
  for (const byte of Buffer.from(name)) hash = (Math.imul(hash, 33) + byte) >>> 0
  return hash
}

/** Memory that is searched at a time, and what two stretches share so that nothing is missed at their border. */
const STRETCH = 1 << 20
const OVERLAP = 64

/** The loaded parts of a file whose mode begins with `mode`, a stretch at a time. */
export function* loadedParts(
  { memory, file }: ElfImage,
  mode: 'r--' | 'rw-',
): Generator<{ readonly address: number; readonly bytes: Buffer }> {
  for (const { start, end } of file.mappings.filter((mapping) => mapping.mode.startsWith(mode))) {
    for (let address = start; address < end; address += STRETCH) {
      const bytes = readBytes(memory, address, Math.min(end - address, STRETCH + OVERLAP))
      if (bytes !== undefined) yield { address, bytes }
    }
  }
}
