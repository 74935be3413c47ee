import { sum } from '../../../contract/statistics.ts'
import { formatBytes, formatCount } from '../../../contract/text.ts'
import type { Evidence, ProcessEvidence } from '../evidence.ts'
import type { Rule, Verdict } from '../rule.ts'
import { number } from './words.ts'

/** Growth of a worker that is worth a word. Chosen: an interpreter of its own has some 10 MB. */
const MIN_GROWTH = 10e6
/** Part of the growth by which the shared memory shrank: what is allocated anew takes nothing from it. Chosen. */
const MIN_FROM_SHARED = 0.5
/** Swapped memory and page faults that read from the disk. Chosen: a page in 10 ms is a core's time of a disk. */
const MIN_SWAPPED = 50e6
const MIN_FAULTS = 100

/** Private memory of workers grows by reading, or memory is short and pages come from the disk. */
export const memory: Rule = (evidence) => swapping(evidence) ?? copied(evidence)

function swapping({ processes, seconds }: Evidence): Verdict | undefined {
  const swapped = sum(processes.map(({ memory: { swapped: bytes } }) => (bytes > 0 ? bytes : 0)))
  const faults = sum(processes.map(({ memory: { majorFaults } }) => (majorFaults > 0 ? majorFaults : 0))) / seconds
  if (!(swapped >= MIN_SWAPPED && faults >= MIN_FAULTS)) return undefined
  return {
    id: 'memory',
    text: `Memory is short: ${formatBytes(swapped)} of the program are swapped out, and ${formatCount(faults)} pages a second are read back from the disk.`,
    evidence: [
      { label: 'memory swapped out', value: swapped, unit: 'B' },
      { label: 'pages read back', value: faults, unit: '1/s' },
    ],
    where: [],
    suggestion: 'Use fewer workers at a time, or keep less in each.',
    strength: 0.6,
  }
}

function copied({ processes }: Evidence): Verdict | undefined {
  const grown = processes.filter((process) => process.parent !== undefined && isCopied(process))
  if (grown.length < 2) return undefined
  const each = sum(grown.map(growthOf)) / grown.length
  const first = sum(grown.map(({ memory: { firstPrivate } }) => firstPrivate)) / grown.length
  return {
    id: 'memory',
    text: `${number(grown.length)} workers share memory with their parent at first, and lose it by use: the private memory of each grew from ${formatBytes(first)} to ${formatBytes(first + each)}, and what they share shrank.`,
    evidence: [
      { label: 'growth of private memory, a worker', value: each, unit: 'B' },
      { label: 'growth of private memory, all workers', value: each * grown.length, unit: 'B' },
      { label: 'workers', value: grown.length, unit: '' },
    ],
    where: [],
    suggestion:
      'Reading a Python object writes its reference count, and with it copies the page: keep shared data in array, numpy or shared_memory, or call gc.freeze() before the fork.',
    strength: 0.05,
  }
}

function growthOf({ memory: { firstPrivate, peakPrivate } }: ProcessEvidence): number {
  return peakPrivate - firstPrivate
}

function isCopied(process: ProcessEvidence): boolean {
  const { firstShared, lastShared } = process.memory
  const growth = growthOf(process)
  return growth >= MIN_GROWTH && firstShared - lastShared >= MIN_FROM_SHARED * growth
}
