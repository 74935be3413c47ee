/** Integer ns of the monotonic clock, which `process.hrtime.bigint()` and Python's `perf_counter_ns` read too. */
export function nowNs(): number {
  const [seconds, ns] = process.hrtime()
  return seconds * 1e9 + ns
}
