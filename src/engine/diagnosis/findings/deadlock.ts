import { ACTIVITY_LABELS, type Activity } from '../../../contract/activity.ts'
import { formatSeconds } from '../../../contract/text.ts'
import { sum } from '../../../contract/statistics.ts'
import type { Place } from '../../../contract/finding.ts'
import type { Evidence, ThreadEvidence, WaitEvidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { isUserFrame, nameOf, placeOf } from '../stacks.ts'
import { lifeOf } from '../time.ts'

/** Time without progress. Chosen: longer than a pause of a collector or a disk, and short enough to be found within five seconds. */
const MIN_SECONDS = 2
/** Cores that count as none: Python's own bookkeeping and the looks of the sampler. Chosen. */
const MAX_CORES = 0.03
/** The edges of what a thread does are as exact as the samples. Chosen: two windows of the activity reader. */
const SLACK = 0.1

/** Waits that only a thread of the program ends. A pipe may lead out of it, and a child that runs will end. */
const CHAINED = new Set<Activity>(['lock', 'task', 'file-lock'])

interface Blocked {
  readonly thread: ThreadEvidence
  readonly wait: WaitEvidence
}

/** No progress, and all wait for each other: whatever lives waits for something of the program, and nothing of it can come. */
export const deadlock: Rule = (evidence) => {
  const { threads, seconds } = evidence
  const blocked = threads
    .flatMap((thread) => (thread.longestWait === undefined ? [] : [{ thread, wait: thread.longestWait }]))
    .filter(({ wait }) => wait.to - wait.from >= MIN_SECONDS)
  const chain = blocked.filter((one) => isChained(one))
  const to = Math.min(...blocked.map(({ wait }) => wait.to))
  // Whatever else had work, or waited for something outside the program, has to be gone.
  const others = threads.filter(
    (thread) => !blocked.some((one) => one.thread === thread) && hadWork(thread) && thread.start < to,
  )
  const from = Math.max(...blocked.map(({ wait }) => wait.from), ...others.map(({ end }) => Math.min(end, seconds)))
  const pauses = blocked.some((one) => isPause(evidence, one))
  if (chain.length === 0 || pauses || !(to - from >= MIN_SECONDS && isQuiet(evidence, from, to))) return undefined
  return {
    id: 'deadlock',
    text: `Nothing has moved for ${formatSeconds(to - from)}: ${blocked
      .slice(0, 3)
      .map((one) => describe(evidence, one))
      .join('; ')}.`,
    evidence: [
      { label: 'time without progress', value: to - from, unit: 's' },
      { label: 'threads that wait for others of the program', value: blocked.length, unit: '' },
    ],
    where: [...chain, ...blocked]
      .flatMap(({ wait }) => wait.frames.find(isUserFrame) ?? [])
      .map(placeOf)
      .filter(isFirst)
      .slice(0, 3),
    suggestion: suggestionOf(evidence, chain),
    strength: 0.99,
  }
}

/** Whether the thread was ever anything but idle. */
function hadWork(thread: ThreadEvidence): boolean {
  return (thread.activity.idle ?? 0) < lifeOf(thread) - SLACK
}

/** Whether only another thread of the program ends it. The first thread's `Event.wait()` may be ended by Ctrl+C, as it is meant to be. */
function isChained({ thread, wait }: Blocked): boolean {
  if (wait.activity === 'pipe') return wait.inside === true
  return CHAINED.has(wait.activity) && wait.timed !== true && !(thread.main && isEventWait(wait))
}

/**
 * Whether it ends by itself, or may do so: a wait with a time limit, and `Event.wait` and its like in a program that handles
 * signals, since a handler may set the event.
 */
function isPause({ processes }: Evidence, { wait }: Blocked): boolean {
  if (wait.activity === 'lock') return wait.timed === true
  if (!isEventWait(wait)) return false
  return wait.timed !== false || processes.some(({ handlesSignals = true }) => handlesSignals)
}

/** `Event.wait`, `Condition.wait` and its like, called by the user's code. */
function isEventWait({ activity, frames }: WaitEvidence): boolean {
  const above = frames.slice(0, Math.max(0, frames.findIndex(isUserFrame)))
  return activity === 'task' && above.length > 0 && above.every((frame) => nameOf(frame) === 'wait')
}

function isQuiet({ timeline }: Evidence, from: number, to: number): boolean {
  const first = Math.ceil(from / timeline.stepSeconds)
  const busy = timeline.coresBusy.slice(first, Math.floor(to / timeline.stepSeconds))
  // In the mean: CPU time is counted when the kernel's tick comes, so that a step may have that of the one before.
  return busy.length === 0 || !(sum(busy.filter((cores) => cores > 0)) / busy.length > MAX_CORES)
}

function describe({ processes }: Evidence, { thread, wait }: Blocked): string {
  const process = thread.process === 0 ? '' : ` of process ${processes[thread.process]?.pid}`
  const frame = wait.frames.find(isUserFrame)
  const where = frame === undefined ? '' : ` in ${frame.function} (line ${frame.line})`
  return `${thread.name}${process} ${ACTIVITY_LABELS[wait.activity]}${where}`
}

function isFirst(place: Place, position: number, places: readonly Place[]): boolean {
  return places.findIndex(({ file, line }) => file === place.file && line === place.line) === position
}

/**
 * A child that fills a pipe, or waits for input, while its parent waits for its end. And a child that alone waits for a lock got it from its parent by `fork`, locked, without the thread that would release it.
 */
function suggestionOf(evidence: Evidence, chain: readonly Blocked[]): string {
  const alone = chain.find(({ thread, wait }) => {
    const others = evidence.threads.filter((one) => one.process === thread.process && one !== thread)
    return wait.activity === 'lock' && thread.process > 0 && others.length === 0
  })
  if (chain.some(({ wait }) => wait.activity === 'pipe'))
    return 'A pipe holds 64 KiB: read what the child writes, and close its input, before waiting for its end. subprocess.run() and communicate() do both.'
  return alone === undefined
    ? 'Take locks in the same order everywhere, and give waits a time limit.'
    : 'The child has no other thread that could release the lock: it was forked while a thread of its parent held it. Start processes with "spawn" or "forkserver", or before any thread.'
}
