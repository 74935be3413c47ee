// The workload program: answers orders from standard input on file descriptor 3 (docs/workloads.md).
import { createInterface } from 'node:readline'
import { catalogue, loadWork } from './catalogue.mjs'
import { inspectFunction } from './calls/inspect.mjs'
import { mapCalls } from './calls/map.mjs'
import { outlineFile } from './calls/outline.mjs'
import { emit, fail, now } from './channel.mjs'
import { usableCores } from './affinity.mjs'
import { runTrial } from './trial.mjs'

async function describe() {
  emit('describe', {
    version: process.versions.node,
    implementation: 'Node',
    executable: process.execPath,
    gilEnabled: false,
    freeThreadedBuild: false,
    affinity: usableCores() !== undefined,
    ...(await catalogue()),
  })
}

function clock() {
  emit('clock', { ns: now() })
}

async function calibrate({ work, seconds, params = {} }) {
  const { workUnitsFor } = await loadWork(work)
  emit('calibrated', await workUnitsFor(seconds, params))
}

const orders = {
  describe,
  clock,
  calibrate,
  run: runTrial,
  outline: outlineFile,
  inspect: inspectFunction,
  map: mapCalls,
}

emit('hello', { pid: process.pid, ns: now() })
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const order = JSON.parse(line)
    await orders[order.do](order)
  } catch (error) {
    fail(error)
  }
}
process.exit()
