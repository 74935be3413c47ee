// Calls items without waiting for the ones before, and stamps them in rows of `group` items.
import { now } from '../channel.mjs'
import { isThenable } from './caller.mjs'
import { itemFailed } from './failure.mjs'

const SETTLED = Promise.resolve()

/**
 * All items, at most `limit` of them in flight. Returns results, stamps, and `callNs` of each row, whose calls may overlap.
 * @throws ItemError of the first item that fails
 */
export async function overlap({ fn, items, group, rows }, limit, ledger) {
  const results = Array.from({ length: items.length })
  const stamps = new Float64Array(2 * rows)
  const callNs = new Float64Array(rows)
  const left = new Int32Array(rows).fill(group)
  left[rows - 1] = items.length - (rows - 1) * group
  ledger.use(0, stamps)
  let inFlight = 0
  let failure
  let wake

  function start(index) {
    const row = Math.floor(index / group)
    const startNs = index % group === 0 ? ledger.begin(row, now()) : now()
    const finish = (result) => {
      results[index] = result
      callNs[row] += (--left[row] === 0 ? ledger.end(row) : now()) - startNs
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

  for (let index = 0; index < items.length; index++) {
    start(index)
    await SETTLED // a promise that is resolved already ends its call before the next one starts
    if (inFlight >= limit || failure) await waitForFewer(limit)
  }
  await waitForFewer(1)
  return { results, stamps, callNs }
}
