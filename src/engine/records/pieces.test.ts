import { expect, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import { addPiece, toPieces } from './pieces.ts'

/** The value as it is on the other side. */
function across<T>(value: T) {
  const { rest, batches } = toPieces(value)
  const copy = structuredClone(rest)
  const sizes: number[] = []
  for (const batch of batches) {
    sizes.push(batch.reduce((sum, { elements }) => sum + elements.length, 0))
    for (const piece of structuredClone(batch)) addPiece(copy, piece)
  }
  return { copy, sizes, rest }
}

test('a value is put together again as it was', () => {
  const column = Array.from({ length: 50_001 }, (_, index) => index)
  const value = {
    text: 'x',
    none: undefined,
    null: null,
    short: [1, 2],
    deep: [{ column, names: Array.from({ length: 1001 }, String) }, [column.slice(0, 1001)]],
    objects: Array.from({ length: 1001 }, (_, index) => ({ index })),
    bytes: new Uint8Array(5000),
  }
  const { copy, sizes, rest } = across(value)
  expect(copy).toEqual(value)
  // 50,001 numbers, and 1001 twice.
  expect(sizes).toEqual([20_000, 20_000, 12_003])
  expect(rest.deep[0]).toEqual({ column: [], names: [] })
  expect(column).toHaveLength(50_001)
})

test('a run has the same data', () => {
  const run = sampleRun({ repeat: 2, seconds: 2, cores: 4 })
  expect(across(run).copy).toEqual(run)
})

test('gaps of columns stay', () => {
  const column: (number | null)[] = Array.from({ length: 2000 }, () => null)
  // As in JSON, the first element says that these are plain.
  column[0] = 1
  expect(across({ column }).copy).toEqual({ column })
})
