import { sum } from '../../../contract/statistics.ts'
import { formatCount, formatShare } from '../../../contract/text.ts'
import type { Evidence, ThreadEvidence } from '../evidence.ts'
import type { Rule, Verdict } from '../rule.ts'
import { placesOf } from '../stacks.ts'
import { ACTIVE, coresBusy, lifeOf, OUTSIDE, shareIn, shareOfSteps, workSeconds } from '../time.ts'
import { hasLoop, MIN_LIFE } from '../workers.ts'

/** Workers that make it a program that wants to do things at the same time. Chosen: two may be a helper and its twin. */
const MIN_WORKERS = 3
/** Part of the time in which two tasks may be in flight, by chance and by the edges of the steps. Chosen. */
const MAX_TOGETHER = 0.1
/** More in flight than this in a step of the course is two at once: means of a step with one task stay at one. */
const TOGETHER = 1.5
/** The first thread waits for the tasks, or does them, for most of the time. */
const MIN_BUSY = 0.5
/** Waits of one coroutine, one after the other. Chosen: a program that waits once or twice has nothing to overlap. */
const MIN_WAITS = 5

/** Never two tasks in flight, though there are several workers, threads or coroutines. */
export const serial: Rule = (evidence) => serialWorkers(evidence) ?? serialCoroutines(evidence)

function serialWorkers(evidence: Evidence): Verdict | undefined {
  const began = sum(evidence.births.filter(isOfProgram(evidence)).map(({ count }) => count))
  const main = evidence.threads.find((thread) => thread.main && thread.process === 0)
  const together = shareOfSteps(evidence, 'inFlight', (tasks) => tasks >= TOGETHER)
  if (main === undefined || !(began >= MIN_WORKERS && together <= MAX_TOGETHER && workSeconds(evidence) >= MIN_LIFE))
    return undefined
  const waitsForThem = shareIn(main, ['task', 'child'])
  const doesThem = shareIn(main, [...ACTIVE, ...OUTSIDE])
  if (!(waitsForThem + doesThem >= MIN_BUSY)) return undefined
  const own = doesThem > waitsForThem
  const what = own
    ? `the first thread did the work itself ${formatShare(doesThem)} of the time`
    : `the first thread waited for each task before it began the next, ${formatShare(waitsForThem)} of its time`
  return {
    id: 'serial',
    text: `Nothing ever ran at the same time: ${formatCount(began)} workers were started, but never two of them had work at once; ${what}.`,
    evidence: [...inFlightEvidence(evidence, together), { label: 'workers started', value: began, unit: '' }],
    where: placesOf([main], own ? [...ACTIVE, ...OUTSIDE] : ['task', 'child', 'lock']),
    suggestion: own
      ? 'Pass the function itself (target=f, args=(x,)), not the result of calling it.'
      : 'Start all tasks first, and wait for them afterwards: join() or result() in a second loop, or map().',
    strength: gainOf(evidence, began),
  }
}

/** Births of workers of the program itself: interpreters and their threads, not the commands of a start script. */
function isOfProgram({ processes }: Evidence) {
  return ({ kind, process, name }: Evidence['births'][number]) => {
    const parent = process === undefined ? undefined : processes[process]
    return (
      kind === 'thread' ||
      parent === undefined ||
      parent.name === name ||
      processes.some((one) => one.parent === process && one.python !== undefined)
    )
  }
}

function serialCoroutines(evidence: Evidence): Verdict | undefined {
  const loop = evidence.threads.find((thread) => isSerialLoop(evidence, thread))
  const process = evidence.processes[loop?.process ?? -1]
  if (loop === undefined || process === undefined) return undefined
  const idle = shareIn(loop, ['loop'])
  return {
    id: 'serial',
    text: `Nothing ever ran at the same time: the event loop had ${process.coroutines.mean.toFixed(1)} coroutines on average and was idle ${formatShare(idle)} of the time, in ${formatCount(loop.blocks)} waits one after the other.`,
    evidence: [
      { label: 'coroutines pending, a mean', value: process.coroutines.mean, unit: '' },
      { label: 'share of the time in which the event loop was idle', value: idle, unit: 'share' },
      { label: 'waits', value: loop.blocks, unit: '' },
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
    thread.blocks >= MIN_WAITS &&
    shareIn(thread, ['loop']) >= MIN_BUSY &&
    lifeOf(thread) >= MIN_LIFE
  )
}

function inFlightEvidence({ course }: Evidence, together: number) {
  return [
    { label: 'tasks in flight, at most', value: Math.max(0, ...course.inFlight), unit: '' },
    { label: 'share of the time with two or more in flight', value: together, unit: 'share' },
  ]
}

/** Waits can all overlap; work can use as many cores as there are. */
function gainOf(evidence: Evidence, workers: number): number {
  const busy = Math.min(1, coresBusy(evidence))
  return busy * (1 - 1 / Math.min(workers, evidence.usableCores)) + (1 - busy) * (1 - 1 / workers)
}
