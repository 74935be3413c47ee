import { sum } from '../../../contract/statistics.ts'
import type { Evidence } from '../evidence.ts'
import { purposes } from '../stacks.ts'
import { ACTIVE, workSeconds } from '../time.ts'

/** What it costs to hand work from one process or thread to another. */
export interface HandOver {
  /** Share of the running samples that hand over, and that do the user's own work. */
  readonly share: number
  readonly work: number
  /** Running samples of Python stacks. */
  readonly samples: number
  /** Writes to pipes, sockets and files, and bytes a write. */
  readonly writes: number
  readonly writesPerSecond: number
  readonly bytesPerWrite: number
  readonly bytes: number
  readonly cpuPerWrite: number
}

export function handOverOf(evidence: Evidence): HandOver {
  const counts = purposes(evidence.threads, ACTIVE)
  const writes = sum(evidence.processes.map(({ io }) => io.writes))
  const bytes = sum(evidence.processes.map(({ io }) => io.writtenBytes))
  return {
    share: counts['hand-over'] / counts.all,
    work: counts.work / counts.all,
    samples: counts.all,
    writes,
    writesPerSecond: writes / workSeconds(evidence),
    bytes,
    bytesPerWrite: bytes / writes,
    cpuPerWrite: evidence.cpuSeconds / writes,
  }
}

/** Chosen: fewer say little of what a program does. */
export const MIN_SAMPLES = 15
/**
 * A message of this size costs as much for its bytes as for being sent: 64 KiB are the buffer of a pipe (source: pipe(7)), and
 * below it a message is one call.
 */
export const LARGE_MESSAGE = 64 * 1024
