import type { CodeLayout } from './layouts/layout.ts'

/** The source lines of a code object. */
export interface LineTable {
  readonly format: CodeLayout['lineFormat']
  readonly bytes: Buffer
  readonly firstLine: number
}

/**
 * The line of an instruction, in the three formats of CPython; an instruction without a line, which the compiler added, gets the line before it.
 * Undefined where the table does not reach: then the offset is not one of this code.
 * @param offset of the instruction, bytes; before the first one it is negative
 */
export function lineAt(table: LineTable, offset: number): number | undefined {
  if (offset < 0) return offset >= -2 ? table.firstLine : undefined
  if (table.format === 'locations') return lineByLocations(table, offset)
  return table.format === 'linetable' ? lineByRanges(table, offset) : lineByLnotab(table, offset)
}

/** 3.8, 3.9: pairs of bytes; a line step holds from behind the pair's instructions. Source: Objects/lnotab_notes.txt. */
function lineByLnotab({ bytes, firstLine }: LineTable, offset: number): number {
  let line = firstLine
  let at = 0
  for (let pair = 0; pair + 1 < bytes.length; pair += 2) {
    at += bytes[pair] ?? 0
    if (at > offset) break
    line += bytes.readInt8(pair + 1)
  }
  return line
}

/** 3.10: pairs of bytes; a line step holds for the pair's own instructions, -128 gives them no line. Source: Objects/lnotab_notes.txt, PEP 626. */
function lineByRanges({ bytes, firstLine }: LineTable, offset: number): number | undefined {
  let line = firstLine
  let end = 0
  for (let pair = 0; pair + 1 < bytes.length; pair += 2) {
    const step = bytes.readInt8(pair + 1)
    if (step !== NO_LINE) line += step
    end += bytes[pair] ?? 0
    if (end > offset) return line
  }
  return undefined
}

const NO_LINE = -128

/** Kinds of entries since 3.11. Source: Objects/locations.md. */
const ONE_LINE = 10
const TWO_LINES = 12
const NO_COLUMNS = 13
const LONG = 14

/** 3.11 and later: entries of varying length, each for one to eight units of two bytes. Source: Objects/locations.md. */
function lineByLocations({ bytes, firstLine }: LineTable, offset: number): number | undefined {
  let line = firstLine
  let end = 0
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 0; at < bytes.length; shift += 6) {
      const byte = bytes[at++] ?? 0
      value |= (byte & 63) << shift
      if ((byte & 64) === 0) break
    }
    return value
  }
  const signed = () => {
    const value = varint()
    return value & 1 ? -(value >>> 1) : value >>> 1
  }
  while (at < bytes.length) {
    const byte = bytes[at++] ?? 0
    const kind = (byte >> 3) & 15
    if (kind === LONG) {
      line += signed()
      for (let field = 0; field < 3; field += 1) varint() // end line, column, end column
    } else if (kind === NO_COLUMNS) line += signed()
    else if (kind >= ONE_LINE && kind <= TWO_LINES) {
      line += kind - ONE_LINE
      at += 2
    } else if (kind < ONE_LINE) at += 1
    end += ((byte & 7) + 1) * 2
    if (end > offset) return line
  }
  return undefined
}
