const ROUNDS = 5

/**
 * Seconds to add to another program's clock to get ours, from the quickest of five round trips. If it cannot be
 * distinguished from 0 and `shared` says that both read one clock (as on Linux), it is 0.
 */
export async function clockOffset(readNs: () => Promise<number>, shared: boolean): Promise<number> {
  let best = await measure(readNs)
  for (let round = 1; round < ROUNDS; round++) {
    const next = await measure(readNs)
    if (next.roundTripNs < best.roundTripNs) best = next
  }
  return shared && Math.abs(best.offsetNs) < best.roundTripNs ? 0 : best.offsetNs / 1e9
}

async function measure(readNs: () => Promise<number>): Promise<{ offsetNs: number; roundTripNs: number }> {
  const before = nowNs()
  const there = await readNs()
  const after = nowNs()
  return { offsetNs: (before + after) / 2 - there, roundTripNs: after - before }
}

/** Integer ns of the app's monotonic clock. */
export function nowNs(): number {
  return Number(process.hrtime.bigint())
}
