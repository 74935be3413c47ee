import { allOf, formatBytes, formatSeconds, formatShare, formatTenths } from '../../../contract/text.ts'
import type { FunctionEvidence } from '../evidence.ts'
import { nameOf } from '../findings/words.ts'
import { agrees, chunkOf, fastest, isFaster, MIN_GAIN, othersOf, speedupOver, type Way } from '../ways.ts'

/** Shares of the way's wall time from which its start, and CPU time above the loop's, are worth a word; and bytes of memory. Chosen. */
const MIN_START = 0.02
const MIN_CPU = 0.1
const MIN_MEMORY = 5e6

/** "Use a process pool: 1.9 times as fast as the loop (2.10 s instead of 4.00 s, 2 workers, chunks of 64)." */
export function wayText(way: Way, loop: Way): string {
  const { variant, summary } = way
  const details = [
    `${formatSeconds(summary.median)} instead of ${formatSeconds(loop.summary.median)}`,
    ...(variant.kind === 'coroutine' ? [] : [`${variant.workers} workers`]),
    ...(chunkOf(way) > 1 ? [`chunks of ${chunkOf(way)}`] : []),
  ]
  return `Use ${nameOf(way)}: ${formatTenths(speedupOver(loop, way))} times as fast as the loop (${details.join(', ')}).`
}

/** " It costs 98 ms to start, 40.0 MB of memory and 12 % more CPU time." and what is not known of its results; empty where there is neither. */
export function costsText(way: Way, loop: Way, evidence: FunctionEvidence): string {
  const { memoryBytes = {}, agreement } = evidence
  const start = way.summary.workerStartMedian
  const memory = (memoryBytes[way.variant.id] ?? NaN) - (memoryBytes[loop.variant.id] ?? NaN)
  const { median } = way.summary
  const cpu = way.summary.cpuMedian - loop.summary.cpuMedian
  const costs = [
    ...(start >= MIN_START * median ? [`${formatSeconds(start)} to start`] : []),
    ...(memory >= MIN_MEMORY ? [`${formatBytes(memory)} of memory`] : []),
    ...(cpu >= MIN_CPU * median ? [`${formatShare(cpu / loop.summary.cpuMedian)} more CPU time`] : []),
  ]
  const checked =
    agreement.unstable !== undefined
      ? ' Whether its results are right could not be checked: those of the loop change from repeat to repeat.'
      : agreement.compared === 0
        ? ' Its results could not be compared with those of the loop.'
        : ''
  return `${costs.length === 0 ? '' : ` It costs ${allOf(costs)}.`}${checked}`
}

/** Why nothing else is advised, with the numbers. @param tooFewCores The machine did not give the cores that a gain needs. */
export function reasonToKeep(loop: Way, evidence: FunctionEvidence, tooFewCores: boolean): string {
  const others = othersOf(evidence)
  const best = fastest(others)
  const loopTime = formatSeconds(loop.summary.median)
  if (best === undefined) return `Keep the loop (${loopTime}): no other way has a result.`
  const wrong = fastest(others.filter((way) => !agrees(way, evidence) && speedupOver(loop, way) >= MIN_GAIN))
  const other = `${best.summary.label}, took ${formatSeconds(best.summary.median)}`
  if (wrong !== undefined) {
    return `Keep the loop (${loopTime}): ${wrong.summary.label} took ${formatSeconds(wrong.summary.median)}, but its results differ from the loop's.`
  }
  if (tooFewCores || speedupOver(loop, best) < MIN_GAIN) {
    const keep = tooFewCores ? 'Keep the loop for now' : 'Keep the loop: nothing here is worth a pool'
    return `${keep}. It takes ${loopTime}; the fastest other way, ${other}.`
  }
  if (Math.min(best.summary.trials, loop.summary.trials) < 2) {
    return `Keep the loop (${loopTime}) until it was measured more than once: the fastest other way, ${other}, which may be chance.`
  }
  return isFaster(best, loop)
    ? `Keep the loop (${loopTime}): the fastest other way, ${other}, but this version of the interpreter has no executor for it.`
    : `Keep the loop (${loopTime}): the fastest other way, ${other}, but the gain lies within the noise (${formatSeconds(best.summary.min)} to ${formatSeconds(best.summary.max)}; the loop ${formatSeconds(loop.summary.min)} to ${formatSeconds(loop.summary.max)}).`
}
