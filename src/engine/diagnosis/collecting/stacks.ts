import type { Activity } from '../../../contract/activity.ts'
import type { FrameEvidence, StackEvidence } from '../evidence.ts'
import { addTime, type Times } from './times.ts'

/** Different stacks that are kept of a thread, the most frequent; chosen: more than a rule or a person reads. */
const MAX_STACKS = 200

interface Counted {
  readonly frames: readonly FrameEvidence[]
  samples: number
  readonly activity: Times
}

/** The stacks that a thread was seen with. */
export class StackCounts {
  private counted = new Map<readonly FrameEvidence[], Counted>()
  samples = 0

  /** @param frames Of a `StackTable`: equal stacks are one object. */
  add(frames: readonly FrameEvidence[], activity: Activity): void {
    this.samples++
    const stack = this.counted.get(frames) ?? { frames, samples: 0, activity: {} }
    stack.samples++
    addTime(stack.activity, activity, 1)
    this.counted.set(frames, stack)
    if (this.counted.size > 2 * MAX_STACKS) this.prune()
  }

  /** The most frequent first. */
  list(): readonly StackEvidence[] {
    const sorted = [...this.counted.values()].toSorted((a, b) => b.samples - a.samples).slice(0, MAX_STACKS)
    return sorted.map(({ frames, samples, activity }) => ({ frames, samples, activity: { ...activity } }))
  }

  private prune(): void {
    const kept = [...this.counted].toSorted(([, a], [, b]) => b.samples - a.samples).slice(0, MAX_STACKS)
    this.counted = new Map(kept)
  }
}
