import type { Activity } from '../../../contract/activity.ts'
import type { FrameEvidence, WaitEvidence } from '../evidence.ts'
import type { ToSeconds } from './times.ts'

/** Waits for something that another thread or process of the program has to do. */
const FOR_OTHERS: ReadonlySet<Activity> = new Set(['lock', 'task', 'child', 'pipe', 'file-lock'])
/** Shorter waits are no evidence of a program that stands still. Chosen: a second. */
const MIN_WAIT_NS = 1e9

interface Wait {
  readonly activity: Activity
  readonly fromNs: number
  toNs: number
  frames: readonly FrameEvidence[]
  timed: boolean | undefined
  inside: boolean | undefined
}

/** What a thread did in one window. */
export interface ThreadWindow {
  readonly fromNs: number
  readonly toNs: number
  /** Undefined where it did more than one thing. */
  readonly only: Activity | undefined
  /** Waits that began. */
  readonly blocks: number
  readonly timed: boolean | undefined
  /** Of a pipe: its other end is in the parent process. */
  readonly inside: boolean | undefined
  readonly frames: readonly FrameEvidence[]
}

/** Finds the longest unbroken wait of a thread among its windows. */
export class LongestWait {
  private current: Wait | undefined
  private longest: Wait | undefined

  add({ fromNs, toNs, only, blocks, timed, inside, frames }: ThreadWindow): void {
    if (only === undefined || !FOR_OTHERS.has(only)) {
      this.current = undefined
      return
    }
    if (this.current?.activity === only && blocks === 0) this.current.toNs = toNs
    else this.current = { activity: only, fromNs, toNs, frames, timed, inside }
    const { current } = this
    if (frames.length > 0) current.frames = frames
    current.timed = timed
    current.inside = inside
    if (current.toNs - current.fromNs >= lengthOf(this.longest)) this.longest = current
  }

  evidence(seconds: ToSeconds): WaitEvidence | undefined {
    if (this.longest === undefined || lengthOf(this.longest) < MIN_WAIT_NS) return undefined
    const { activity, fromNs, toNs, frames, timed, inside } = this.longest
    return { activity, from: seconds(fromNs), to: seconds(toNs), frames, timed, inside }
  }
}

function lengthOf(wait: Wait | undefined): number {
  return wait === undefined ? 0 : wait.toNs - wait.fromNs
}
