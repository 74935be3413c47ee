import {
  ARRAY_TYPES,
  CORE_COLUMNS,
  ELEMENT_TYPES,
  TASK_COLUMNS,
  coreColumns,
  taskColumns,
  type ColumnArray,
  type ColumnDescription,
  type ColumnSpec,
  type ExtraColumn,
} from './frame-columns.ts'
import type { Frame } from './frame.ts'

/**
 * Bytes of an encoded frame, all numbers in the byte order of the machine that made it:
 *
 *     0  u8   version of this layout
 *     1  u8   byte order: 1 little-endian, 2 big-endian
 *     2  u16  bytes of the description, a multiple of 8
 *     4  u32  generation, seq, missed, number of cores, number of tasks
 *    24  f64  tNs, lateNs
 *    40       description: u8 number of columns; of each u8 flags (1: of tasks, 2: cumulative), u8 element type,
 *             u8 length of the unit, u8 length of the name, then unit and name (ASCII); zeros
 *             columns in that order, each at the next multiple of its element's size; zeros up to a multiple of 8
 *
 * A new column needs no new version: the decoder finds by name what it knows, and passes on what it does not know.
 */
export const FRAME_VERSION = 2

const HEADER_BYTES = 40
const OF_TASKS = 1
const CUMULATIVE = 2
const BYTE_ORDER = new Uint8Array(Uint16Array.of(0x0201).buffer)[0]!

const KNOWN: readonly ColumnDescription[] = [...described('cores', CORE_COLUMNS), ...described('tasks', TASK_COLUMNS)]
const KNOWN_DESCRIPTION = encodeDescription(KNOWN)

export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const { cores, tasks, extra = [] } = frame
  const columns = extra.length === 0 ? KNOWN : [...KNOWN, ...extra]
  const description = extra.length === 0 ? KNOWN_DESCRIPTION : encodeDescription(columns)
  const counts = { cores: cores.user.length, tasks: tasks.index.length }
  const descriptionEnd = HEADER_BYTES + description.length
  const buffer = new ArrayBuffer(frameEnd(columns, descriptionEnd, counts))
  const bytes = new Uint8Array(buffer)
  const words = new Uint32Array(buffer)
  const doubles = new Float64Array(buffer)
  bytes[0] = FRAME_VERSION
  bytes[1] = BYTE_ORDER
  new Uint16Array(buffer, 2, 1)[0] = description.length
  words[1] = frame.generation
  words[2] = frame.seq
  words[3] = frame.missed
  words[4] = counts.cores
  words[5] = counts.tasks
  doubles[3] = frame.tNs
  doubles[4] = frame.lateNs
  bytes.set(description, HEADER_BYTES)
  let offset = descriptionEnd
  for (const column of columns) {
    const values = valuesOf(frame, column)
    offset = aligned(offset, values.BYTES_PER_ELEMENT)
    if (column.type === 'f64') doubles.set(values, offset / 8)
    else viewAt(buffer, offset, column, counts).set(values)
    offset += values.byteLength
  }
  return bytes
}

/** Columns are views over the bytes, or over a copy where these are part of a larger buffer. @throws RangeError when the bytes are not one frame of this version */
export function decodeFrame(given: Uint8Array): Frame {
  if (given.length < HEADER_BYTES)
    throw new RangeError(`a frame has at least ${HEADER_BYTES} bytes, not ${given.length}`)
  if (given[0] !== FRAME_VERSION) throw new RangeError(`frame version ${given[0]} is not ${FRAME_VERSION}`)
  if (given[1] !== BYTE_ORDER) throw new RangeError('a frame in the byte order of another kind of machine')
  const buffer = wholeBuffer(given)
  const words = new Uint32Array(buffer, 0, HEADER_BYTES / 4)
  const times = new Float64Array(buffer, 24, 2)
  const counts = { cores: words[4]!, tasks: words[5]! }
  const descriptionEnd = HEADER_BYTES + new Uint16Array(buffer, 2, 1)[0]!
  const { columns, known } = readDescription(given.subarray(HEADER_BYTES, descriptionEnd))
  const length = frameEnd(columns, descriptionEnd, counts)
  if (given.length !== length) {
    const message = `a frame of ${counts.cores} cores and ${counts.tasks} tasks has ${length} bytes, not ${given.length}`
    throw new RangeError(message)
  }
  const found: Found = { cores: {}, tasks: {}, extra: [] }
  let offset = descriptionEnd
  for (const [position, column] of columns.entries()) {
    const values = viewAt(buffer, offset, column, counts)
    offset = values.byteOffset + values.byteLength
    if (known[position]) found[column.table][column.name] = values
    else found.extra.push({ ...column, values })
  }
  if (found.tasks['index'] === undefined) throw new RangeError('a frame without the column tasks.index')
  return {
    generation: words[1]!,
    seq: words[2]!,
    missed: words[3]!,
    tNs: times[0]!,
    lateNs: times[1]!,
    cores: coreColumns(counts.cores, found.cores),
    tasks: taskColumns(counts.tasks, found.tasks),
    ...(found.extra.length > 0 && { extra: found.extra }),
  }
}

/** Typed arrays must begin at a multiple of their element's size, and a view must not keep a larger buffer alive. */
function wholeBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length ? buffer : new Uint8Array(bytes).buffer
}

type Counts = Readonly<Record<ColumnDescription['table'], number>>

interface Found {
  readonly cores: Record<string, ColumnArray>
  readonly tasks: Record<string, ColumnArray>
  readonly extra: ExtraColumn[]
}

function viewAt(buffer: ArrayBuffer, offset: number, { type, table }: ColumnDescription, counts: Counts): ColumnArray {
  return new ARRAY_TYPES[type](buffer, aligned(offset, ARRAY_TYPES[type].BYTES_PER_ELEMENT), counts[table])
}

function frameEnd(columns: readonly ColumnDescription[], start: number, counts: Counts): number {
  let offset = start
  for (const { type, table } of columns) {
    const size = ARRAY_TYPES[type].BYTES_PER_ELEMENT
    offset = aligned(offset, size) + size * counts[table]
  }
  return aligned(offset, 8)
}

function aligned(offset: number, size: number): number {
  return Math.ceil(offset / size) * size
}

function valuesOf(frame: Frame, column: ColumnDescription | ExtraColumn): ColumnArray {
  if ('values' in column) return column.values
  const columns: Readonly<Record<string, ColumnArray>> = frame[column.table]
  return columns[column.name]!
}

function described(
  table: ColumnDescription['table'],
  specs: Readonly<Record<string, ColumnSpec>>,
): ColumnDescription[] {
  return Object.entries(specs).map(([name, { type, unit, cumulative }]) => ({ table, name, type, unit, cumulative }))
}

function encodeDescription(columns: readonly ColumnDescription[]): Uint8Array {
  const bytes = [columns.length]
  for (const { table, name, type, unit, cumulative } of columns) {
    const flags = (table === 'tasks' ? OF_TASKS : 0) + (cumulative ? CUMULATIVE : 0)
    bytes.push(flags, ELEMENT_TYPES.indexOf(type), unit.length, name.length, ...ascii(unit), ...ascii(name))
  }
  const padded = new Uint8Array(aligned(bytes.length, 8))
  padded.set(bytes)
  return padded
}

interface Description {
  readonly bytes: Uint8Array
  readonly columns: readonly ColumnDescription[]
  /** Whether this program has a place for the column, by position. */
  readonly known: readonly boolean[]
}

/** A connection describes all of its frames alike, so the latest description is remembered. */
let latest: Description = { bytes: KNOWN_DESCRIPTION, columns: KNOWN, known: KNOWN.map(() => true) }

function readDescription(bytes: Uint8Array): Description {
  if (sameBytes(bytes, latest.bytes)) return latest
  const columns = decodeDescription(bytes)
  latest = { bytes: bytes.slice(), columns, known: columns.map(isKnown) }
  return latest
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let position = 0; position < a.length; position++) if (a[position] !== b[position]) return false
  return true
}

/** @throws RangeError cut short, or an element type that this program does not know */
function decodeDescription(bytes: Uint8Array): readonly ColumnDescription[] {
  let offset = 1
  return Array.from({ length: bytes[0] ?? 0 }, () => {
    const [flags = 0, code = 0, unitLength = 0, nameLength = 0] = bytes.subarray(offset, offset + 4)
    const unitEnd = offset + 4 + unitLength
    const unit = String.fromCodePoint(...bytes.subarray(offset + 4, unitEnd))
    offset = unitEnd + nameLength
    const name = String.fromCodePoint(...bytes.subarray(unitEnd, offset))
    const type = ELEMENT_TYPES[code]
    if (offset > bytes.length || type === undefined) throw new RangeError('a frame whose columns cannot be read')
    const table = flags & OF_TASKS ? 'tasks' : 'cores'
    return { table, name, type, unit, cumulative: (flags & CUMULATIVE) > 0 }
  })
}

function isKnown({ table, name, type }: ColumnDescription): boolean {
  return KNOWN.some((column) => column.table === table && column.name === name && column.type === type)
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!)
}
