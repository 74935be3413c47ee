// What work gets.
import { createSpans } from './spans.mjs'

const DEFAULT_SWITCH_INTERVAL_SECONDS = 0.005
const MAX_GAP_NS = 2_000_000
/** Of a switch interval: a gap while another worker has its turn is longer. */
const GAP_SHARE = 0.4
/** What is off the interpreter takes longer than so many of its quickest laps: see docs/workloads.md, which gives the reason. */
const LAPS_PER_GAP = 4

export function switchIntervalOf({ switchIntervalSeconds = DEFAULT_SWITCH_INTERVAL_SECONDS }) {
  return switchIntervalSeconds
}

/** `gil`: under the model of one. `told` is what the worker says of itself in the end. */
export function createWorker({ index, workers, workUnits, params, shared, options }, gil) {
  const spans = createSpans(Math.min(MAX_GAP_NS, GAP_SHARE * switchIntervalOf(options) * 1e9))
  const stamp = options.stamps === false ? () => Infinity : spans.stamp
  const told = { spans, values: {} }

  /** Yields lap sizes that add up to `total`, none larger than `size`. */
  function* laps(total, size) {
    const step = options.stamps === false && !gil ? total : size
    let quickestNs = Infinity
    stamp()
    for (let left = total; left > 0; left -= step) {
      yield Math.min(step, left)
      quickestNs = Math.min(quickestNs, stamp(LAPS_PER_GAP * quickestNs))
      if (gil?.isWanted()) takeTurns()
    }
  }

  function takeTurns() {
    spans.pause()
    gil.handOver()
    stamp()
  }

  /** What blocks this thread, or waits for a promise, is done without the lock. Returns what `wait` returns. */
  function blocking(wait) {
    if (!gil) return wait()
    spans.pause()
    gil.drop()
    return andThen(wait, () => {
      gil.take()
      stamp()
    })
  }

  /** Values are numbers, texts, booleans, lists of numbers or of texts, by name. */
  function report(values) {
    Object.assign(told.values, values)
  }

  return { worker: { index, workers, workUnits, params, shared, laps, blocking, report }, told }
}

/** `last` is called in the end, also of a promise, also when it failed. */
function andThen(first, last) {
  let result
  try {
    result = first()
  } finally {
    if (!(result instanceof Promise)) last()
  }
  return result instanceof Promise ? result.finally(last) : result
}
