// How much work takes a given time here.
const PROBE_SECONDS = 0.05
const PROBES = 5

/**
 * The amount of computing that takes `run` about `target` seconds, and the seconds of the probe that says so. `amount` is a first
 * guess that takes little time. Noise only ever adds time, so the fastest of a few probes counts.
 */
export function fit(run, target, amount) {
  const probe = Math.min(target, PROBE_SECONDS)
  let took = timed(run, amount)
  while (took < probe / 2) {
    amount = Math.trunc(amount * Math.min(10, Math.max(2, probe / took)))
    took = timed(run, amount)
  }
  const best = Math.min(took, ...Array.from({ length: PROBES - 1 }, () => timed(run, amount)))
  return { amount: Math.max(1, Math.round((amount * target) / best)), measuredSeconds: best }
}

function timed(run, amount) {
  const start = seconds()
  run(amount)
  return seconds() - start
}

/** CPU time, so that other load does not count; on Windows it ticks too slowly. */
function seconds() {
  if (process.platform === 'win32') return performance.now() / 1000
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
