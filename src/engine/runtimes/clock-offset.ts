import { nowNs } from '../host/clock.ts'

/** Questions, of which the quickest answer counts. Chosen: the first are slowed by start-up, and more of them found nothing quicker. */
const ROUNDS = 5

/** See `Clock` of the contract. */
export interface ClockOffset {
  readonly offsetNs: number
  readonly uncertaintyNs: number
}

/**
 * Offset to add to another program's clock to get ours, from the quickest of five round trips. The reading was taken
 * within the round trip, so half of it is the uncertainty. If the offset cannot be distinguished from 0 and `shared` says
 * that both read one clock (as on Linux), it is 0.
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
