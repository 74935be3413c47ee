import { join } from 'node:path'
import { allOf, formatSeconds } from '../../contract/text.ts'
import { nowNs } from '../host/clock.ts'
import type { Monitor } from '../monitor/monitor.ts'
import { OrderError } from '../runtimes/order-error.ts'
import type { WorkerEvent, Workload } from '../runtimes/workload.ts'
import { groupOf, itemsOfRow, openLedger, type Ledger } from './ledger.ts'
import { watchMemory } from './memory.ts'

/** Time between two looks at the calls under way, ms. Chosen: half a second more than the limit is soon enough. */
const LOOK_MS = 500

export interface WatchOptions {
  readonly monitor: Pick<Monitor, 'listen'>
  readonly workload: Pick<Workload, 'pid' | 'clock'>
  /** Where the workload keeps its ledger. */
  readonly folder: string
  readonly count: number
  /** Seconds that an item may take, and the whole trial. */
  readonly itemSeconds: number
  readonly trialSeconds: number
  readonly availableMemory: () => number
}

/** What ends a trial that does not end by itself. */
export interface Watch {
  /** Rejects with a sentence, and the item's number where it is one item's fault. */
  readonly failed: Promise<never>
  readonly onEvent: (event: WorkerEvent) => void
  /** Items whose calls are under way, at most three: "item 17 was under way"; undefined where there are none. `item`: its number, where it is one. */
  readonly underWay: () => { readonly text: string; readonly item: number | undefined } | undefined
  readonly peakBytes: () => number | undefined
  readonly close: () => void
}

export function watchTrial(options: WatchOptions): Watch {
  const { monitor, workload, folder, count, itemSeconds, trialSeconds, availableMemory } = options
  let fail: (error: Error) => void
  const failed = new Promise<never>((_, reject) => (fail = reject))
  failed.catch(() => {})
  let ledger: Ledger | undefined
  const look = () => {
    const late = lateRow(ledger, workload, itemSeconds * groupOf(count))
    if (late === undefined) return
    const limit = formatSeconds(itemSeconds)
    if (groupOf(count) === 1) fail(new OrderError(`Item ${late} did not return within ${limit}.`, late))
    else fail(new OrderError(`One of the ${itemsOfRow(late, count)} did not return within ${limit}.`))
  }
  const looking = setInterval(look, LOOK_MS)
  const sentence = `The trial did not end within ${formatSeconds(trialSeconds)}.`
  const deadline = setTimeout(() => fail(new OrderError(sentence)), trialSeconds * 1000)
  const memory = watchMemory(monitor, workload.pid, availableMemory, (text) => fail(new OrderError(text)))
  return {
    failed,
    onEvent(event) {
      // It stays readable when the program has died and its folder is gone.
      if (event.type === 'begin') ledger ??= openLedger(join(folder, 'ledger'))
    },
    underWay() {
      const rows = ledger?.underWay().map(({ row }) => row) ?? []
      const [only] = rows
      if (only === undefined) return undefined
      const isGroup = groupOf(count) > 1
      if (rows.length > 1) return { text: `${namesOf(rows, count)} were under way`, item: undefined }
      return {
        text: `${itemsOfRow(only, count)} ${isGroup ? 'were' : 'was'} under way`,
        item: isGroup ? undefined : only,
      }
    },
    peakBytes: memory.peakBytes,
    close() {
      clearInterval(looking)
      clearTimeout(deadline)
      memory.close()
      ledger?.close()
    },
  }
}

/** Items that a sentence names. */
const MAX_NAMED = 3

/** "items 3, 4 and 5"; of groups, "items 0 to 49 and items 50 to 99". */
function namesOf(rows: readonly number[], count: number): string {
  const named = rows.slice(0, MAX_NAMED)
  return groupOf(count) > 1 ? allOf(named.map((row) => itemsOfRow(row, count))) : `items ${allOf(named.map(String))}`
}

/** The first row whose call has been under way for longer than `limitSeconds`. */
export function lateRow(
  ledger: Ledger | undefined,
  { clock }: Pick<Workload, 'clock'>,
  limitSeconds: number,
): number | undefined {
  const now = nowNs() - clock.offsetNs
  return ledger?.underWay().find(({ startNs }) => now - startNs > limitSeconds * 1e9)?.row
}
