import { createLedgerFile, readRowUnderWay, writeLedgerFile } from './ledger.mjs'

/** Chosen: a ledger of at most 4.8 MB. */
export const MAX_ROWS = 200_000

/**
 * What a model's `map` is given: the user's function, its items, and where the answers go. Its workers are numbered from 0: the seats.
 * Items are stamped in rows of `group`; a chunk is whole rows.
 */
export function createCalls({ user, fn, items, workers, chunk = 1, options, folder }) {
  const group = Math.max(1, Math.ceil(items.length / MAX_ROWS))
  const rows = Math.ceil(items.length / group)
  const chunkSize = Math.ceil(chunk / group) * group
  const file = createLedgerFile(folder, rows)
  const answers = []

  /** Chunks that no worker has taken yet. */
  function* chunks() {
    for (let first = 0; first < items.length; first += chunkSize) {
      yield { first, items: items.slice(first, first + chunkSize) }
    }
  }

  /** `callNs`: of each row, where calls overlap and it is not from start to end. */
  function take(seat, first, { results, stamps, callNs }) {
    answers.push({ seat, first, results, stamps, callNs })
  }

  /** Number of the first item of the row under way among those from `first` on. */
  function itemUnderWay(first = 0, count = items.length) {
    const row = readRowUnderWay(file.path, first / group, Math.ceil(count / group))
    return row === undefined ? undefined : row * group
  }

  /** All answers together, in the order of the items, when the clock has stopped; the ledger is then complete. */
  function collect() {
    const stamps = new Float64Array(2 * rows)
    const seats = new Int32Array(rows)
    const callNs = new Float64Array(rows)
    const results = []
    for (const answer of answers.toSorted((a, b) => a.first - b.first)) {
      const row = answer.first / group
      const count = answer.stamps.length / 2
      stamps.set(answer.stamps, 2 * row)
      seats.fill(answer.seat, row, row + count)
      for (let i = 0; i < count; i++) {
        callNs[row + i] = answer.callNs?.[i] ?? answer.stamps[2 * i + 1] - answer.stamps[2 * i]
      }
      for (const result of answer.results) results.push(result)
    }
    writeLedgerFile(file.path, stamps, seats)
    return { stamps, seats, callNs, results }
  }

  /** What a worker of a pool needs to know. */
  const piece = { user, group, file }
  /** What a pool adds: its number of workers, how their messages are cloned, and what they say in the end. */
  const pool = { seats: 1, send: undefined, outsideCpuNs: 0, changes: [] }
  const facts = { user, fn, items, workers, group, rows, chunkSize, options, piece }
  return { ...facts, ...pool, chunks, take, itemUnderWay, collect }
}
