/** Questions, of which the quickest answer counts. Chosen: the first are slowed by start-up, and more of them found nothing quicker. */
const ROUNDS = 5

/** See `Clock` of the contract. */
export interface ClockOffset {
  readonly offsetNs: number
  readonly uncertaintyNs: number
}

/**
 * What to add to another program's clock to get ours. The reading was taken some time between question and answer, so
 * half of the quickest round trip is the uncertainty. Where the offset cannot be told from 0, and `shared` says that
 * both read one clock (they do on Linux), it is 0.
 */
export async function clockOffset(readNs: () => Promise<number>, shared: boolean): Promise<ClockOffset> {
  let best = await measure(readNs)
  for (let round = 1; round < ROUNDS; round++) {
    const next = await measure(readNs)
    if (next.uncertaintyNs < best.uncertaintyNs) best = next
  }
  return shared && Math.abs(best.offsetNs) <= best.uncertaintyNs ? { ...best, offsetNs: 0 } : best
}

async function measure(readNs: () => Promise<number>): Promise<ClockOffset> {
  const before = nowNs()
  const there = await readNs()
  const after = nowNs()
  return { offsetNs: Math.round((before + after) / 2 - there), uncertaintyNs: Math.ceil((after - before) / 2) }
}

/** Integer ns of the app's monotonic clock. */
export function nowNs(): number {
  return Number(process.hrtime.bigint())
}
