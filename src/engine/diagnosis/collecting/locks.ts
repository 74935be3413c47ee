import type { Place } from '../../../contract/finding.ts'
import { sum } from '../../../contract/statistics.ts'
import type { FrameEvidence, LockEvidence } from '../evidence.ts'
import { placeOf } from '../stacks.ts'
import { lineOf } from './frames.ts'
import { count, isActive, LockOwner } from './lock-owner.ts'
import type { StackSample } from './stack-sample.ts'
import type { SeenProcess } from './seen-process.ts'
import type { SeenThread } from './seen-thread.ts'
import { inSeconds } from './times.ts'

/** Locks that are kept, those waited for longest. Chosen: more than a rule or a person reads. */
const MAX_LOCKS = 200
const MAX_PLACES = 5

interface SeenLock {
  readonly process: SeenProcess
  readonly waitedNs: Map<SeenThread, number>
  /** Of threads that are forgotten. */
  forgottenNs: number
  readonly lines: Map<FrameEvidence, number>
  readonly owner: LockOwner
  waits: number
}

/** The locks that threads waited for. Times in ns. */
export class LockBook {
  private locks = new Map<string, SeenLock>()

  /** In a window the thread waited `ns` for the lock, and began to wait `waits` times. */
  add(thread: SeenThread, ns: number, waits: number): void {
    const key = keyOf(thread)
    if (key === undefined) return
    const lock = this.locks.get(key) ?? newLock(thread.process)
    this.locks.set(key, lock)
    count(lock.waitedNs, thread, ns)
    lock.waits += waits
    if (this.locks.size > 2 * MAX_LOCKS) this.prune()
  }

  /** Stacks of all threads of a process at one moment, which stands for `ns`. */
  look(samples: readonly StackSample[], ns: number): void {
    const waiting = new Map<string, StackSample[]>()
    for (const look of samples) {
      const key = waitsFor(look)
      if (key === undefined) continue
      const waiters = waiting.get(key) ?? []
      waiting.set(key, waiters)
      waiters.push(look)
    }
    const active = waiting.size === 0 ? [] : samples.filter(isActive)
    for (const [key, waiters] of waiting) {
      const lock = this.locks.get(key)
      if (lock === undefined) continue
      for (const { frames } of waiters) {
        const line = lineOf(frames)
        if (line !== undefined) count(lock.lines, line, 1)
      }
      const others = active.filter((look) => waitsFor(look) !== key)
      lock.owner.look(waiters, others, ns)
    }
  }

  forget(thread: SeenThread): void {
    for (const lock of this.locks.values()) {
      lock.forgottenNs += lock.waitedNs.get(thread) ?? 0
      lock.waitedNs.delete(thread)
      lock.owner.forget(thread)
    }
  }

  /** The one waited for longest first. */
  evidence(processes: readonly SeenProcess[], threads: readonly SeenThread[]): readonly LockEvidence[] {
    const locks = [...this.locks.values()].filter(({ process }) => processes.includes(process))
    return locks
      .map((lock) => toEvidence(lock, processes, threads))
      .toSorted((a, b) => b.waitedSeconds - a.waitedSeconds)
  }

  private prune(): void {
    const kept = [...this.locks].toSorted(([, a], [, b]) => waitedNsOf(b) - waitedNsOf(a)).slice(0, MAX_LOCKS)
    this.locks = new Map(kept)
  }
}

function newLock(process: SeenProcess): SeenLock {
  return { process, waitedNs: new Map(), forgottenNs: 0, lines: new Map(), owner: new LockOwner(), waits: 0 }
}

function waitsFor({ thread, activity }: StackSample): string | undefined {
  return activity === 'lock' ? keyOf(thread) : undefined
}

/**
 * What identifies the lock that a thread waits for: the futex that it waits in. CPython's own locks since 3.14, and those
 * without a GIL, park each thread in a futex of its own: there the line that waits stands for the lock.
 */
function keyOf({ process, lockAddress, lastActivity, lastFrames }: SeenThread): string | undefined {
  if (lockAddress === 0) return undefined
  if (!parks(process)) return `${process.pid}@${process.startTime} ${lockAddress}`
  const line = lastActivity === 'lock' ? lineOf(lastFrames) : undefined
  return line && `${process.pid}@${process.startTime} ${line.file}:${line.line}`
}

function parks({ activity }: SeenProcess): boolean {
  const { python } = activity ?? {}
  const [major = 0, minor = 0] = (python?.version ?? '').split('.').map(Number)
  return python?.freeThreaded === true || major > 3 || (major === 3 && minor >= 14)
}

function waitedNsOf({ waitedNs, forgottenNs }: SeenLock): number {
  return forgottenNs + sum(waitedNs.values())
}

function toEvidence(lock: SeenLock, processes: readonly SeenProcess[], threads: readonly SeenThread[]): LockEvidence {
  const waiters = [...lock.waitedNs].toSorted(([, a], [, b]) => b - a).map(([thread]) => threads.indexOf(thread))
  const found = lock.owner.result()
  const owner = found?.owner && threads.indexOf(found.owner)
  return {
    process: processes.indexOf(lock.process),
    waiters: waiters.filter((position) => position >= 0),
    waitedSeconds: waitedNsOf(lock) / 1e9,
    where: mostFrequent(lock.lines),
    owner: owner === -1 ? undefined : owner,
    ownerActivity: inSeconds(found?.activityNs ?? {}),
    ownerWhere: (found?.lines ?? []).slice(0, MAX_PLACES).map(placeOf),
    waits: Math.round(lock.waits),
  }
}

function mostFrequent(lines: ReadonlyMap<FrameEvidence, number>): readonly Place[] {
  return [...lines]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MAX_PLACES)
    .map(([line]) => placeOf(line))
}
