// What it takes to send chunks to workers and their answers back, measured on the same objects after the clock has stopped.
import { serialize } from 'node:v8'
import { now } from '../channel.mjs'

/** Chosen: long enough for thousands of small chunks. What is left is scaled. */
const LIMIT_NS = 500e6

/** Of chunks of `size`, which `send` makes and reads: bytes each way, and the seconds of making and reading them, in all. */
export function measurePickles(items, results, size, send) {
  const chunks = Math.ceil(items.length / size)
  const untilNs = now() + LIMIT_NS
  let measured = 0
  let [bytesIn, bytesOut, spentNs] = [0, 0, 0]
  try {
    for (const chunk of spread(chunks)) {
      const [first, end] = [chunk * size, (chunk + 1) * size]
      const messages = [{ first, items: items.slice(first, end) }, { results: results.slice(first, end) }]
      const beforeNs = now()
      for (const message of messages) send(message)
      const afterNs = now()
      bytesIn += serialize(messages[0]).length
      bytesOut += serialize(messages[1]).length
      spentNs += afterNs - beforeNs
      measured++
      if (afterNs > untilNs) break
    }
  } catch (error) {
    const missing = `They cannot be measured: ${error.message}`
    return { pickledBytes: { missing }, serialiseSeconds: { missing } }
  }
  const scale = chunks / measured
  return {
    pickledBytes: { in: Math.round(bytesIn * scale), out: Math.round(bytesOut * scale) },
    serialiseSeconds: (spentNs * scale) / 1e9,
  }
}

/** Numbers below `count` in an order in which the first ones lie all over it. */
function* spread(count) {
  for (let step = 2 ** Math.ceil(Math.log2(count)), isFirst = true; step >= 1; step /= 2, isFirst = false) {
    for (let number = isFirst ? 0 : step; number < count; number += isFirst ? step : 2 * step) yield number
  }
}
