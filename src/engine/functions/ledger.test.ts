import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { groupOf, itemsOfRow, openLedger } from './ledger.ts'
import { userFiles } from './testing.ts'

const bytesOf = (...rows: readonly (readonly [start: number, end: number])[]) =>
  new Uint8Array(BigInt64Array.from(rows.flatMap(([start, end]) => [start, end, 0]).map(BigInt)).buffer)

test('a call that has begun and not ended is under way, also when the file is gone', () => {
  const folder = userFiles({})
  const path = join(folder, 'ledger')
  writeFileSync(path, bytesOf([5e12 + 1, 6e12], [7e12 + 3, 0], [0, 0]))
  const ledger = openLedger(path)
  expect(ledger.underWay()).toEqual([{ row: 1, startNs: 7e12 + 3 }])
  writeFileSync(path, bytesOf([5e12, 6e12], [7e12, 8e12], [9e12, 0]), { flag: 'r+' })
  expect(ledger.underWay()).toEqual([{ row: 2, startNs: 9e12 }])
  ledger.close()
})

test('rows are items, or groups of items where there are very many', () => {
  expect([groupOf(1), groupOf(200_000), groupOf(200_001), groupOf(10_000_000)]).toEqual([1, 1, 2, 50])
  expect(itemsOfRow(17, 100)).toBe('item 17')
  expect(itemsOfRow(2, 10_000_000)).toBe('items 100 to 149')
  expect(itemsOfRow(100_000, 200_001)).toBe('items 200000 to 200000')
})
