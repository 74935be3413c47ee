import { sum } from '../../../contract/statistics.ts'
import { formatCount, formatShare } from '../../../contract/text.ts'
import type { BirthEvidence, Evidence, ThreadEvidence } from '../evidence.ts'
import type { Rule, Verdict } from '../rule.ts'
import { placesOf } from '../stacks.ts'
import { ACTIVE, demand, lifeOf, OUTSIDE, shareIn, shareOfSteps } from '../time.ts'
import { hasLoop, MIN_LIFE } from '../workers.ts'

/** Workers that make it a program that wants to do things at the same time. Chosen: two may be a helper and its twin. */
const MIN_WORKERS = 3
/** Part of the time in which two tasks may be in flight, by chance and by the edges of the steps. Chosen. */
const MAX_TOGETHER = 0.1
/** More in flight than this in a step of the timeline is two at once: means of a step with one task stay at one. */
const TOGETHER = 1.5
/** The first thread waits for the tasks, or does them, for most of the time. */
const MIN_BUSY = 0.5
/** Lives of workers that got nothing to do, seconds. Chosen: one sample of the sampler at 20 Hz. */
const MAX_LIFE = 0.05
/** Waits of one coroutine, one after the other. Chosen: a program that waits once or twice has nothing to overlap. */
const MIN_WAITS = 5
/** Part of the time that would be won. Chosen: work that has one core only wins nothing by being done at the same time. */
const MIN_GAIN = 0.1
/** Part of the workers' lives in which it may be unknown what they did. Chosen. */
const MAX_UNSEEN = 0.2

/** Never two tasks in flight, though there are several workers, threads or coroutines. */
export const serial: Rule = (evidence) => serialWorkers(evidence) ?? serialCoroutines(evidence)

function serialWorkers(evidence: Evidence): Verdict | undefined {
  const main = evidence.threads.find((thread) => thread.main && thread.process === 0)
  const { count, idle } = workersBegun(evidence)
  const together = togetherShare(evidence)
  if (main === undefined || !(count >= MIN_WORKERS && together <= MAX_TOGETHER && unseenShare(evidence) <= MAX_UNSEEN))
    return undefined
  const waitsForThem = shareIn(main, ['task', 'child'])
  const doesThem = idle ? shareIn(main, [...ACTIVE, ...OUTSIDE]) : 0
  if (!(waitsForThem + doesThem >= MIN_BUSY && lifeOf(main) >= MIN_LIFE)) return undefined
  const gain = gainOf(evidence, count)
  if (!(gain >= MIN_GAIN)) return undefined
  const own = doesThem > waitsForThem
  const what = own
    ? `they ended at once, and the first thread did the work itself, ${formatShare(doesThem)} of the time`
    : `the first thread waited for each task before it began the next, ${formatShare(waitsForThem)} of its time`
  return {
    id: 'serial',
    text: `Nothing ever ran at the same time: ${formatCount(count)} workers were started, but never two of them had work at once; ${what}.`,
    evidence: [...inFlightEvidence(evidence, together), { label: 'workers started', value: count, unit: '' }],
    where: placesOf([main], own ? [...ACTIVE, ...OUTSIDE] : ['task', 'child', 'lock']),
    suggestion: own
      ? 'Pass the function itself (target=f, args=(x,)), not the result of calling it.'
      : 'Start all tasks first, and wait for them afterwards: join() or result() in a second loop, or map().',
    strength: gain,
  }
}

/** Workers of the program itself that began, threads too short to be seen included, and whether they lived for a moment only. */
function workersBegun(evidence: Evidence): { readonly count: number; readonly idle: boolean } {
  const births = evidence.births.filter((birth) => isOfProgram(evidence, birth))
  const threads = sum(
    births.filter(({ kind, process }) => kind === 'thread' && process === 0).map(({ count }) => count),
  )
  const unseen = Math.max(0, (evidence.processes[0]?.threadsBegun ?? 0) - threads)
  return {
    count: sum(births.map(({ count }) => count)) + unseen,
    idle: births.every(({ medianLifetime }) => medianLifetime <= MAX_LIFE),
  }
}

/** Births of the program's own kind: interpreters and their threads, not the commands of a start script. */
function isOfProgram({ processes }: Evidence, { kind, process }: BirthEvidence): boolean {
  const parent = process === undefined ? undefined : processes[process]
  if (kind === 'thread') return parent?.python !== undefined
  return processes.some((one) => one.parent === process && one.python !== undefined)
}

/** Share of the threads' lives in which it is unknown what they did, 0..1. */
function unseenShare({ threads, seconds }: Evidence): number {
  const lives = threads.map(({ start, end }) => Math.min(end, seconds) - start)
  const seen = threads.map((thread) => lifeOf(thread) - (thread.activity.unknown ?? 0))
  return 1 - sum(seen) / sum(lives)
}

function serialCoroutines(evidence: Evidence): Verdict | undefined {
  if (!(togetherShare(evidence) <= MAX_TOGETHER)) return undefined
  const loop = evidence.threads.find((thread) => isSerialLoop(evidence, thread))
  const process = evidence.processes[loop?.process ?? -1]
  if (loop === undefined || process === undefined) return undefined
  const idle = shareIn(loop, ['loop'])
  return {
    id: 'serial',
    text: `Nothing ever ran at the same time: the event loop had ${process.coroutines.mean.toFixed(1)} coroutines on average and was idle ${formatShare(idle)} of the time, in ${formatCount(loop.voluntarySwitches)} waits one after the other.`,
    evidence: [
      { label: 'coroutines pending, a mean', value: process.coroutines.mean, unit: '' },
      { label: 'share of the time in which the event loop was idle', value: idle, unit: 'share' },
      { label: 'waits', value: loop.voluntarySwitches, unit: '' },
    ],
    where: placesOf([loop], ['loop']),
    suggestion: 'Start the coroutines together and await them all: asyncio.gather() or a TaskGroup.',
    strength: idle * 0.9,
  }
}

function isSerialLoop({ processes }: Evidence, thread: ThreadEvidence): boolean {
  const { mean } = processes[thread.process]?.coroutines ?? { mean: NaN }
  return (
    hasLoop(thread) &&
    mean > 0.5 &&
    mean <= TOGETHER &&
    thread.voluntarySwitches >= MIN_WAITS &&
    shareIn(thread, ['loop']) >= MIN_BUSY &&
    lifeOf(thread) >= MIN_LIFE
  )
}

/** Share of the time with two tasks or more in flight. */
function togetherShare(evidence: Evidence): number {
  return shareOfSteps(evidence, 'inFlight', (tasks) => tasks >= TOGETHER)
}

function inFlightEvidence({ timeline }: Evidence, together: number) {
  return [
    { label: 'tasks in flight, at most', value: Math.max(0, ...timeline.inFlight), unit: '' },
    { label: 'share of the time with two or more in flight', value: together, unit: 'share' },
  ]
}

/** Waits can all overlap; work can use as many cores as there are. */
function gainOf(evidence: Evidence, workers: number): number {
  const busy = demand(evidence)
  return busy * (1 - 1 / Math.min(workers, evidence.usableCores)) + (1 - busy) * (1 - 1 / workers)
}
