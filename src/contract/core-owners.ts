/**
 * Who uses a core, and who has it: one rule for the screen, cards, videos and traces. Every share is a mean over the same
 * interval, be that one sample or a column of a picture.
 */

/** Part of a core that a worker used over an interval. */
export interface CoreUse {
  readonly core: number
  /** Index of the worker, 0 for the first. */
  readonly index: number
  /** 1 is the whole core. */
  readonly share: number
}

/** A worker and its share of a core. */
export type CoreUser = Omit<CoreUse, 'core'>

/** Least share of a core with which a worker is said to use it. Chosen: 2 ms of a sample at 20 Hz; starting a thread costs less. */
export const MIN_USER_SHARE = 0.04

/**
 * Least part of a core's busy time that the workers together must have used for one of them to have it; else the core was
 * busy for others. Chosen: Linux counts a core's time in ticks of 10 ms, a fifth of a sample at 20 Hz, so a worker that is
 * alone on a core and has a tenth of it may be seen beside a busy share of three tenths.
 */
export const MIN_WORKERS_PART = 0.3

export interface CoreUsage {
  /** Workers that use the core, the one with most of it first: that one however little it is, where all together are enough. */
  readonly users: readonly CoreUser[]
  /** The first of them; undefined where there is none, or the core was busy for others. */
  readonly owner: number | undefined
}

/** `shares`: of one core, by worker; `busy`: share of the time that the core was busy, NaN where unknown. */
export function coreUsage(shares: Iterable<readonly [index: number, share: number]>, busy: number): CoreUsage {
  const ranked = Array.from(shares, ([index, share]) => ({ index, share })).toSorted(
    (a, b) => b.share - a.share || a.index - b.index,
  )
  const total = ranked.reduce((sum, { share }) => sum + share, 0)
  if (total < MIN_USER_SHARE) return { users: [], owner: undefined }
  return {
    users: ranked.filter(({ share }, rank) => rank === 0 || share >= MIN_USER_SHARE),
    owner: total < MIN_WORKERS_PART * (busy || 0) ? undefined : ranked[0]?.index,
  }
}

/** Lifetime of something, ns; without an end it is still alive. */
interface Life {
  readonly startNs: number
  readonly endNs?: number
}

/** Part of an interval in which a task was one of its workers. */
export interface LifePart<Worker> {
  readonly worker: Worker
  readonly startNs: number
  readonly endNs: number
  /** Times the task's mean share over the interval, this is the worker's share while the part lasted. */
  readonly scale: number
}

/**
 * Divides the time of a task between two samples among the workers that it was meanwhile, one after the other or several
 * at once, each by how long it lived; time in which it was none of them is left out.
 */
export function divideTime<Worker extends Life>(
  workers: readonly Worker[],
  fromNs: number,
  toNs: number,
): LifePart<Worker>[] {
  const parts = workers
    .map((worker) => ({
      worker,
      startNs: Math.max(worker.startNs, fromNs),
      endNs: Math.min(worker.endNs ?? Infinity, toNs),
    }))
    .filter(({ startNs, endNs }) => endNs > startNs)
  const livedNs = parts.reduce((sum, { startNs, endNs }) => sum + endNs - startNs, 0)
  const scale = (toNs - fromNs) / Math.max(livedNs, toNs - fromNs)
  return parts.map((part) => Object.assign(part, { scale }))
}
