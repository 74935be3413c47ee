import type { Activity, ActivityThread } from '../../../contract/activity.ts'
import type { FrameEvidence } from '../evidence.ts'
import { MaybeGrowth } from './growth.ts'
import type { SeenProcess } from './seen-process.ts'
import { StackCounts } from './stacks.ts'
import type { Times } from './times.ts'
import { LongestWait } from './waits.ts'

/** A thread of the program, as seen by the sampler, by the activity reader, or by both. Times in ns. */
export class SeenThread {
  readonly process: SeenProcess
  readonly tid: number
  readonly startTime: number
  /** Given by the system. */
  systemName = ''
  private told: ActivityThread | undefined
  /** An interpreter knows, or knew it: an ending process no longer has one. */
  python = false
  startNs: number
  /** It lived when the watch began. */
  readonly existed: boolean
  /** As the sampler found it; Infinity while it lives. */
  endedNs = Infinity
  /** End of the last moment that the activity reader has of it. */
  lastNs = -Infinity
  readonly cpuNs: MaybeGrowth
  readonly runQueueNs: MaybeGrowth
  readonly voluntarySwitches: MaybeGrowth
  readonly involuntarySwitches: MaybeGrowth
  readonly activityNs: Times = {}
  longestRunNs = 0
  longestLoopGapNs = NaN
  /** Of the lock that it waited for at the end of its last window, and of its last sample of a stack. */
  lockAddress = 0
  lastActivity: Activity = 'unknown'
  lastFrames: readonly FrameEvidence[] = []
  readonly wait = new LongestWait()
  readonly stacks = new StackCounts()

  constructor(given: Pick<SeenThread, 'process' | 'tid' | 'startTime' | 'startNs' | 'existed'>) {
    const fromZero = !given.existed
    this.process = given.process
    this.tid = given.tid
    this.startTime = given.startTime
    this.startNs = given.startNs
    this.existed = given.existed
    this.cpuNs = new MaybeGrowth(fromZero)
    this.runQueueNs = new MaybeGrowth(fromZero)
    this.voluntarySwitches = new MaybeGrowth(fromZero)
    this.involuntarySwitches = new MaybeGrowth(fromZero)
  }

  get main(): boolean {
    return this.tid === this.process.pid
  }

  /** Of the activity reader; undefined while it has not seen the thread. */
  get entry(): ActivityThread | undefined {
    return this.told
  }

  set entry(entry: ActivityThread | undefined) {
    this.told = entry
    this.python ||= entry?.python ?? false
  }

  get name(): string {
    return this.told?.name ?? this.systemName
  }

  /** Infinity while it lives. The activity reader looks more often than the sampler. */
  get endNs(): number {
    const endedNs = Math.min(this.endedNs, this.process.endNs)
    return Number.isFinite(endedNs) && this.lastNs > this.startNs ? Math.min(endedNs, this.lastNs) : endedNs
  }
}
