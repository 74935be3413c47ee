import type { Activity } from '../../../contract/activity.ts'
import type { FrameEvidence } from '../evidence.ts'
import type { SeenThread } from './seen-thread.ts'

/** A thread at the moment of a sample of stacks. */
export interface StackSample {
  readonly thread: SeenThread
  readonly activity: Activity
  readonly frames: readonly FrameEvidence[]
}
