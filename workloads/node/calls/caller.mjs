// Calls items one after the other in the calling thread, and stamps them in rows of `group` items.
import { now } from '../channel.mjs'
import { itemFailed } from './failure.mjs'

/** Measured: a message with a typed array takes 5 microseconds more than one with an array of few numbers. */
const SHORT = 64

/**
 * `ledger`: the worker's own. `call(firstItem, items)` returns their results and stamps.
 * @throws ItemError of the first item that fails
 */
export function createCaller({ fn, group, ledger }) {
  async function call(firstItem, items) {
    const results = []
    const stamps = new Float64Array(2 * Math.ceil(items.length / group))
    ledger.use(firstItem / group, stamps)
    try {
      for (let promise = callSome(items, results); promise; promise = callSome(items, results)) {
        results.push(await promise)
        finish(items, results, 0)
      }
    } catch (error) {
      throw itemFailed(firstItem + results.length, error)
    }
    return { results, stamps: stamps.length > SHORT ? stamps : [...stamps] }
  }

  /** Calls the items that have no result yet; returns the first promise that is returned instead of one. */
  function callSome(items, results) {
    for (let ns = now(); results.length < items.length; ns = finish(items, results, ns)) {
      const index = results.length
      if (index % group === 0) ns = ledger.begin(index / group, ns)
      const result = fn(items[index])
      if (isThenable(result)) return result
      results.push(result)
    }
    return undefined
  }

  function finish(items, results, ns) {
    const isLast = results.length % group === 0 || results.length === items.length
    return isLast ? ledger.end() : ns
  }

  return call
}

export function isThenable(value) {
  return typeof value === 'object' && value !== null && typeof value.then === 'function'
}
