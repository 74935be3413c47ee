import { ACTIVITY_LABELS, type Activity } from '../../../contract/activity.ts'
import { formatSeconds } from '../../../contract/text.ts'
import type { Place } from '../../../contract/finding.ts'
import type { Evidence, ThreadEvidence, WaitEvidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { isUserFrame } from '../stacks.ts'

/** Time without progress. Chosen: longer than a pause of a collector or a disk, and short enough to be found within five seconds. */
const MIN_SECONDS = 2
/** Cores that count as none: Python's own bookkeeping and the looks of the sampler. Chosen. */
const MAX_CORES = 0.03
/** The edges of what a thread does are as exact as the samples. Chosen: two windows of the activity reader. */
const SLACK = 0.1

/** Waits that only a thread of the program ends. A pipe may end outside of it, and a child that runs will end. */
const CHAINED = new Set<Activity>(['lock', 'task', 'file-lock'])

interface Blocked {
  readonly thread: ThreadEvidence
  readonly wait: WaitEvidence
}

/** No progress, and all wait for each other: whatever lives waits for something of the program, and nothing of it can come. */
export const deadlock: Rule = (evidence) => {
  const blocked = evidence.threads
    .flatMap((thread) => (thread.longestWait === undefined ? [] : [{ thread, wait: thread.longestWait }]))
    .filter(({ wait }) => wait.to - wait.from >= MIN_SECONDS)
  const chain = blocked.filter(({ wait }) => CHAINED.has(wait.activity) && wait.timed !== true)
  const isBlocked = (thread: ThreadEvidence) => blocked.some((one) => one.thread === thread)
  const from = Math.max(...blocked.map(({ wait }) => wait.from))
  const to = Math.min(...blocked.map(({ wait }) => wait.to))
  if (chain.length === 0 || blocked.some(endsByItself) || !(to - from >= MIN_SECONDS)) return undefined
  if (
    evidence.threads.some((thread) => !isBlocked(thread) && couldProgress(thread, from, to)) ||
    !isQuiet(evidence, from, to)
  )
    return undefined
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
      .flatMap(({ wait }) => placeOf(wait))
      .filter(isFirst)
      .slice(0, 3),
    suggestion: suggestionOf(evidence, chain),
    strength: 0.99,
  }
}

/** Whether the thread did something between the two moments, or waited for something outside the program. */
function couldProgress(thread: ThreadEvidence, from: number, to: number): boolean {
  const lived = Math.min(thread.end, to) - Math.max(thread.start, from)
  return lived > SLACK && (thread.activity.idle ?? 0) < lived - SLACK
}

/** A wait with a time limit, for a lock or in `Event.wait`, is a pause: the thread goes on after it. One for a task is none. */
function endsByItself({ wait }: Blocked): boolean {
  if (wait.timed !== true) return false
  const above = wait.frames.slice(0, Math.max(0, wait.frames.findIndex(isUserFrame)))
  return wait.activity === 'lock' || (wait.activity === 'task' && above.every(({ function: name }) => name === 'wait'))
}

function isQuiet({ course }: Evidence, from: number, to: number): boolean {
  const first = Math.ceil(from / course.stepSeconds)
  const busy = course.coresBusy.slice(first, Math.floor(to / course.stepSeconds))
  return busy.every((cores) => !(cores > MAX_CORES))
}

function describe({ processes }: Evidence, { thread, wait }: Blocked): string {
  const process = thread.process === 0 ? '' : ` of process ${processes[thread.process]?.pid}`
  const [place] = placeOf(wait)
  const where = place === undefined ? '' : ` in ${place.function} (line ${place.line})`
  return `${thread.name}${process} ${ACTIVITY_LABELS[wait.activity]}${where}`
}

function placeOf(wait: WaitEvidence): Place[] {
  const frame = wait.frames.find(isUserFrame)
  return frame === undefined ? [] : [{ function: frame.function, file: frame.file, line: frame.line }]
}

function isFirst(place: Place, position: number, places: readonly Place[]): boolean {
  return places.findIndex(({ file, line }) => file === place.file && line === place.line) === position
}

/** A child that alone waits for a lock got it from its parent by `fork`, locked, without the thread that would release it. */
function suggestionOf(evidence: Evidence, chain: readonly Blocked[]): string {
  const alone = chain.find(({ thread, wait }) => {
    const others = evidence.threads.filter((one) => one.process === thread.process && one !== thread)
    return wait.activity === 'lock' && thread.process > 0 && others.length === 0
  })
  return alone === undefined
    ? 'Take locks in the same order everywhere, give waits a time limit, and read what a child writes before waiting for its end.'
    : 'The child has no other thread that could release the lock: it was forked while a thread of its parent held it. Start processes with "spawn" or "forkserver", or before any thread.'
}
