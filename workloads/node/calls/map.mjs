// One order to call the user's function with all its inputs under a model, from `begin` to `end`.
import { loadModel } from '../catalogue.mjs'
import { emit, now } from '../channel.mjs'
import { processCpuNs } from '../native.mjs'
import { createCalls } from './calls.mjs'
import { changesSince, surroundings } from './changes.mjs'
import { measurePickles } from './pickles.mjs'
import { writeResults } from './results.mjs'
import { idleShare, inFlight, perItemSeconds } from './summary.mjs'
import { whileUserCodeRuns } from './user-code.mjs'
import { findFunction, findItems, importFile } from './user-file.mjs'

const NOT_SENT = { missing: 'Nothing is sent: all calls run in the main thread.' }

export async function mapCalls({ model, workers, chunk, function: user, options = {}, folder }) {
  const { map } = await loadModel(model)
  if (!map) throw new Error(`The model "${model}" has no way to call a function with a list of items.`)
  const before = surroundings()
  const { exported, importSeconds } = await whileUserCodeRuns(() => importFile(user.file))
  const fn = findFunction(exported, user)
  const { items } = await whileUserCodeRuns(() => findItems(exported, user))
  const calls = createCalls({ user, fn, items, workers, chunk, options, folder })
  const measured = await whileUserCodeRuns(() => measure(map, calls), calls.itemUnderWay)
  const changes = [...new Set([...changesSince(before), ...calls.changes])]
  emit('items', { importSeconds, ...summarise(calls, measured, folder), changes })
  emit('end', { ns: measured.endNs, cpuNs: measured.cpuNs })
}

async function measure(map, calls) {
  const cpu = process.cpuUsage()
  const beginNs = now()
  emit('begin', { ns: beginNs })
  await map(calls)
  const endNs = now()
  return { beginNs, endNs, cpuNs: processCpuNs(cpu) + calls.outsideCpuNs }
}

function summarise(calls, times, folder) {
  const { items, group, seats, chunkSize } = calls
  const rows = { ...calls.collect(), ...times }
  const itemsIn = (row) => Math.min(group, items.length - row * group)
  return {
    group,
    perItemSeconds: perItemSeconds({ ...rows, itemsIn }),
    idleShare: idleShare({ ...rows, workers: seats }),
    inFlight: inFlight(rows),
    notCompared: writeResults(folder, rows.results, group),
    ...(calls.send
      ? { chunk: chunkSize, ...measurePickles(items, rows.results, chunkSize, calls.send) }
      : { pickledBytes: NOT_SENT, serialiseSeconds: NOT_SENT }),
  }
}
