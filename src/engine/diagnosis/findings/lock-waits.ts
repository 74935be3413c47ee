import { sum } from '../../../contract/statistics.ts'
import type { Evidence, LockEvidence, ThreadEvidence } from '../evidence.ts'
import { purposeOf, samplesIn, stacksAtLinesOf, userFrame } from '../stacks.ts'
import { ACTIVE, lifeOf, OUTSIDE, secondsIn } from '../time.ts'
import { longLived } from '../workers.ts'

/** Share of their lives for which the threads wait. Two threads that take turns wait half of it; chosen: well below. */
const MIN_SHARE = 0.25
/** Chosen: ten waits are no coincidence, and no wait for one event. */
const MIN_WAITS = 10

/** One lock that keeps threads from working side by side. */
export interface LockWaits {
  /** Threads that wait for it now and then, the owners among them. */
  readonly threads: readonly ThreadEvidence[]
  /** Share of their lives for which they wait for it, a mean, 0..1. */
  readonly waited: number
  readonly lock: LockEvidence
  /** What the owner did while others waited: seconds on a core or ready for one or for the GIL, and seconds in a wait for something outside. */
  readonly ownerActive: number
  readonly ownerOutside: number
}

/** The lock of the user's code, or of a library that it calls, for which threads wait the most; undefined where they hardly wait. */
export function lockWaits(evidence: Evidence): LockWaits | undefined {
  for (const lock of evidence.locks.toSorted((a, b) => b.waitedSeconds - a.waitedSeconds)) {
    const waiters = lock.waiters.map((position) => evidence.threads[position]).filter((thread) => thread !== undefined)
    const threads = longLived(waiters).filter(waitsInWork)
    if (threads.length < 2 || lock.waits < MIN_WAITS) continue
    const byLock = lock.waitedSeconds / sum(threads.map(lifeOf))
    const waited = Math.min(1, Math.max(byLock, shareAtLockLines(threads)))
    if (waited >= MIN_SHARE) return { threads, waited, lock, ...ownerTimes(lock, threads) }
  }
  return undefined
}

/** Whether its waits for locks are in the user's work, and not in a queue or a pool, where waiting is what it is for. */
function waitsInWork({ stacks }: ThreadEvidence): boolean {
  const waits = stacks.filter((stack) => samplesIn(stack, ['lock']) > 0)
  const work = waits.filter((stack) => userFrame(stack) !== undefined && purposeOf(stack) === 'work')
  return (
    sum(work.map((stack) => samplesIn(stack, ['lock']))) > sum(waits.map((stack) => samplesIn(stack, ['lock']))) / 2
  )
}

/**
 * Share of the samples at lines in which threads wait for locks, without those that run Python. A thread that is woken at such a
 * line is ready for a core, finds the lock taken by another once more, and waits again: each wait is too short to be seen.
 */
function shareAtLockLines(threads: readonly ThreadEvidence[]): number {
  const stacks = threads.flatMap((thread) => thread.stacks)
  const waits = stacksAtLinesOf(stacks, 'lock')
  return (
    sum(waits.map((stack) => samplesIn(stack, ['lock', 'native', 'ready', 'gil']))) /
    sum(stacks.flatMap(({ activity }) => Object.values(activity)))
  )
}

/** Where the owner is not known, the threads that take turns at the lock stand for it: whichever of them does not wait has it. */
function ownerTimes(lock: LockEvidence, threads: readonly ThreadEvidence[]) {
  const known = Object.keys(lock.ownerActivity).length > 0
  const owners = known ? [{ activity: lock.ownerActivity }] : threads
  return { ownerActive: secondsIn(owners, ACTIVE), ownerOutside: secondsIn(owners, [...OUTSIDE, 'pipe', 'child']) }
}
