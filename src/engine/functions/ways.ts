import { ACTIVITIES, type Activity } from '../../contract/activity.ts'
import { lockOf } from '../../contract/model.ts'
import type { ModelSummary, TrialResult, Variant } from '../../contract/run.ts'
import { median, sum } from '../../contract/statistics.ts'
import { ACTIVE } from '../diagnosis/time.ts'
import type { FunctionEvidence } from './evidence.ts'

/** A variant that called the function at least once without a failure. */
export interface Way {
  readonly variant: Variant
  readonly summary: ModelSummary
  /** Those that did not fail; at least one. */
  readonly trials: readonly TrialResult[]
}

/** Variants with a result, in the plan's order. */
export function waysOf({ plan, results, summary }: FunctionEvidence): readonly Way[] {
  return plan.variants.flatMap((variant) => {
    const row = summary.find((candidate) => candidate.variant === variant.id)
    const trials = results.filter((trial) => trial.variant === variant.id && !hasFailed(trial))
    return row === undefined || trials.length === 0 ? [] : [{ variant, summary: row, trials }]
  })
}

export function hasFailed({ failed, died }: TrialResult): boolean {
  return failed !== undefined || died !== undefined
}

/** The loop: the way that the others are compared with; undefined where it has no result. */
export function loopOf(evidence: FunctionEvidence): Way | undefined {
  return waysOf(evidence).find(({ variant }) => variant.baseline)
}

/** All ways but the loop. */
export function othersOf(evidence: FunctionEvidence): readonly Way[] {
  return waysOf(evidence).filter(({ variant }) => !variant.baseline)
}

/** Workers share an interpreter and run at the same time, as threads. */
export function isThreads({ variant }: Way): boolean {
  return variant.sharesInterpreter && variant.kind !== 'coroutine' && variant.kind !== 'sequential'
}

/** Tasks of one event loop. */
export function isCoroutines({ variant }: Way): boolean {
  return variant.kind === 'coroutine'
}

/** Each worker has an interpreter of its own: what it gets is sent to it. */
export function isApart({ variant }: Way): boolean {
  return !variant.sharesInterpreter
}

/** The lock that its workers take turns with, if any. */
export function turnsWith({ variant }: Way, { runtime }: FunctionEvidence): string | undefined {
  return lockOf(variant, runtime)
}

/** Items handed over at once: 1 where nothing else was chosen. */
export function chunkOf({ variant, trials: [trial] }: Way): number {
  return variant.chunk ?? trial?.chunk ?? 1
}

/** Median over the trials that have the number; NaN where none has. */
export function medianOf(
  { trials }: Pick<Way, 'trials'>,
  numberOf: (trial: TrialResult) => number | undefined,
): number {
  return median(trials.map((trial) => numberOf(trial) ?? NaN).filter((value) => !Number.isNaN(value)))
}

/** A number that may be missing with its reason: NaN then. */
export function numberOr(value: number | { readonly missing: string } | undefined): number {
  return typeof value === 'number' ? value : NaN
}

/** Seconds of all threads together in any of the activities; NaN where they were not read. */
export function secondsIn(way: Pick<Way, 'trials'>, activities: readonly Activity[]): number {
  return medianOf(way, ({ stateSeconds }) =>
    stateSeconds === undefined || 'missing' in stateSeconds
      ? undefined
      : sum(activities.map((activity) => stateSeconds[activity] ?? 0)),
  )
}

/** Mean number of threads in any of the activities; NaN where they were not read. */
export function threadsIn(way: Pick<Way, 'trials'>, activities: readonly Activity[]): number {
  return medianOf(way, (trial) => secondsIn({ trials: [trial] }, activities) / trial.wallSeconds)
}

/** Share of the time in which a thread held the GIL, and mean number of threads that waited for it; NaN where it was not read. */
export function gilOf(way: Pick<Way, 'trials'>): { readonly held: number; readonly waiting: number } {
  const of = (name: 'held' | 'waiting') =>
    medianOf(way, ({ gil }) => (gil === undefined || 'missing' in gil ? undefined : gil[name]))
  return { held: of('held'), waiting: of('waiting') }
}

/** Highest number of calls under way at the same time, as a mean of a step; NaN where it was not measured. */
export function mostInFlight(way: Pick<Way, 'trials'>): number {
  return medianOf(way, ({ inFlight }) => (inFlight === undefined ? undefined : Math.max(...inFlight.counts)))
}

/** Least gain that is worth another way. Chosen: less than 10 % is of no practical use. */
export const MIN_GAIN = 1.1

/** Median of the base / median of the way: how many times as fast. */
export function speedupOver(base: Way, way: Way): number {
  return base.summary.median / way.summary.median
}

/** Whether the way is faster beyond the noise: by a tenth, and its slowest repeat is faster than the fastest of the base. A single repeat has no known noise. */
export function isFaster(way: Way, base: Way): boolean {
  if (Math.min(way.summary.trials, base.summary.trials) < 2) return false
  return speedupOver(base, way) >= MIN_GAIN && way.summary.max < base.summary.min
}

/** Whether the way is no faster than the base to speak of. */
export function isNoFaster(way: Way, base: Way): boolean {
  return speedupOver(base, way) < MAX_SAME
}

/** Ways that gain less than this do not run their calls at the same time. Chosen: two workers that do gain 2, or 1.5 on a busy machine. */
const MAX_SAME = 1.25

/** On a core, or waiting for the GIL. */
const RUNS = ACTIVE.filter((activity) => activity !== 'ready')

/** Part of the time for which the states of a thread have to be known. Chosen: short trials are seen by a few samples, or by none. */
const MIN_SEEN = 0.5

/**
 * How much a way with one call at a time computes: 1 where it never waits for something outside. The time without a free core is
 * left aside, since work that computes and work that waits both may have it; so are the interpreter's own threads, which wait.
 */
export function demandOf(way: Way): number {
  const active = secondsIn(way, RUNS)
  const isSeen = secondsIn(way, ACTIVITIES) >= MIN_SEEN * way.summary.median
  return isSeen ? active / Math.max(active, ownSeconds(way)) : Math.min(1, way.summary.effectiveParallelism)
}

/** Share of its time in which such a way waits for a disk; NaN where that is not known. */
export function diskShareOf(way: Way): number {
  const disk = secondsIn(way, ['disk'])
  return disk / Math.max(disk, ownSeconds(way))
}

/** Wall time in which a thread of the way was not kept waiting for a core. */
function ownSeconds(way: Way): number {
  return medianOf(way, (trial) => trial.wallSeconds - secondsIn({ trials: [trial] }, ['ready']))
}

/** Least demand of work that computes, and highest of work that waits. Chosen: between them, both decide. */
export const COMPUTES = 0.5
export const WAITS = 0.4

/** Share of the time of a loop that waits for a disk, from which the disk decides. Chosen, as in `coreglow watch`. */
export const DISK_DECIDES = 0.3

/** Shortest time whose states are judged, seconds. Chosen: 20 samples at 200 Hz; and what takes less is not worth workers. */
export const MIN_JUDGED = 0.1

/** Cores that the workers could use at the same time. */
export function coresPossible({ plan, cores }: Pick<FunctionEvidence, 'plan' | 'cores'>): number {
  return Math.min(plan.workers, Math.max(1, Math.floor(cores)))
}

/**
 * CPU time of threads over the loop's, and the part of it for each item, up to which the rest is the cost of handing items over.
 * Chosen: taking an item from a pool's queue costs 0.05 ms (measured with CPython 3.11); what costs more than 20 times that is the work.
 */
const MAX_CPU = 2
const MAX_HAND_OVER = 0.001

/** Whether most of the threads' CPU time goes into handing items over, and not into the work: what they wait for says nothing of that then. */
export function mostlyHandsOver(threads: Way, loop: Way, { inspection }: FunctionEvidence): boolean {
  const [cpu, work] = [threads.summary.cpuMedian, loop.summary.cpuMedian]
  return cpu > MAX_CPU * work + MIN_JUDGED && (cpu - work) / inspection.inputs.count <= MAX_HAND_OVER
}

/** Wall seconds of the loop for each item. */
export function secondsAnItem(loop: Way, { inspection }: FunctionEvidence): number {
  return loop.summary.median / inspection.inputs.count
}

/** Whether the results of a way were found to be the loop's, or could not be compared. */
export function agrees({ variant }: Way, { agreement }: FunctionEvidence): boolean {
  return !agreement.differs.some((difference) => difference.variant === variant.id && difference.how === 'value')
}

/** The fastest of some ways; undefined for none. */
export function fastest(ways: readonly Way[]): Way | undefined {
  return ways.toSorted((a, b) => a.summary.median - b.summary.median)[0]
}
