// How much work takes a given time here.
import { processCpuNs } from './native.mjs'
import { createWorker } from './worker.mjs'

const PROBE_SECONDS = 0.05
/** As many as of CPython, and no faster by a tenth: V8 compiles what runs often, some probes later. */
const PROBES = 8

/**
 * The amount of computing that takes `run` about `target` seconds, and the seconds of the probe that says so. `amount` is a first
 * guess that takes little time. Noise only ever adds time, so the fastest probe counts.
 */
export async function fit(run, target, { workUnits, params }) {
  const probe = Math.min(target, PROBE_SECONDS)
  let took = await timed(run, workUnits, params)
  while (took < probe / 2) {
    workUnits = Math.trunc(workUnits * Math.min(10, Math.max(2, probe / took)))
    took = await timed(run, workUnits, params)
  }
  let best = took
  for (let vain = 0; vain < PROBES; vain++) {
    took = await timed(run, workUnits, params)
    if (took < 0.9 * best) vain = 0
    best = Math.min(best, took)
  }
  return { workUnits: Math.max(1, Math.round((workUnits * target) / best)), measuredSeconds: best }
}

async function timed(run, workUnits, params) {
  const { worker } = createWorker({ index: 0, workers: 1, workUnits, params, options: {} })
  const start = seconds()
  await run(worker)
  return seconds() - start
}

/** CPU time, so that other load does not count; on Windows it ticks too slowly. */
function seconds() {
  if (process.platform === 'win32') return performance.now() / 1000
  return processCpuNs() / 1e9
}
