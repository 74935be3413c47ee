import type { ObjectsLayout } from './layout.ts'

/** Objects of 3.8 to 3.10. Source: the versions' Include folders. */
export const OBJECTS_3_8 = {
  header: 16,
  type: 8,
  string: { length: 16, state: 32, kindBit: 2, ascii: 48, compact: 72 },
  bytes: { length: 16, data: 32 },
  types: { name: 24, basicSize: 32, flags: 168, dictOffset: 288, cachedKeys: 872 },
  dict: { used: 16, keys: 32, values: 40 },
  keys: 'sizes',
  firstValue: 0,
  attributes: 'dict-offset',
  set: { used: 24, mask: 32, table: 40 },
  afterHeader: 16,
  int: { size: 16, digits: 24, sizeShift: 0 },
} as const satisfies ObjectsLayout

/** 3.11: attributes in an array of the instance; sizes of dictionaries as logarithms. */
export const OBJECTS_3_11 = {
  ...OBJECTS_3_8,
  keys: 'logarithms',
  attributes: 'two-pointers',
} as const satisfies ObjectsLayout

/** 3.12: strings without `wstr`, `int` with a tag, one pointer for dictionary or values. */
export const OBJECTS_3_12 = {
  ...OBJECTS_3_11,
  string: { ...OBJECTS_3_8.string, ascii: 40, compact: 56 },
  types: { ...OBJECTS_3_8.types, cachedKeys: 880 },
  attributes: 'tagged-pointer',
  int: { size: 16, digits: 24, sizeShift: 3 },
} as const satisfies ObjectsLayout

/** 3.13: values inside the instance, behind its fields. */
export const OBJECTS_3_13 = {
  ...OBJECTS_3_12,
  firstValue: 8,
  attributes: 'inline-values',
} as const satisfies ObjectsLayout

/** The same objects behind the longer header of a free-threaded build. */
export function withLongHeader({ string, bytes, types, dict, set, int, ...objects }: ObjectsLayout): ObjectsLayout {
  return {
    ...objects,
    header: objects.header + LONGER,
    type: objects.type + LONGER,
    afterHeader: objects.afterHeader + LONGER,
    string: {
      length: string.length + LONGER,
      state: string.state + LONGER,
      kindBit: string.kindBit,
      ascii: string.ascii + LONGER,
      compact: string.compact + LONGER,
    },
    bytes: { length: bytes.length + LONGER, data: bytes.data + LONGER },
    types: {
      name: types.name + LONGER,
      basicSize: types.basicSize + LONGER,
      flags: types.flags + LONGER,
      dictOffset: types.dictOffset + LONGER,
      cachedKeys: types.cachedKeys + LONGER,
    },
    dict: { used: dict.used + LONGER, keys: dict.keys + LONGER, values: dict.values + LONGER },
    set: { used: set.used + LONGER, mask: set.mask + LONGER, table: set.table + LONGER },
    int: { size: int.size + LONGER, digits: int.digits + LONGER, sizeShift: int.sizeShift },
  }
}

/** `PyObject` of a free-threaded build has 32 bytes in place of 16, its type last. */
const LONGER = 16
