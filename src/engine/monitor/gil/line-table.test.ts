import { describe, expect, it } from 'vitest'
import { lineAt } from './line-table.ts'

const table = (format: 'lnotab' | 'linetable' | 'locations', ...bytes: number[]) => ({
  format,
  firstLine: 10,
  bytes: Buffer.from(bytes),
})

describe('lineAt', () => {
  it('reads the pairs of 3.8: a step holds from behind the bytes of its pair', () => {
    const lines = table('lnotab', 0, 1, 4, 2, 6, 0x100 - 1)
    expect([0, 2, 4, 8, 10, 40].map((offset) => lineAt(lines, offset))).toEqual([11, 11, 13, 13, 12, 12])
  })

  it('reads the pairs of 3.10: a step holds for the bytes of its pair, -128 leaves the line', () => {
    const lines = table('linetable', 4, 1, 2, 0x80, 6, 3)
    expect([0, 2, 4, 6, 10, 12].map((offset) => lineAt(lines, offset))).toEqual([11, 11, 11, 14, 14, undefined])
  })

  it('reads the entries of 3.11: short, one line, no columns, long, none', () => {
    const entries = [
      [0x80, 0], // same line, 1 unit
      [0x80 | (11 << 3) | 1, 0, 0], // one line further, 2 units
      [0x80 | (13 << 3), 0b0000101], // 2 lines back, 1 unit
      [0x80 | (14 << 3), 0b1001000, 0b1, 0, 1, 1], // 36 lines further, 1 unit
      [0x80 | (15 << 3)], // no line, 1 unit
    ]
    const lines = table('locations', ...entries.flat())
    const offsets = [0, 2, 4, 6, 8, 10, 12]
    expect(offsets.map((offset) => lineAt(lines, offset))).toEqual([10, 11, 11, 9, 45, 45, undefined])
  })

  it('gives the first line before the first instruction, and none for what is not one of this code', () => {
    expect(lineAt(table('lnotab', 4, 1), -1)).toBe(10)
    expect(lineAt(table('locations', 0x80, 0), -4000)).toBeUndefined()
  })
})
