// Calls items one after the other in the calling thread, and stamps them in rows of `group` items.
import { now } from '../channel.mjs'
import { itemFailed, tookTooLong } from './failure.mjs'
import { TimeUp, watched } from './watchdog.mjs'

/** Measured: a message with a typed array takes 5 microseconds more than one with an array of few numbers. */
const SHORT = 64

/** Milliseconds of calls under one watchdog: 1 % of an item's limit, so that it is that exact. */
function watchEvery(limitSeconds) {
  return Math.min(100, Math.max(10, 10 * limitSeconds))
}
/** A chunk is watched if the last one took so long, ns. Chosen: a watchdog takes 50 to 300 microseconds. */
const WATCHED_NS = 10e6

/**
 * `ledger`: the worker's own. `call(firstItem, items)` returns their results and stamps. An item that computes longer than
 * `limitSeconds` fails; where items share a row, they share their limits too.
 * @throws ItemError of the first item that fails
 */
export function createCaller({ fn, group, ledger, limitSeconds }) {
  let isWatched = true

  async function call(firstItem, items) {
    const results = []
    const stamps = new Float64Array(2 * Math.ceil(items.length / group))
    let isAsync = false
    ledger.use(firstItem / group, stamps)
    try {
      while (results.length < items.length) {
        const promise = isWatched ? watched(callSome, 1000 * group * limitSeconds) : callSome()
        if (promise === undefined) continue
        isAsync = true
        isWatched = false // what waits is in the ledger
        results.push(await promise)
        finish(0)
      }
    } catch (error) {
      throw failureOf(firstItem + results.length, error)
    }
    isWatched = !isAsync && stamps.at(-1) - stamps[0] >= WATCHED_NS
    return { results, stamps: stamps.length > SHORT ? stamps : [...stamps] }

    /** Calls items that have no result yet, for a while; returns the first promise that is returned instead of one. */
    function callSome() {
      const untilNs = isWatched ? now() + 1e6 * watchEvery(limitSeconds) : Infinity
      for (let ns = now(); results.length < items.length && ns < untilNs; ns = finish(ns)) {
        const index = results.length
        if (index % group === 0) ns = ledger.begin(index / group, ns)
        const result = fn(items[index])
        if (isThenable(result)) return result
        results.push(result)
      }
      return undefined
    }

    function finish(ns) {
      const isLast = results.length % group === 0 || results.length === items.length
      return isLast ? ledger.end() : ns
    }
  }

  function failureOf(item, error) {
    if (error instanceof TimeUp) return tookTooLong(item, 1, limitSeconds)
    return itemFailed(item, error)
  }

  return call
}

export function isThenable(value) {
  return typeof value === 'object' && value !== null && typeof value.then === 'function'
}
