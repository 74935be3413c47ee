import type { CoreColumn } from './frame-columns.ts'
import type { Frame } from './frame.ts'

/** Part of a core's time: one of its counters, or `busy`: user and system time and, where it is told apart, interrupts. */
export type CorePart = 'busy' | CoreColumn

/**
 * Share of the time between two frames that each core spent in `part`: 0..1, one entry a core, NaN where unknown. Where
 * the system counts in ticks of 10 ms, a share at 20 Hz comes in steps of a fifth, and a core that was busy throughout
 * may seem to have done more than there was time for: clamped.
 */
export function coreShares(before: Frame, after: Frame, part: CorePart): Float64Array {
  const counters: readonly CoreColumn[] = part === 'busy' ? ['user', 'system'] : [part]
  const elapsed = elapsedNs(before, after)
  return after.cores.user.map((_, core) => {
    let ns = 0
    for (const counter of counters) ns += growth(before, after, counter, core)
    if (part === 'busy') ns += growth(before, after, 'interrupt', core) || 0
    return clamp(ns / elapsed, 1)
  })
}

/**
 * Nanoseconds of a counter over elapsed time, one entry a row of `after.tasks`. Of CPU time, 1 is one whole core, and a
 * process with busy threads has more; of run queue time, 1 is one thread that was ready throughout and had no core.
 * NaN where the task is not in `before`, the counter is unknown, or the frames are of two generations.
 */
export function taskShares(before: Frame, after: Frame, counter: 'cpuNs' | 'runQueueNs' = 'cpuNs'): Float64Array {
  const rows = new Map<number, number>()
  if (before.generation === after.generation) before.tasks.index.forEach((index, row) => rows.set(index, row))
  const elapsed = elapsedNs(before, after)
  return after.tasks[counter].map((ns, row) => {
    const was = before.tasks[counter][rows.get(after.tasks.index[row]!) ?? -1] ?? NaN
    return clamp((ns - was) / elapsed, Infinity)
  })
}

function growth(before: Frame, after: Frame, counter: CoreColumn, core: number): number {
  return (after.cores[counter][core] ?? NaN) - (before.cores[counter][core] ?? NaN)
}

/** Elapsed time; NaN unless `after` is the later frame. */
function elapsedNs(before: Frame, after: Frame): number {
  return after.tNs > before.tNs ? after.tNs - before.tNs : NaN
}

/** Clamps to 0..max; NaN stays NaN. */
function clamp(share: number, max: number): number {
  return Math.min(Math.max(share, 0), max)
}
