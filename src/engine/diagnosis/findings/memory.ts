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
  const workers = processes.filter(
    (process) => process.parent !== undefined && isCopied(process, processes[process.parent]),
  )
  if (workers.length < 2) return undefined
  const own = workers.map(({ memory: { peakPrivate } }) => peakPrivate)
  const each = sum(own) / own.length
  return {
    id: 'memory',
    text: `${number(workers.length)} workers shared what their parent had loaded, and copy it by use: each has ${formatBytes(each)} of its own by now, taken from what they shared, ${formatBytes(sum(own))} in all.`,
    evidence: [
      { label: 'private memory of a worker', value: each, unit: 'B' },
      { label: 'private memory of all workers', value: sum(own), unit: 'B' },
      { label: 'workers', value: workers.length, unit: '' },
    ],
    where: [],
    suggestion:
      'Reading a Python object writes its reference count, and with it copies the page: keep shared data in array, numpy or shared_memory.',
    strength: 0.05,
  }
}

/** Whether private memory took the place of shared memory: as it was seen, or, where the first look came late, against the parent's. */
function isCopied({ memory: own, command }: ProcessEvidence, parent: ProcessEvidence | undefined): boolean {
  const growth = own.peakPrivate - own.firstPrivate
  if (growth >= MIN_GROWTH && own.firstShared - own.lastShared >= MIN_FROM_SHARED * growth) return true
  if (parent === undefined || command.join(' ') !== parent.command.join(' ')) return false
  // A forked process begins with all of its parent's memory, shared. With new memory it would have more in all.
  const inherited = parent.memory.firstPrivate + parent.memory.firstShared
  return own.peakPrivate >= MIN_GROWTH && own.peakPrivate + own.lastShared <= inherited
}
