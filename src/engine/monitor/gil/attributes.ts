import { dictEntries, keyEntries } from './objects.ts'
import type { Entry } from './objects.ts'
import type { ObjectsLayout } from './layouts/layout.ts'
import { readBytes, readWord, wordAt } from './process-memory.ts'
import type { Memory } from './process-memory.ts'

/** Flags of a type. Source: Include/object.h. */
const INLINE_VALUES = 1 << 2
const MANAGED_DICT = 1 << 4

/** Attributes in an instance's own dictionary, or where it has them in place of one; undefined where there is none. */
export function attributesOf(memory: Memory, objects: ObjectsLayout, address: number): Entry[] | undefined {
  const type = readWord(memory, address + objects.type)
  const { basicSize, flags, dictOffset, cachedKeys } = objects.types
  const head = readBytes(memory, type, Math.max(basicSize, flags, dictOffset, cachedKeys) + 8)
  if (head === undefined) return undefined
  const isManaged = (head.readUInt32LE(flags) & MANAGED_DICT) !== 0
  if (objects.attributes === 'dict-offset' || !isManaged) {
    const offset = head.readInt32LE(dictOffset)
    return offset > 0 ? dictEntries(memory, objects, readWord(memory, address + offset)) : undefined
  }
  const { dict, values } = managed(memory, objects, address, {
    size: wordAt(head, basicSize),
    isInline: (head.readUInt32LE(flags) & INLINE_VALUES) !== 0,
  })
  if (dict > 0) return dictEntries(memory, objects, dict)
  return values > 0 ? keyEntries(memory, objects, { keys: wordAt(head, cachedKeys), values }) : undefined
}

/**
 * Dictionary and values of an instance that the interpreter manages; 0 for what it does not have. 3.11: two pointers before the object.
 * 3.12: one of them, the lowest bit tells which. 3.13 and later: a dictionary before the object, values behind its fields.
 */
function managed(
  memory: Memory,
  { attributes, header, firstValue }: ObjectsLayout,
  address: number,
  { size, isInline }: { readonly size: number; readonly isInline: boolean },
): { readonly dict: number; readonly values: number } {
  if (attributes === 'two-pointers')
    return { dict: readWord(memory, address - 24), values: readWord(memory, address - 32) }
  if (attributes === 'tagged-pointer') {
    const pointer = readWord(memory, address - 24)
    return pointer % 2 === 1 ? { dict: 0, values: pointer + 1 } : { dict: pointer, values: 0 }
  }
  // A free-threaded build has no list of the garbage collector before the object.
  const dict = readWord(memory, address - (header === 16 ? 24 : 8))
  return { dict, values: dict === 0 && isInline ? address + size + firstValue : 0 }
}
