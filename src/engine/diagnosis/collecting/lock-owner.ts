import type { Activity } from '../../../contract/activity.ts'
import type { FrameEvidence } from '../evidence.ts'
import { isUserFrame } from '../stacks.ts'
import { lineOf } from './frames.ts'
import type { SeenThread } from './seen-thread.ts'
import { addTime, type Times } from './times.ts'
import type { StackSample } from './stack-sample.ts'

/** Share of the moments for which the owner must be found, and of which a thread must have it, to say so. Chosen: most of them. */
const MIN_FOUND = 0.6
/** Moments from which an owner is told. Chosen: one moment may be torn. */
const MIN_MOMENTS = 3

/** What makes a thread the owner: it is inside what the others wait to enter; or it is the only one that does anything. */
type Ground = 'inside' | 'alone'

class Votes {
  moments = 0
  readonly owners = new Map<SeenThread, number>()
  readonly activity: Times = {}
  readonly lines = new Map<FrameEvidence, number>()

  add({ thread, activity, frames }: StackSample, ns: number): void {
    this.moments++
    count(this.owners, thread, 1)
    addTime(this.activity, activity, ns)
    const line = lineOf(frames)
    if (line !== undefined) count(this.lines, line, 1)
  }
}

/** Finds out which thread has a lock while others wait for it, from stacks: the lock itself does not say. */
export class LockOwner {
  private moments = 0
  private readonly votes: Readonly<Record<Ground, Votes>> = { inside: new Votes(), alone: new Votes() }

  /**
   * @param waiting Looks at the threads that wait for the lock. @param others Looks at the other active threads of the process, at that moment.
   * @param ns Time for which the moment stands.
   */
  look(waiting: readonly StackSample[], others: readonly StackSample[], ns: number): void {
    this.moments++
    const entries = new Set(waiting.map(({ frames }) => frames))
    const inside = others.filter((other) => [...entries].some((frames) => isInside(other.frames, frames)))
    if (inside.length === 1) this.votes.inside.add(inside[0]!, ns)
    if (others.length === 1) this.votes.alone.add(others[0]!, ns)
  }

  forget(thread: SeenThread): void {
    for (const { owners } of Object.values(this.votes)) owners.delete(thread)
  }

  /** The better founded of the two, if it holds for most moments; undefined otherwise. */
  result(): { readonly owner?: SeenThread; readonly activityNs: Times; readonly lines: FrameEvidence[] } | undefined {
    const { inside, alone } = this.votes
    const votes = [inside, alone].find(({ moments }) => moments >= Math.max(MIN_MOMENTS, MIN_FOUND * this.moments))
    if (votes === undefined) return undefined
    return {
      owner: [...votes.owners].find(([, times]) => times >= MIN_FOUND * votes.moments)?.[0],
      activityNs: votes.activity,
      lines: [...votes.lines].toSorted(([, a], [, b]) => b - a).map(([line]) => line),
    }
  }
}

const STANDS_BY: ReadonlySet<Activity> = new Set(['idle', 'task', 'child', 'loop', 'unknown'])

/** A thread that waits for others, or has nothing to do, may hold a lock, but does not keep it busy. */
export function isActive({ activity }: StackSample): boolean {
  return !STANDS_BY.has(activity)
}

/**
 * Whether a stack is further on in a function in which the other waits: behind its `with lock:` or `acquire()`. Only the
 * innermost frames count, down to the user's first: the caller's later lines are behind the lock's end.
 */
function isInside(frames: readonly FrameEvidence[], waits: readonly FrameEvidence[]): boolean {
  const users = waits.findIndex(isUserFrame)
  const entering = waits.slice(0, users < 0 ? 1 : users + 1)
  return entering.some((wait) =>
    frames.some((frame) => frame.function === wait.function && frame.file === wait.file && frame.line > wait.line),
  )
}

export function count<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
