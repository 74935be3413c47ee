import { sum } from '../../../contract/statistics.ts'
import { formatShare } from '../../../contract/text.ts'
import type { ThreadEvidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { placesOf } from '../stacks.ts'
import { coresBusy, demand, OUTSIDE, shareIn } from '../time.ts'
import { longLived, workersOf } from '../workers.ts'
import { number } from './words.ts'

/** A pool's threads: their outermost functions in `concurrent.futures.thread` and `multiprocessing.pool`. */
const POOL = /[/\\](?:concurrent[/\\]futures[/\\]thread|multiprocessing[/\\]pool)\.py$/
/** The library's own default is `min(32, cores + 4)` threads (source: ThreadPoolExecutor): a larger pool was meant to be so large. */
const defaultSize = (cores: number) => Math.min(32, cores + 4)
/** Share of their time in which pool threads wait for something outside, and have no task. Chosen. */
const MIN_WAITING = 0.8
const MAX_IDLE = 0.1
/** Waits for disks and locks do not get shorter with more threads. Chosen. */
const MAX_DISK = 0.1
/** Part of the time in which something computes: beyond that the pool has work, not waits. Chosen. */
const MAX_DEMAND = 0.3
/** Waits of each thread: with fewer, each may have had one long task, and none was queued. Chosen. */
const MIN_WAITS = 3

/** All threads of a pool wait for something outside, and have the next task at once. */
export const poolTooSmall: Rule = (evidence) => {
  const pool = longLived(workersOf(evidence)).filter((thread) => !thread.main && isPooled(thread))
  const mean = (of: (thread: ThreadEvidence) => number) => sum(pool.map(of)) / pool.length
  const waiting = mean((thread) => shareIn(thread, OUTSIDE))
  const idle = mean((thread) => shareIn(thread, ['idle', 'task']))
  const slow = mean((thread) => shareIn(thread, ['disk', 'lock', 'file-lock']))
  const waits = mean(({ voluntarySwitches }) => voluntarySwitches)
  const busy = coresBusy(evidence)
  if (pool.length === 0 || pool.length > defaultSize(evidence.cores)) return undefined
  if (
    !(
      waiting >= MIN_WAITING &&
      idle <= MAX_IDLE &&
      slow <= MAX_DISK &&
      waits >= MIN_WAITS &&
      demand(evidence) <= MAX_DEMAND
    )
  )
    return undefined
  return {
    id: 'pool-too-small',
    text: `All ${pool.length} threads of the pool wait for something outside ${formatShare(waiting)} of their time and are never without a task, while ${busy.toFixed(2)} of ${evidence.usableCores} cores are busy: more tasks could wait at the same time.`,
    evidence: [
      { label: 'threads of the pool', value: pool.length, unit: '' },
      { label: 'share of their time in which they wait', value: waiting, unit: 'share' },
      { label: 'share of their time without a task', value: idle, unit: 'share' },
      { label: 'cores busy', value: busy, unit: '' },
    ],
    where: placesOf(pool, OUTSIDE),
    suggestion: `Make the pool as large as what it asks can bear (max_workers); the default for ${number(evidence.cores).toLowerCase()} cores is ${defaultSize(evidence.cores)} threads.`,
    strength: 0.5 * waiting,
  }
}

function isPooled({ stacks }: ThreadEvidence): boolean {
  return stacks.some(({ frames }) => frames.some(({ kind, file }) => kind === 'library' && POOL.test(file)))
}
