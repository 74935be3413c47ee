import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Rows that a ledger has at most; more items share them in groups (docs/workloads.md). */
const MAX_ROWS = 200_000
/** Bytes of a row: start and end, ns, and the number of the worker; int64 each, little-endian. */
const ROW_BYTES = 24
/** The same in 32-bit words. */
const ROW_WORDS = ROW_BYTES / 4

/** A row, an item or a group of them, whose call has begun and not ended. */
export interface UnderWay {
  readonly row: number
  /** Of the program's clock. */
  readonly startNs: number
}

/** The calls of a trial as its workers write them down, readable while they go on, and after the program has died. */
export interface Ledger {
  /** Calls that are under way. */
  underWay(): UnderWay[]
  close(): void
}

/** Items that share a row. */
export function groupOf(count: number): number {
  return Math.max(1, Math.ceil(count / MAX_ROWS))
}

/** "item 17", or "items 100 to 149" where the row has several. */
export function itemsOfRow(row: number, count: number): string {
  const group = groupOf(count)
  return group === 1 ? `item ${row}` : `items ${row * group} to ${Math.min(count, (row + 1) * group) - 1}`
}

/** @throws Error where there is no such file */
export function openLedger(path: string): Ledger {
  const file = openSync(path, 'r')
  const bytes = Buffer.alloc(fstatSync(file).size)
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4))
  return {
    underWay() {
      const rows = Math.floor(readSync(file, bytes, 0, bytes.length, 0) / ROW_BYTES)
      const found: UnderWay[] = []
      for (let row = 0; row < rows; row++) {
        const at = row * ROW_WORDS
        const hasBegun = words[at] !== 0 || words[at + 1] !== 0
        if (!hasBegun || words[at + 2] !== 0 || words[at + 3] !== 0) continue
        found.push({ row, startNs: words[at]! + words[at + 1]! * 2 ** 32 })
      }
      return found
    },
    close: () => closeSync(file),
  }
}
