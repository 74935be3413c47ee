import type { Lane } from '../live/lanes.ts'
import type { Gil } from './gils.ts'
import type { ReadActivity } from './read-activity.ts'
import type { SpanIndex } from './span-index.ts'
import type { TrialMark } from './timeline-marks.ts'

interface Row {
  /** The variant or, of a program that was watched, the process. */
  readonly group: string
  /** The group's label, in its first row. */
  readonly heading?: string
  readonly name: string
}

/** One worker of one variant, or one task of a program that was watched. */
export interface LaneRow extends Row {
  readonly kind: 'lane'
  readonly index: number
  /** Name of its process, with the pid where all lanes are in one; empty where the heading says it. */
  readonly process: string
  /** Lanes of all repeats. */
  readonly lanes: readonly Lane[]
  /** What is drawn, each with the moment that its zero stands for, ns. */
  readonly spans: readonly LaneSpan[]
  /** Where earlier repeats ended, seconds after their zero. */
  readonly earlierEnds: readonly number[]
}

export interface LaneSpan {
  readonly lane: Lane
  readonly zeroNs: number
  /** When the worker was on the interpreter, by its own timestamps: ns after its start. */
  readonly spans?: SpanIndex
  readonly gil?: Gil
  /** What its thread did, read from outside. */
  readonly activity?: ReadActivity
}

/** A row for a GIL: its holders over time, or why there is none. */
export interface GilRow extends Row {
  readonly kind: 'gil'
  readonly spans: readonly { readonly gil: Gil; readonly zeroNs: number }[]
  readonly note?: string
}

export type TimelineRow = LaneRow | GilRow

export interface Timeline {
  readonly rows: readonly TimelineRow[]
  readonly marks: readonly TrialMark[]
  /** Length of the axis, seconds: grows in steps, and is long enough for the expected end. */
  readonly seconds: number
}
