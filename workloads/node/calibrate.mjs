// How much work takes a given time here.
const PROBE_SECONDS = 0.05
const PROBES = 5

/**
 * The amount that takes `run` about `seconds`, and the seconds of the probe that says so. `amount` is a first guess that
 * takes little time. Noise only ever adds time, so the fastest of a few probes counts.
 */
export function fit(run, seconds, amount) {
  const target = Math.min(seconds, PROBE_SECONDS)
  let took = timed(run, amount)
  while (took < target / 2) {
    amount = Math.trunc(amount * Math.min(10, Math.max(2, target / took)))
    took = timed(run, amount)
  }
  const best = Math.min(took, ...Array.from({ length: PROBES - 1 }, () => timed(run, amount)))
  return { amount: Math.max(1, Math.round((amount * seconds) / best)), measuredSeconds: best }
}

function timed(run, amount) {
  const start = performance.now()
  run(amount)
  return (performance.now() - start) / 1000
}
