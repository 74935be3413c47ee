import type { ActivityGil, ActivityThread } from '../../../contract/activity.ts'
import type { ActivityProcess, FollowedProcess, ProcessFacts, Rates, StackFrame } from './activity-source.ts'
import type { BuiltWindow } from './window-builder.ts'

/** Start data of the activity thread. */
export interface ActivityData {
  /** A cell that is notified after each command, since the thread sleeps on it. */
  readonly wake: Int32Array
}

export type ActivityCommand =
  | { readonly type: 'follow'; readonly process: FollowedProcess }
  | { readonly type: 'unfollow'; readonly pid: number }
  | { readonly type: 'rates'; readonly rates: Rates }
  | { readonly type: 'look'; readonly pid: number | undefined }
  | { readonly type: 'report'; readonly id: number }

export type ActivityMessage =
  | ReaderMessage
  /** Answer to `report`. */
  | { readonly type: 'report'; readonly id: number; readonly report: ReaderReport }

export type ReaderMessage =
  | { readonly type: 'entries'; readonly threads: readonly ActivityThread[]; readonly gils: readonly ActivityGil[] }
  | { readonly type: 'process'; readonly process: ActivityProcess }
  /** `ended`: threads of which this was the last window. */
  | { readonly type: 'window'; readonly built: BuiltWindow; readonly ended: readonly number[] }
  | { readonly type: 'stacks'; readonly stacks: StackColumns }
  | { readonly type: 'facts'; readonly tNs: number; readonly facts: readonly ProcessFacts[] }
  | { readonly type: 'unfollowed'; readonly pid: number }

/** Stacks by number: most are the same again and again. */
export interface StackColumns {
  readonly tNs: number
  /** All numbers from before are void. */
  readonly reset: boolean
  readonly added: readonly { readonly stack: number; readonly frames: readonly StackFrame[] }[]
  readonly thread: readonly number[]
  readonly activity: readonly number[]
  readonly stack: readonly number[]
}

export interface ReaderReport {
  readonly samples: number
  /** Seconds of all followed processes together. */
  readonly seconds: number
  /** CPU seconds of the thread; NaN where the system does not tell. */
  readonly cpuSeconds: number
  readonly remarks: readonly string[]
}
