import { sum } from '../../../contract/statistics.ts'
import type { FunctionEvidence } from '../evidence.ts'
import { chunkOf, isApart, medianOf, numberOr, othersOf, type Way } from '../ways.ts'

/** What it costs to hand the work to other workers, beside the work itself. */
export interface Overhead {
  readonly way: Way
  /** CPU seconds above the loop's, in all. */
  readonly seconds: number
  /** The same without the start of the workers, as far as that is known: it lasts until their first item, and computes at most as long. */
  readonly withoutStart: number
  /** Share of the CPU time that `seconds` are, 0..1. */
  readonly share: number
  /** Bytes that went to the workers and back, in all; NaN where they were not measured. */
  readonly bytes: number
  /** Bytes of one message: of a chunk of items, or of its results. */
  readonly bytesAMessage: number
  /** Making and reading the pickles; NaN where that was not measured. */
  readonly serialiseSeconds: number
}

/** Overhead of a way, by CPU time: the cores that it did not get do not count, nor do waits for the GIL. */
export function overheadOf(way: Way, loop: Way, { inspection }: FunctionEvidence): Overhead {
  const start = way.summary.workerStartMedian * way.variant.workers
  const seconds = Math.max(0, way.summary.cpuMedian - loop.summary.cpuMedian)
  const bytes = medianOf(way, ({ pickledBytes }) =>
    pickledBytes === undefined || 'missing' in pickledBytes ? undefined : sum([pickledBytes.in, pickledBytes.out]),
  )
  const messages = (2 * inspection.inputs.count) / chunkOf(way)
  return {
    way,
    seconds,
    withoutStart: Math.max(0, seconds - start),
    share: seconds / way.summary.cpuMedian,
    bytes,
    bytesAMessage: bytes / messages,
    serialiseSeconds: medianOf(way, (trial) => numberOr(trial.serialiseSeconds)),
  }
}

/** Of the ways whose workers get their items sent, those with the smallest chunks: the way a pool is used at first. */
export function plainPools(evidence: FunctionEvidence): readonly Way[] {
  const apart = othersOf(evidence).filter(isApart)
  return apart.filter((way) =>
    apart.every((other) => other.variant.model !== way.variant.model || chunkOf(other) >= chunkOf(way)),
  )
}

/** A message of this size costs as much for its bytes as for being sent: the buffer of a pipe (source: pipe(7)). */
export const LARGE_MESSAGE = 64 * 1024
