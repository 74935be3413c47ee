import { formatSeconds } from '../../../contract/text.ts'
import type { Verdict } from '../../diagnosis/rule.ts'
import type { FunctionEvidence } from '../evidence.ts'
import { isFaster, loopOf, medianOf, othersOf, type Way } from '../ways.ts'
import { LARGE_MESSAGE, overheadOf } from './overhead.ts'
import type { FunctionRule } from './rule.ts'
import { placeOf, tookBeside, wallSeconds } from './words.ts'

/** An import of less is nothing to speak of. Chosen: a fifth of a second is what a person notices. */
const MIN_IMPORT = 0.2
/** Share of a way's time that goes into the start of its workers. Chosen: as much as two workers could win. */
const MIN_START = 0.5

/** Importing the file, or starting the workers, takes longer than the work. */
export const startUp: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  if (loop === undefined) return undefined
  return slowImport(loop, evidence) ?? slowStart(loop, evidence)
}

function slowImport(loop: Way, evidence: FunctionEvidence): Verdict | undefined {
  const measured = medianOf(loop, ({ importSeconds }) => importSeconds)
  const seconds = Number.isNaN(measured) ? evidence.inspection.importSeconds : measured
  if (!(seconds >= MIN_IMPORT && seconds >= loop.summary.median)) return undefined
  return {
    id: 'start-up',
    text: `The import is the cost: importing the file takes ${formatSeconds(seconds)}, all of the work ${formatSeconds(loop.summary.median)}. No model makes the import faster, and each process that is started by spawn or forkserver repeats it.`,
    evidence: [{ label: 'time to import the file', value: seconds, unit: 's' }, ...wallSeconds(loop)],
    where: placeOf(evidence),
    suggestion:
      'Import heavy modules and load data where they are needed, not at the top of the file; keep the workers for all of the work.',
    strength: seconds / (seconds + loop.summary.median),
  }
}

function slowStart(loop: Way, evidence: FunctionEvidence): Verdict | undefined {
  const [slowest] = othersOf(evidence)
    .filter((way) => !isFaster(way, loop) && startShare(way) >= MIN_START)
    // The start lasts until a worker has its first item: of large ones that is copying.
    .filter((way) => !(overheadOf(way, loop, evidence).bytesAMessage >= LARGE_MESSAGE))
    .toSorted((a, b) => startShare(b) - startShare(a))
  if (slowest === undefined) return undefined
  const start = slowest.summary.workerStartMedian
  return {
    id: 'start-up',
    text: `Starting the workers takes longer than the work: ${tookBeside(slowest, loop)}, and ${formatSeconds(start)} of that went into the start. With more items that would matter less.`,
    evidence: [{ label: `start of ${slowest.summary.label}`, value: start, unit: 's' }, ...wallSeconds(loop, slowest)],
    where: placeOf(evidence),
    suggestion: 'Keep the loop, or keep one pool for all of the work.',
    strength: 0.6 * startShare(slowest),
  }
}

function startShare({ summary }: Way): number {
  return summary.workerStartMedian / summary.median
}
