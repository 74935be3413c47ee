// The results of a trial in two files beside the ledger, a row each: digests and values.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { digest, NotComparable, READINGS } from './digest.mjs'
import { finish, start, word } from './hash.mjs'

/** Of the interface with the engine (docs/workloads.md). */
const MAX_VALUES = 20_000
const MAX_VALUE = 200
/** Chosen: more are not read. */
const MAX_TYPES = 8

const SHOWN = { depth: 4, maxArrayLength: 100, maxStringLength: MAX_VALUE, breakLength: Infinity, compact: true }

/** Returns the types' names of results that cannot be compared; digests of their rows are 0. */
export function writeResults(folder, results, group) {
  const rows = Math.ceil(results.length / group)
  const digests = new Uint32Array(2 * READINGS.length * rows)
  const notCompared = new Set()
  for (let row = 0; row < rows; row++) {
    try {
      digests.set(digestRow(results, row * group, group), 2 * READINGS.length * row)
    } catch (error) {
      notCompared.add(error instanceof NotComparable ? error.message : 'a value that cannot be read')
    }
  }
  writeFileSync(join(folder, 'digests'), new Uint8Array(digests.buffer))
  const values = []
  for (let row = 0; row < Math.min(rows, MAX_VALUES); row++) values.push(show(results[row * group]))
  writeFileSync(join(folder, 'values'), values.map((value) => `${value}\n`).join(''))
  return [...notCompared].slice(0, MAX_TYPES)
}

function digestRow(results, first, group) {
  if (group === 1) return digest(results[first]).flat()
  const items = results.slice(first, first + group).map(digest)
  return READINGS.flatMap((_, reading) => {
    start(2)
    for (const item of items) {
      const [low, high] = item[reading]
      word(low)
      word(high)
    }
    return finish()
  })
}

/** True also of what cannot be compared: nothing says that it differs. */
export function isSame(value, other) {
  try {
    const [pairs, others] = [value, other].map(digest)
    return pairs.some((pair, reading) => pair.join() === others[reading].join())
  } catch {
    return true
  }
}

/** The value as Node shows it, in one line of at most 200 characters. */
export function show(value) {
  let text
  try {
    text = inspect(value, SHOWN)
  } catch {
    text = `a ${typeof value} that cannot be shown`
  }
  const line = text.replaceAll(/\s*[\r\n\u2028\u2029]\s*/g, ' ')
  return line.length > MAX_VALUE ? `${line.slice(0, MAX_VALUE - 1)}…` : line
}
