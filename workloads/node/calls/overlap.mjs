// Calls items without waiting for the ones before, and stamps them in rows of `group` items.
import { now } from '../channel.mjs'
import { isThenable } from './caller.mjs'
import { itemFailed } from './failure.mjs'
import { callNowAndThen } from './ledger.mjs'

/** Rows that the file shows as under way, the oldest ones. Chosen: all of them would cost more than some calls. */
const MAX_SHOWN = 10
const SETTLED = Promise.resolve()

/**
 * All items, at most `limit` of them in flight. Returns results, stamps, and `callNs` of each row, whose calls may overlap.
 * @throws ItemError of the first item that fails
 */
export async function overlap({ fn, items, group, rows }, limit, file) {
  const results = Array.from({ length: items.length })
  const stamps = new Float64Array(2 * rows)
  const callNs = new Float64Array(rows)
  const left = new Int32Array(rows).fill(group)
  left[rows - 1] = items.length - (rows - 1) * group
  const shown = new Set()
  const stop = callNowAndThen(show)
  let [oldest, next, inFlight] = [0, 0, 0]
  let failure
  let wake

  function start(index) {
    const row = Math.floor(index / group)
    const startNs = now()
    if (index % group === 0) stamps[2 * row] = startNs
    const finish = (result) => {
      results[index] = result
      const endNs = now()
      callNs[row] += endNs - startNs
      if (--left[row] === 0) close(row, endNs)
      settle()
    }
    const fail = (error) => {
      failure ??= itemFailed(index, error)
      settle()
    }
    inFlight++
    try {
      const result = fn(items[index])
      if (isThenable(result)) result.then(finish, fail)
      else finish(result)
    } catch (error) {
      fail(error)
    }
  }

  function settle() {
    inFlight--
    wake?.()
  }

  /** Waits until fewer than so many calls are in flight. @throws the first failure */
  async function waitForFewer(than) {
    for (;;) {
      if (failure) throw failure
      if (inFlight < than) return
      await new Promise((resolve) => (wake = resolve))
    }
  }

  function close(row, endNs) {
    stamps[2 * row + 1] = endNs
    if (shown.delete(row)) file.write(row, stamps[2 * row], endNs)
  }

  /** Shows the oldest calls in flight, and when the process ends the one that was made last. */
  function show(exitCode) {
    while (oldest < rows && stamps[2 * oldest + 1] > 0) oldest++
    for (let row = oldest; shown.size < MAX_SHOWN && row < rows && stamps[2 * row] > 0; row++) showRow(row)
    if (exitCode !== undefined) showRow(Math.floor((next - 1) / group))
  }

  function showRow(row) {
    if (stamps[2 * row + 1] > 0 || shown.has(row)) return
    file.write(row, stamps[2 * row], 0)
    shown.add(row)
  }

  try {
    while (next < items.length) {
      start(next++)
      await SETTLED // a promise that is resolved already ends its call before the next one starts
      if (inFlight >= limit || failure) await waitForFewer(limit)
    }
    await waitForFewer(1)
  } finally {
    stop()
  }
  return { results, stamps, callNs }
}
