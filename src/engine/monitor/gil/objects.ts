import type { ObjectsLayout } from './layouts/layout.ts'
import { readBytes, readInt, readWord, wordAt } from './process-memory.ts'
import type { Memory } from './process-memory.ts'

/** Longest string that is read, characters. Chosen: longer than any path or qualified name. */
const MAX_STRING = 4096

/** Text of a `str`; undefined where the object is none, or is longer than that. */
export function readString(memory: Memory, { string }: ObjectsLayout, address: number): string | undefined {
  const head = readBytes(memory, address, Math.max(string.ascii, string.compact))
  if (head === undefined) return undefined
  const length = wordAt(head, string.length)
  const state = head.readUInt32LE(string.state) >>> string.kindBit
  const kind = state & 7
  const isCompact = ((state >> 3) & 1) === 1
  const isAscii = ((state >> 4) & 1) === 1
  if (!isCompact || (kind !== 1 && kind !== 2 && kind !== 4) || length > MAX_STRING) return undefined
  if (length === 0) return ''
  const body = readBytes(memory, address + (isAscii ? string.ascii : string.compact), length * kind)
  if (body === undefined || kind === 1) return body?.toString('latin1')
  return kind === 2 ? body.toString('utf16le') : utf32(body)
}

function utf32(bytes: Buffer): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 4) text += String.fromCodePoint(Math.min(bytes.readUInt32LE(at), 0x10ffff))
  return text
}

/** Value of an `int` below 2^53 that is not negative; NaN for others. Digits have 30 bits. */
export function readSmallInt(memory: Memory, { int }: ObjectsLayout, address: number): number {
  const digits = Math.floor(readWord(memory, address + int.size) / 2 ** int.sizeShift)
  const bytes = digits >= 0 && digits <= 3 ? readBytes(memory, address + int.digits, digits * 4) : undefined
  if (bytes === undefined) return Number.NaN
  let value = 0
  for (let at = bytes.length - 4; at >= 0; at -= 4) value = value * 2 ** 30 + bytes.readUInt32LE(at)
  return value < 2 ** 53 ? value : Number.NaN
}

/** Addresses of keys and values, in the order of insertion; undefined where the object is not a dictionary, or changes just now. */
export function dictEntries(memory: Memory, objects: ObjectsLayout, address: number): Entry[] | undefined {
  const values = readWord(memory, address + objects.dict.values)
  return keyEntries(memory, objects, {
    keys: readWord(memory, address + objects.dict.keys),
    values: values > 0 ? values + objects.firstValue : undefined,
  })
}

export interface Entry {
  readonly key: number
  readonly value: number
}

/** Kind of keys of which all are `str`: without hashes. `DICT_KEYS_GENERAL` is the other one. Source: pycore_dict.h. */
const KEYS_GENERAL = 0

/** Most entries that are read. Chosen: `sys.modules` and a module's names have hundreds to thousands. */
const MAX_ENTRIES = 200_000

/** @param values where the values of a split dictionary begin: those of an instance whose keys are in its type */
export function keyEntries(
  memory: Memory,
  objects: ObjectsLayout,
  { keys, values }: { readonly keys: number; readonly values: number | undefined },
): Entry[] | undefined {
  const table = objects.keys === 'sizes' ? keysBySizes(memory, keys) : keysByLogarithms(memory, keys)
  if (table === undefined || !(table.count <= MAX_ENTRIES)) return undefined
  const size = table.hashed ? 24 : 16
  const bytes = readBytes(memory, table.entries, table.count * size)
  const split = values === undefined ? undefined : readBytes(memory, values, table.count * 8)
  if (bytes === undefined || (values !== undefined && split === undefined)) return undefined
  const entries: Entry[] = []
  for (let index = 0; index < table.count; index += 1) {
    const at = index * size + (table.hashed ? 8 : 0)
    const value = split === undefined ? wordAt(bytes, at + 8) : wordAt(split, index * 8)
    if (value > 0) entries.push({ key: wordAt(bytes, at), value })
  }
  return entries
}

interface KeyTable {
  readonly entries: number
  readonly count: number
  /** Whether each entry begins with its hash. */
  readonly hashed: boolean
}

/** `PyDictKeysObject` until 3.10: dk_refcnt, dk_size, dk_lookup, dk_usable, dk_nentries, then the indices. */
function keysBySizes(memory: Memory, keys: number): KeyTable | undefined {
  const head = readBytes(memory, keys, 40)
  if (head === undefined) return undefined
  const size = wordAt(head, 8)
  const width = size <= 0xff ? 1 : size <= 0xffff ? 2 : size <= 0xffffffff ? 4 : 8
  const count = wordAt(head, 32)
  return count <= size ? { entries: keys + 40 + size * width, count, hashed: true } : undefined
}

/** Since 3.11: dk_refcnt, three bytes of sizes and kind, dk_version, dk_usable, dk_nentries, then the indices. */
function keysByLogarithms(memory: Memory, keys: number): KeyTable | undefined {
  const head = readBytes(memory, keys, 32)
  if (head === undefined) return undefined
  const log2IndexBytes = head[9] ?? 0
  if ((head[8] ?? 0) > 40 || log2IndexBytes > 43 || (head[10] ?? 0) > 2) return undefined
  return { entries: keys + 32 + 2 ** log2IndexBytes, count: wordAt(head, 24), hashed: head[10] === KEYS_GENERAL }
}

/** Address of the value of a key that is a `str`; undefined where there is none. */
export function lookUp(
  memory: Memory,
  objects: ObjectsLayout,
  entries: readonly Entry[] | undefined,
  name: string,
): number | undefined {
  return entries?.find(({ key }) => isString(memory, objects, key, name))?.value
}

/** Compares the length before the characters: a long dictionary is searched in one small read a key. */
function isString(memory: Memory, objects: ObjectsLayout, address: number, name: string): boolean {
  const { string } = objects
  return (
    readInt(memory, address + string.length) === name.length &&
    readBytes(memory, address + string.ascii, name.length)?.toString('latin1') === name
  )
}

/** Elements of a `set`; undefined where it cannot be read. A removed element leaves a marker, which is left out by its hash. */
export function setElements(memory: Memory, { set }: ObjectsLayout, address: number): number[] | undefined {
  const mask = readWord(memory, address + set.mask)
  const table = readWord(memory, address + set.table)
  const bytes = mask < MAX_ENTRIES * 8 ? readBytes(memory, table, (mask + 1) * 16) : undefined
  if (bytes === undefined) return undefined
  const elements: number[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const isRemoved = bytes.readInt32LE(at + 8) === -1 && bytes.readInt32LE(at + 12) === -1
    if (wordAt(bytes, at) > 0 && !isRemoved) elements.push(wordAt(bytes, at))
  }
  return elements
}
