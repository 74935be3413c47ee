/**
 * A value of a job in pieces. Copying the record of a minute to another thread in one message blocks this one for longer than a
 * frame of the page; in pieces, each is a task of its own of a few milliseconds.
 */

/** Longest array that goes with what is around it. Chosen: what is left of a minute with 64 tasks is 13 kB of JSON. */
const LONG = 100
/** Elements that are sent in one task. Measured: 20,000 numbers are copied in 1 to 3 ms. */
const BATCH_ELEMENTS = 20_000

type Path = readonly (string | number)[]

/** Part of a long array, in the order of its elements. */
export interface Piece {
  readonly path: Path
  readonly elements: readonly unknown[]
}

interface LongArray {
  readonly path: Path
  readonly elements: readonly unknown[]
}

/** The value with its long arrays of plain elements empty, and these. */
function cut(value: unknown, path: Path, long: LongArray[]): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (!Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner, [...path, key], long)]))
  }
  if (value.length > LONG && (value[0] === null || typeof value[0] !== 'object')) {
    long.push({ path, elements: value })
    return []
  }
  return value.map((inner, index) => cut(inner, [...path, index], long))
}

/** The value without its long arrays, and their pieces in batches, which are made as they are read. */
export function toPieces<T>(value: T): { readonly rest: T; readonly batches: Iterable<readonly Piece[]> } {
  const long: LongArray[] = []
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same shape, with empty arrays
  const rest = cut(value, [], long) as T
  return { rest, batches: batchesOf(long) }
}

function* batchesOf(long: readonly LongArray[]): Generator<readonly Piece[]> {
  let batch: Piece[] = []
  let room = BATCH_ELEMENTS
  for (const { path, elements } of long) {
    for (let from = 0; from < elements.length;) {
      const piece = elements.slice(from, from + room)
      batch.push({ path, elements: piece })
      from += piece.length
      room -= piece.length
      if (room > 0) continue
      yield batch
      batch = []
      room = BATCH_ELEMENTS
    }
  }
  if (batch.length > 0) yield batch
}

/** Adds a piece to the value that `toPieces` has left. */
export function addPiece(rest: unknown, { path, elements }: Piece): void {
  const array = path.reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), rest)
  if (Array.isArray(array)) for (const element of elements) array.push(element)
}
