import {
  ACTIVITIES,
  type Activity,
  type ActivityThread,
  type ActivityWindow,
  WANTS_TO_RUN_ACTIVITIES,
} from '../../../contract/activity.ts'
import { sum } from '../../../contract/statistics.ts'
import type { StackSamples, WindowDetails } from '../../monitor/activity/activity-source.ts'
import type { FrameEvidence } from '../evidence.ts'
import { StackTable } from './frames.ts'
import type { LockBook } from './locks.ts'
import type { StackSample } from './stack-sample.ts'
import type { ProgramBook } from './program-book.ts'
import type { SeenProcess } from './seen-process.ts'
import type { SeenThread } from './seen-thread.ts'
import { addTime, timesOf, totalOf, type Times } from './times.ts'

/** Longest time that a sample of stacks stands for, ns. Chosen: ten samples at 20 Hz. */
const MAX_STEP_NS = 5e8
/** Entries of the reader's dictionary from which ended ones are dropped. */
const MAX_ENTRIES = 2000
const NO_FRAMES: readonly FrameEvidence[] = []
const WANTS_TO_RUN: ReadonlySet<Activity> = new Set(WANTS_TO_RUN_ACTIVITIES)

/** What the activity reader says of the program's threads. */
export class ActivityBook {
  private readonly book: ProgramBook
  private readonly locks: LockBook
  private readonly entries = new Map<number, ActivityThread>()
  private readonly threads = new Map<number, SeenThread>()
  private readonly table = new StackTable()
  private stacksNs = NaN

  constructor(book: ProgramBook, locks: LockBook) {
    this.book = book
    this.locks = locks
  }

  describe(threads: readonly ActivityThread[]): void {
    for (const entry of threads) {
      this.entries.set(entry.thread, entry)
      const seen = this.threads.get(entry.thread)
      if (seen !== undefined) seen.entry = entry
    }
  }

  /** @returns threads that want to run, a mean of the window */
  add(window: ActivityWindow, details: WindowDetails): number {
    const times = timesByThread(window)
    for (const [position, activityNs] of times) {
      const seen = this.threadAt(position, window.toNs - totalOf(activityNs))
      if (seen !== undefined) addTimes(seen, window, activityNs)
    }
    for (const [row, position] of details.thread.entries()) this.addDetails(window, details, row, times.get(position))
    if (this.entries.size > MAX_ENTRIES) this.forgetOthers(times)
    return sum([...times.values()].map(wanting)) / (window.toNs - window.fromNs)
  }

  addStacks({ tNs, samples }: StackSamples): void {
    const stepNs = Math.min(tNs - this.stacksNs || 0, MAX_STEP_NS)
    this.stacksNs = tNs
    const byProcess = new Map<SeenProcess, StackSample[]>()
    for (const { thread, activity, frames } of samples) {
      const seen = this.threadAt(thread, tNs)
      if (seen === undefined) continue
      const look = { thread: seen, activity: ACTIVITIES[activity]!, frames: this.table.of(frames) }
      seen.stacks.add(look.frames, look.activity)
      seen.lastActivity = look.activity
      seen.lastFrames = look.frames
      const looks = byProcess.get(seen.process) ?? []
      byProcess.set(seen.process, looks)
      looks.push(look)
    }
    for (const [process, looks] of byProcess) {
      process.startUp.look(
        tNs,
        looks.map(({ frames }) => frames),
      )
      this.locks.look(looks, stepNs)
    }
  }

  private threadAt(position: number, startNs: number): SeenThread | undefined {
    const known = this.threads.get(position)
    if (known !== undefined) return known
    const entry = this.entries.get(position)
    const thread = entry && this.book.threadOf(entry, startNs)
    if (thread !== undefined) this.threads.set(position, thread)
    return thread
  }

  private addDetails(window: ActivityWindow, details: WindowDetails, row: number, times: Times = {}): void {
    const thread = this.threads.get(details.thread[row]!)
    if (thread === undefined) return
    const blocks = details.blocks[row]!
    thread.longestRunNs = Math.max(thread.longestRunNs, details.longestRunNs[row]!)
    const gapNs = details.longestLoopGapNs[row]!
    if (!(gapNs <= thread.longestLoopGapNs))
      thread.longestLoopGapNs = Number.isNaN(gapNs) ? thread.longestLoopGapNs : gapNs
    // A wait that ended in the window was for the lock of the window before.
    const address = details.lockAddress[row]!
    const lockNs = times.lock ?? 0
    if (address !== 0) thread.lockAddress = address
    if (lockNs > 0) this.locks.add(thread, lockNs, (blocks * lockNs) / waiting(times))
    const kinds = timesOf(times)
    const only = kinds.length === 1 ? kinds[0]![0] : undefined
    const frames = thread.lastActivity === only ? thread.lastFrames : NO_FRAMES
    const { fromNs, toNs } = window
    const [timed, inside] = [details.timed?.[row], details.pipeInside?.[row]]
    thread.wait.add({ fromNs, toNs, only, blocks, timed, inside, frames })
  }

  private forgetOthers(living: ReadonlyMap<number, unknown>): void {
    for (const position of this.entries.keys()) {
      if (living.has(position)) continue
      this.entries.delete(position)
      this.threads.delete(position)
    }
  }
}

function timesByThread({ rows }: ActivityWindow): ReadonlyMap<number, Times> {
  const times = new Map<number, Times>()
  for (const [row, position] of rows.thread.entries()) {
    const ofThread = times.get(position) ?? {}
    times.set(position, ofThread)
    addTime(ofThread, ACTIVITIES[rows.activity[row]!]!, rows.ns[row]!)
  }
  return times
}

function addTimes(thread: SeenThread, { fromNs, toNs }: ActivityWindow, times: Times): void {
  for (const [activity, ns] of timesOf(times)) addTime(thread.activityNs, activity, ns)
  const livedNs = Math.min(totalOf(times), toNs - fromNs)
  // It was there before the sampler saw it.
  thread.startNs = Math.min(thread.startNs, Math.max(toNs - livedNs, thread.process.startNs))
  thread.lastNs = thread.startNs < fromNs ? fromNs + livedNs : toNs
}

function wanting(times: Times): number {
  return sum(timesOf(times).map(([activity, ns]) => (WANTS_TO_RUN.has(activity) ? ns : 0)))
}

function waiting(times: Times): number {
  return totalOf(times) - wanting(times)
}
