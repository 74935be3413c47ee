import { formatFactor, formatSeconds, formatTenths } from '../../../contract/text.ts'
import type { FunctionEvidence } from '../evidence.ts'
import {
  COMPUTES,
  coresPossible,
  demandOf,
  DISK_DECIDES,
  diskShareOf,
  fastest,
  isFaster,
  isNoFaster,
  loopOf,
  MIN_JUDGED,
  MIN_GAIN,
  othersOf,
  speedupOver,
  type Way,
  waysOf,
} from '../ways.ts'
import type { FunctionRule } from './rule.ts'
import { wallSeconds } from './words.ts'

/**
 * Cores that counting has to get: at least 1.5, halfway between one core and two, and half of those that its workers could use.
 * Chosen: two hyper-threads of a core do the work of little more than one.
 */
const MIN_CORES = 1.5
const MIN_SHARE = 0.5
/** Longest over shortest run of one way that leaves nothing to compare. Chosen: more than two workers could win. */
const MAX_RANGE = 3

/**
 * That this machine gave fewer cores than the workers could use, a sentence; undefined where it gave them, to the control or to
 * one of the ways, or that was not measured.
 */
export function coresGiven(evidence: FunctionEvidence): string | undefined {
  const { controls, cores } = evidence
  const counting = controls.find(({ id }) => id === 'counting')
  if (counting === undefined) return undefined
  const possible = Math.min(counting.workers, Math.max(1, Math.floor(cores)))
  const given = Math.max(counting.parallel, ...waysOf(evidence).map(({ summary }) => summary.effectiveParallelism))
  if (!(possible >= 2 && given < Math.max(MIN_CORES, MIN_SHARE * possible))) return undefined
  return `This machine gives ${formatTenths(counting.parallel)} of ${possible} cores today: pure counting by ${counting.workers} workers got no more.`
}

/** Longest over shortest run of the same way: of the way in which they differ most. */
export function rangeOf(ways: readonly Way[]): number {
  return Math.max(1, ...ways.map(({ summary }) => summary.max / summary.min))
}

/**
 * The same sentence, where the missing cores may decide which way is the fastest: the function computes for long enough
 * to be worth workers, and the CPU time of another way, on all cores, would be less than the loop's.
 */
export function missingCores(evidence: FunctionEvidence): string | undefined {
  const loop = loopOf(evidence)
  const sentence = coresGiven(evidence)
  if (sentence === undefined || loop === undefined || loop.summary.median < MIN_JUDGED) return undefined
  if (demandOf(loop) < COMPUTES || diskShareOf(loop) >= DISK_DECIDES) return undefined
  const cores = coresPossible(evidence)
  const couldWin = othersOf(evidence).some(({ summary }) => summary.cpuMedian / cores < loop.summary.cpuMedian)
  return couldWin ? sentence : undefined
}

/**
 * Whether a way gains nothing by its workers, as far as its wall time can say. Where cores are missing it cannot: of a busy machine,
 * two threads that take turns may get more than one does.
 */
export function gainsNothing(way: Way, loop: Way, evidence: FunctionEvidence): boolean {
  return isNoFaster(way, loop) || missingCores(evidence) !== undefined
}

/** The machine gives too few cores for work that computes: which way is faster cannot be said, whatever else is found. */
export const tooFewCores: FunctionRule = (evidence) => {
  const sentence = missingCores(evidence)
  if (sentence === undefined) return undefined
  const counting = evidence.controls.find(({ id }) => id === 'counting')!
  return {
    id: 'unclear',
    text: `${sentence} Which way is the fastest cannot be said meanwhile: try again when the machine is quiet.`,
    evidence: [{ label: 'cores that pure counting got', value: counting.parallel, unit: '' }],
    where: [],
    strength: 2,
  }
}

/** Runs of the same way differ more than the ways do. */
export const unclear: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  if (loop === undefined) return undefined
  const wildest = waysOf(evidence).toSorted((a, b) => rangeOf([b]) - rangeOf([a]))[0]!
  const best = fastest(othersOf(evidence))
  const isDoubtful = best !== undefined && speedupOver(loop, best) >= MIN_GAIN && !isFaster(best, loop)
  const range = rangeOf([wildest])
  if (range < MAX_RANGE && !isDoubtful) return undefined
  return {
    id: 'unclear',
    text:
      range >= MAX_RANGE
        ? `Runs of the same work differ ${formatTenths(range)} times: ${wildest.summary.label} took ${formatSeconds(wildest.summary.min)} to ${formatSeconds(wildest.summary.max)}. Something outside the function decides, so that no way can be called faster.`
        : doubtful(loop, best!),
    evidence: [{ label: 'longest over shortest run of one way', value: range, unit: 'x' }, ...wallSeconds(loop, best)],
    where: [],
    suggestion: 'Try again when the machine is quiet, with more repeats.',
    strength: range >= MAX_RANGE ? 0.35 : 0.05,
  }
}

function doubtful(loop: Way, best: Way): string {
  const factor = `${best.summary.label} was ${formatFactor(speedupOver(loop, best))} as fast as the loop by its median`
  if (Math.min(best.summary.trials, loop.summary.trials) < 2)
    return `A single repeat shows no noise: ${factor}, which may be chance.`
  return `The differences lie within the noise: ${factor}, but took ${formatSeconds(best.summary.min)} to ${formatSeconds(best.summary.max)}, the loop ${formatSeconds(loop.summary.min)} to ${formatSeconds(loop.summary.max)}.`
}
