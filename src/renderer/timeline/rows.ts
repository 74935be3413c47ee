import type { Lane } from '../live/lanes.ts'
import type { Gil } from './gils.ts'
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
  /** When it was on the interpreter, from its own timestamps: ns after its start. */
  readonly spans?: SpanIndex
  readonly gil?: Gil
}

/** What the workers of a variant take turns with, or why they do not. */
export interface GilRow extends Row {
  readonly kind: 'gil'
  readonly spans: readonly { readonly gil: Gil; readonly zeroNs: number }[]
  readonly note?: string
}

export type TimelineRow = LaneRow | GilRow

export interface Timeline {
  readonly rows: readonly TimelineRow[]
  readonly marks: readonly TrialMark[]
  /** Seconds that fit: it grows in steps, and is wide enough for what is expected. */
  readonly seconds: number
}
