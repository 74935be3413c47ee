import { GIL_FIELDS } from '../gil-struct.ts'
import type { AsyncioLayout, Layout, ObjectsLayout, Version } from './layout.ts'
import { withLongHeader } from './objects.ts'

/** What `_PyRuntime` begins with since 3.13. */
export const DEBUG_COOKIE = 'xdebugpy'

/** Words before the groups of the table: cookie, version, whether it is free-threaded. */
const HEAD_WORDS = 3

/** Words of 64 bits, in the order in which the version's headers name them, group by group. */
type Table = Readonly<Record<'runtime' | 'interpreter' | 'thread' | 'frame' | 'code' | 'object', string>> &
  Readonly<Record<'type' | 'dict' | 'bytes' | 'string', string>> &
  Readonly<Record<string, string>>

interface DebugOffsets {
  readonly minor: number
  readonly table: Table
  /** From `_status` to `state` of a thread state, which the table does not name. */
  readonly threadStateAfterStatus: number
  /** Bit at which `kind` begins in the state of a string. */
  readonly kindBit: { readonly gil: number; readonly freeThreaded: number }
  /** What the table does not name, of a build with a GIL. */
  readonly objects: ObjectsLayout
  /** Of a build with a GIL. */
  readonly asyncio: AsyncioLayout
}

/** A version that carries its offsets (`_Py_DebugOffsets`): they are read from the process, whatever it was built with. */
export function debugOffsetsVersion(version: DebugOffsets): Version {
  return { minor: version.minor, layout: (runtime) => debugLayout(version, runtime) }
}

function debugLayout(version: DebugOffsets, runtime: Buffer): Layout | undefined {
  if (runtime.toString('latin1', 0, DEBUG_COOKIE.length) !== DEBUG_COOKIE) return undefined
  const freeThreaded = runtime.readUInt32LE(16) === 1
  const groups = readTable(version.table, runtime)
  if (groups === undefined) return undefined
  const of = (group: string, field: string) => groups.get(`${group}.${field}`) ?? Number.NaN
  const optional = (group: string, field: string) => (freeThreaded ? groups.get(`${group}.${field}`) : undefined)
  const inGil = (field: string) => of('interpreter', field) - of('interpreter', 'ownGil')
  const objects = freeThreaded ? withLongHeader(version.objects) : version.objects
  const start = inGil('holder') - GIL_FIELDS.holder
  if (start < 0 || start > MAX_GIL_START || inGil('locked') !== start + GIL_FIELDS.locked) return undefined
  return {
    minor: version.minor,
    freeThreaded,
    interpretersHead: of('runtime', 'head'),
    interpreter: {
      next: of('interpreter', 'next'),
      id: of('interpreter', 'id'),
      threads: of('interpreter', 'threads'),
      modules: of('interpreter', 'modules'),
      threadsBegun: of('interpreter', 'threads') - 8, // `struct pythreads` begins with it
    },
    thread: {
      previous: of('thread', 'previous'),
      next: of('thread', 'next'),
      interpreter: of('thread', 'interpreter'),
      pthread: of('thread', 'pthread'),
      native: of('thread', 'native'),
      frame: [of('thread', 'frame')],
      state: freeThreaded ? of('thread', 'status') + version.threadStateAfterStatus : undefined,
    },
    gil: {
      at: { interpreter: of('interpreter', 'gil') },
      enabled: freeThreaded ? Math.min(of('interpreter', 'enabled'), start) : undefined,
      start,
    },
    frame: {
      previous: of('frame', 'previous'),
      code: of('frame', 'code'),
      instruction: { at: of('frame', 'instruction'), unit: 'address' },
      owner: of('frame', 'owner'),
      copy: optional('frame', 'copy'),
    },
    code: {
      file: of('code', 'file'),
      name: of('code', 'name'),
      firstLine: of('code', 'firstLine'),
      lines: of('code', 'lines'),
      lineFormat: 'locations',
      start: of('code', 'start'),
      copies: optional('code', 'copies'),
    },
    objects: {
      ...objects,
      type: of('object', 'type'),
      bytes: { length: of('bytes', 'length'), data: of('bytes', 'data') },
      string: {
        length: of('string', 'length'),
        state: of('string', 'state'),
        kindBit: version.kindBit[freeThreaded ? 'freeThreaded' : 'gil'],
        ascii: of('string', 'ascii'),
        compact: of('string', 'ascii') + COMPACT_AFTER_ASCII,
      },
      types: { ...objects.types, name: of('type', 'name'), flags: of('type', 'flags') },
      dict: { ...objects.dict, keys: of('dict', 'keys'), values: of('dict', 'values') },
    },
    asyncio: { ...version.asyncio, taskState: version.asyncio.taskState + objects.header - version.objects.header },
  }
}

/** `sizeof(PyCompactUnicodeObject) - sizeof(PyASCIIObject)`: a length and a pointer. */
const COMPACT_AFTER_ASCII = 16

/** No offset of a group is larger: a runtime has 0.4 MB (3.15), an interpreter's state 0.3 MB, other structs below 2 kB. Chosen: far above them. */
const MAX_OFFSET = 1 << 25
const MAX_SMALL_OFFSET = 1 << 16
/** Before the fields of a GIL there is at most `enabled`. Chosen: room for some more. */
const MAX_GIL_START = 64

/** Offsets by "group.field"; undefined where a word is too large for one. */
function readTable(table: Table, runtime: Buffer): Map<string, number> | undefined {
  const offsets = new Map<string, number>()
  let word = HEAD_WORDS
  for (const [group, fields] of Object.entries(table)) {
    for (const field of fields.split(' ')) {
      if ((word + 1) * 8 > runtime.length || runtime.readUInt32LE(word * 8 + 4) !== 0) return undefined
      const offset = runtime.readUInt32LE(word * 8)
      if (offset > (group === 'runtime' || group === 'interpreter' ? MAX_OFFSET : MAX_SMALL_OFFSET)) return undefined
      offsets.set(`${group}.${field}`, offset)
      word += 1
    }
  }
  return offsets
}
