import type { CoreColumns, Frame } from './frame.ts'

/** Shares of the time between two frames, 0..1, one entry a core; NaN where unknown. `busy` is user and system. */
export interface CoreShares {
  readonly busy: Float64Array
  readonly user: Float64Array
  readonly system: Float64Array
  readonly iowait: Float64Array
  readonly steal: Float64Array
}

/**
 * What each core of `after` did since `before`. Where the system counts in ticks of 10 ms, a share at 20 Hz comes in
 * steps of a fifth, and a core that was busy throughout may seem to have done more than there was time for: clamped.
 */
export function coreShares(before: Frame, after: Frame): CoreShares {
  const shares = (...fields: readonly (keyof CoreColumns)[]) =>
    after.cores.user.map((_, core) => {
      let ns = 0
      for (const field of fields) ns += (after.cores[field][core] ?? NaN) - (before.cores[field][core] ?? NaN)
      return clamp(ns / elapsedNs(before, after), 1)
    })
  return {
    busy: shares('user', 'system'),
    user: shares('user'),
    system: shares('system'),
    iowait: shares('iowait'),
    steal: shares('steal'),
  }
}

/**
 * CPU time over elapsed time of each row of `after.tasks`: 1 is one whole core, a process with busy threads has more.
 * NaN where the task is not in `before`, or the frames are of two generations.
 */
export function taskShares(before: Frame, after: Frame): Float64Array {
  const rows = new Map<number, number>()
  if (before.generation === after.generation) before.tasks.index.forEach((index, row) => rows.set(index, row))
  return after.tasks.cpuNs.map((cpuNs, row) => {
    const was = before.tasks.cpuNs[rows.get(after.tasks.index[row]!) ?? -1] ?? NaN
    return clamp((cpuNs - was) / elapsedNs(before, after), Infinity)
  })
}

/** NaN unless `after` is the later one. */
function elapsedNs(before: Frame, after: Frame): number {
  return after.tNs > before.tNs ? after.tNs - before.tNs : NaN
}

/** Keeps NaN. */
function clamp(share: number, max: number): number {
  return Math.min(Math.max(share, 0), max)
}
