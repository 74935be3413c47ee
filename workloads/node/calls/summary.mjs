// Numbers of a trial's calls, from when each row began and ended.

const MAX_STEPS = 200

/** Seconds of a call: of each row, its calls' mean. */
export function perItemSeconds({ callNs, itemsIn }) {
  const seconds = callNs.map((ns, row) => ns / itemsIn(row) / 1e9).toSorted()
  const at = (share) => seconds[Math.min(seconds.length - 1, Math.floor(share * seconds.length))]
  const median = (seconds[(seconds.length - 1) >> 1] + seconds[seconds.length >> 1]) / 2
  const total = callNs.reduce((sum, ns) => sum + ns, 0) / 1e9
  return { median, p95: at(0.95), max: seconds.at(-1), total }
}

/** Of each seat: the share of the time from `beginNs` to `endNs` in which no call of its was under way. */
export function idleShare({ stamps, seats, beginNs, endNs, workers }) {
  const order = Array.from(seats.keys()).toSorted((a, b) => stamps[2 * a] - stamps[2 * b])
  const busyNs = new Float64Array(workers)
  const until = new Float64Array(workers)
  for (const row of order) {
    const seat = seats[row]
    const from = Math.max(stamps[2 * row], until[seat])
    busyNs[seat] += Math.max(0, stamps[2 * row + 1] - from)
    until[seat] = Math.max(until[seat], stamps[2 * row + 1])
  }
  return Array.from(busyNs, (ns) => Math.max(0, 1 - ns / (endNs - beginNs)))
}

/** Calls under way at the same time, a mean for each of 200 steps. `callNs` says how much of a row's span was calls. */
export function inFlight({ stamps, callNs, beginNs, endNs }) {
  const stepNs = Math.max(1, (endNs - beginNs) / MAX_STEPS)
  const shares = new Float64Array(MAX_STEPS)
  const changes = new Float64Array(MAX_STEPS + 1)
  for (let row = 0; row < callNs.length; row++) {
    const from = (stamps[2 * row] - beginNs) / stepNs
    const to = Math.min(MAX_STEPS, (stamps[2 * row + 1] - beginNs) / stepNs)
    if (!(to > from)) continue
    const weight = callNs[row] / stepNs / (to - from)
    const [first, last] = [Math.floor(from), Math.min(MAX_STEPS - 1, Math.floor(to))]
    if (first === last) {
      shares[first] += weight * (to - from)
      continue
    }
    shares[first] += weight * (first + 1 - from)
    shares[last] += weight * (to - last)
    changes[first + 1] += weight
    changes[last] -= weight
  }
  let whole = 0
  const counts = Array.from(shares, (share, step) => round(share + (whole += changes[step])))
  return { stepSeconds: stepNs / 1e9, counts }
}

function round(count) {
  return Math.max(0, Math.round(1000 * count) / 1000)
}
