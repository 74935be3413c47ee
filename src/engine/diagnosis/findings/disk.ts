import { sum } from '../../../contract/statistics.ts'
import { formatBytes, formatShare } from '../../../contract/text.ts'
import type { Rule } from '../rule.ts'
import type { Evidence, StackEvidence } from '../evidence.ts'
import { placesOf, samplesIn, stacksAtLinesOf } from '../stacks.ts'
import { coresBusy, coresFree, demand, secondsIn, workSeconds } from '../time.ts'

/** Part of the time in which at least one thread waits for a disk, if they did so one after the other. Chosen. */
const MIN_SHARE = 0.3
/** Part of the time in which something computes. Chosen: with more, the disk is not what it waits for. */
const MAX_DEMAND = 0.7

/**
 * Share of the running and waiting samples at lines in which threads wait for the disk, and cores busy of those that are free.
 * Chosen: a disk in memory or with a cache is so fast that a call computes half of its time in the kernel, and yet cores stay free.
 */
const MIN_AT_LINES = 0.5
const MAX_BUSY = 0.6

/** Threads wait for the disk, and cores are free. */
export const disk: Rule = (evidence) => {
  const { threads, processes, usableCores } = evidence
  const waits = Math.min(1, secondsIn(threads, ['disk']) / workSeconds(evidence))
  const busy = coresBusy(evidence)
  if (!(waits >= MIN_SHARE && (demand(evidence) <= MAX_DEMAND || isQuick(evidence, busy)))) return undefined
  const written = sum(processes.map(({ io }) => io.diskWrittenBytes))
  const read = sum(processes.map(({ io }) => io.diskReadBytes))
  const waiting = threads.filter((thread) => (thread.activity.disk ?? 0) > 0).length
  return {
    id: 'disk',
    text: `The disk decides: ${waiting === 1 ? 'a thread waits' : `${waiting} threads wait`} for it ${formatShare(waits)} of the time, with ${busy.toFixed(2)} of ${usableCores} cores busy (${formatBytes(written)} written, ${formatBytes(read)} read).`,
    evidence: [
      { label: 'share of the time in which threads wait for the disk', value: waits, unit: 'share' },
      { label: 'threads that wait for it', value: waiting, unit: '' },
      { label: 'bytes written to disk', value: written, unit: 'B' },
      { label: 'bytes read from disk', value: read, unit: 'B' },
      { label: 'cores busy', value: busy, unit: '' },
    ],
    where: placesOf(threads, ['disk']),
    suggestion:
      'Write more at once and less often: one fsync or commit for many records. More threads do not make a disk faster.',
    strength: waits * (1 - busy / usableCores),
  }
}

/** Whether most of the time goes into calls that wait for a disk, and they leave cores free. */
function isQuick(evidence: Evidence, busy: number): boolean {
  const stacks = evidence.threads.flatMap((thread) => thread.stacks)
  const atLines = stacksAtLinesOf(stacks, 'disk')
  return samples(atLines) >= MIN_AT_LINES * samples(stacks) && busy <= MAX_BUSY * coresFree(evidence)
}

function samples(stacks: readonly StackEvidence[]): number {
  return sum(stacks.map((stack) => samplesIn(stack, ['disk', 'native', 'ready', 'python'])))
}
