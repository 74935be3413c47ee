// One look at the user's function before it is measured: imports the file and calls the first items.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { emit, now } from '../channel.mjs'
import { watchBackground } from './background.mjs'
import { changesSince, surroundings } from './changes.mjs'
import { MAX_ROWS } from './calls.mjs'
import { isThenable } from './caller.mjs'
import { itemFailed } from './failure.mjs'
import { createLedgerFile, openRows } from './ledger.mjs'
import { isSame, show } from './results.mjs'
import { findUnsendable } from './sendable.mjs'
import { whileUserCodeRuns } from './user-code.mjs'
import { findFunction, findItems, importFile, isAsyncFunction, lineOf } from './user-file.mjs'

/** Chosen: a second of waiting, together with the import, is felt as "at once". */
const LIMIT_NS = 500e6
/** Chosen: inputs of a kind mostly are alike. */
const MAX_CHECKED = 1000

/** What it calls is in `ledger` of the folder meanwhile, a row each item. */
export async function inspectFunction({ function: user, folder }) {
  const { file, name = 'work' } = user
  const before = surroundings()
  const background = watchBackground()
  let calling
  const found = await whileUserCodeRuns(
    async () => {
      const { exported, importSeconds } = await importFile(file)
      const remarks = background.since(basename(file))
      const fn = findFunction(exported, user)
      const { items, source } = await findItems(exported, user)
      const first = await callFirst(fn, items, folder, (item) => (calling = item))
      return { fn, items, source, importSeconds, remarks, ...first }
    },
    () => calling,
  )
  const { fn, items, results, isAsync } = found
  const text = await readFile(file)
  emit('inspected', {
    file,
    name,
    line: lineOf(fn, text.toString()),
    sha256: createHash('sha256').update(text).digest('hex'),
    isAsync,
    module: `./${basename(file)}`,
    count: items.length,
    source: found.source,
    importSeconds: found.importSeconds,
    itemSeconds: found.itemSeconds,
    called: results.length,
    repeated: found.repeated,
    notPicklable: (findUnsendable(items.slice(0, MAX_CHECKED), 0, 'item') ?? findUnsendable(results, 0, 'result'))
      ?.message,
    remarks: found.remarks,
    changes: changesSince(before),
  })
}

/** Calls the first item twice, and then further ones for half a second. `onCall` gets each item's number before its call. */
async function callFirst(fn, items, folder, onCall) {
  const results = []
  const seconds = []
  const count = Math.min(items.length, MAX_ROWS)
  const rows = openRows(createLedgerFile(folder, count).path, 0)
  let isAsync = isAsyncFunction(fn)

  async function call(number, item) {
    onCall(number)
    rows.write(number, now(), 0)
    try {
      const startNs = now()
      const promise = fn(item)
      isAsync ||= isThenable(promise)
      const result = await promise
      const endNs = now()
      seconds.push((endNs - startNs) / 1e9)
      rows.write(number, startNs, endNs)
      return result
    } catch (error) {
      throw itemFailed(number, error)
    }
  }

  const again = copyOf(items[0]) // the call may change its item
  results.push(await call(0, items[0]))
  const second = await call(0, again)
  const repeated = { equal: isSame(results[0], second), first: show(results[0]), second: show(second) }
  const untilNs = now() + LIMIT_NS
  for (let number = 1; number < count && now() < untilNs; number++) results.push(await call(number, items[number]))
  onCall(undefined)
  rows.close()
  return { results, isAsync, repeated, itemSeconds: medianOf(seconds) }
}

/** The value itself where a copy would be something else, such as an object without its class. */
function copyOf(value) {
  try {
    const copy = structuredClone(value)
    return isSame(copy, value) ? copy : value
  } catch {
    return value
  }
}

function medianOf(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}
