import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { MappedFile } from './mapped-files.ts'
import { wordAt } from './process-memory.ts'

/** A section or symbol of an ELF file: an address before the loader moved it. NaN where there is none. */
export interface ElfFile {
  section(name: string): number
  symbol(name: string): number
  close(): void
}

interface Section {
  readonly name: number
  readonly type: number
  readonly address: number
  readonly offset: number
  readonly length: number
  readonly link: number
}

const SHT_SYMTAB = 2
const SYMBOL_SIZE = 24

/** Largest table that is read: a symbol table of CPython with debug information has about 1 MB. Chosen: far above it. */
const MAX_TABLE = 1 << 26

/**
 * The file behind a mapping, for what the loader does not load: section headers and the full symbol table.
 * Undefined where the file cannot be opened or is damaged.
 */
export function openElfFile(pid: number, mapped: MappedFile): ElfFile | undefined {
  const fd = openMapped(pid, mapped)
  if (fd === undefined) return undefined
  try {
    return elfFile(fd)
  } catch {
    closeSync(fd)
    return undefined
  }
}

function elfFile(fd: number): ElfFile {
  const header = readAt(fd, 0, 64)
  const size = header.readUInt16LE(58)
  const table = readAt(fd, wordAt(header, 40), size * header.readUInt16LE(60))
  const sections: Section[] = []
  for (let at = 0; at + 64 <= table.length; at += size) {
    sections.push({
      name: table.readUInt32LE(at),
      type: table.readUInt32LE(at + 4),
      address: wordAt(table, at + 16),
      offset: wordAt(table, at + 24),
      length: wordAt(table, at + 32),
      link: table.readUInt32LE(at + 40),
    })
  }
  const content = (index: number) => {
    const section = sections[index]
    return section ? readAt(fd, section.offset, section.length) : Buffer.alloc(0)
  }
  const names = content(header.readUInt16LE(62))
  const nameOf = ({ name }: Section) => names.toString('latin1', name, names.indexOf(0, name))
  return {
    section: (name) => sections.find((section) => nameOf(section) === name)?.address ?? Number.NaN,
    symbol(name) {
      const index = sections.findIndex(({ type }) => type === SHT_SYMTAB)
      const wanted = content(sections[index]?.link ?? -1).indexOf(`\0${name}\0`, 0, 'latin1') + 1
      if (index < 0 || wanted === 0) return Number.NaN
      const symbols = content(index)
      for (let at = 0; at + SYMBOL_SIZE <= symbols.length; at += SYMBOL_SIZE)
        if (symbols.readUInt32LE(at) === wanted && symbols.readUInt16LE(at + 6) !== 0) return wordAt(symbols, at + 8)
      return Number.NaN
    },
    close: () => closeSync(fd),
  }
}

/** By the mapping, which works for a replaced file, then by its path as the process sees it, then by the executable. */
function openMapped(pid: number, { path, range, inode }: MappedFile): number | undefined {
  for (const way of [`/proc/${pid}/map_files/${range}`, `/proc/${pid}/root${path}`, `/proc/${pid}/exe`]) {
    try {
      const fd = openSync(way, 'r')
      if (fstatSync(fd).ino === inode) return fd
      closeSync(fd)
    } catch {
      // The next way.
    }
  }
  return undefined
}

function readAt(fd: number, position: number, length: number): Buffer {
  if (!(length <= MAX_TABLE)) throw new RangeError('table too long')
  const buffer = Buffer.alloc(length)
  readSync(fd, buffer, 0, length, position)
  return buffer
}
