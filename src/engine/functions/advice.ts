import type { Advice } from '../../contract/function.ts'
import { formatFactor, formatSeconds } from '../../contract/text.ts'
import type { FunctionEvidence } from './evidence.ts'
import { codeOf } from './advice/index.ts'
import { chunkOf, isFaster, loopOf, othersOf, speedupOver, type Way } from './ways.ts'

/** The fastest way beyond the noise whose results agree with the loop's, or the loop; undefined where the loop has no result. */
export function adviseFunction(evidence: FunctionEvidence): Advice | undefined {
  const loop = loopOf(evidence)
  if (loop === undefined) return undefined
  const [best] = othersOf(evidence)
    .filter((way) => isFaster(way, loop) && agrees(way, evidence) && codeOf(way, evidence) !== undefined)
    .toSorted((a, b) => a.summary.median - b.summary.median)
  const way = best ?? loop
  return {
    model: way.variant.model,
    workers: way.variant.workers,
    ...(chunkOf(way) > 1 && { chunk: chunkOf(way) }),
    speedup: way === loop ? 1 : speedupOver(loop, way),
    text: textOf(loop, best),
    code: codeOf(way, evidence) ?? '',
  }
}

function agrees({ variant }: Way, { agreement }: FunctionEvidence): boolean {
  return !agreement.differs.some((difference) => difference.variant === variant.id && difference.how === 'value')
}

function textOf(loop: Way, best: Way | undefined): string {
  if (best === undefined) return 'Keep the loop: nothing here is worth a pool.'
  return `Use ${best.summary.label}: ${formatFactor(speedupOver(loop, best))} as fast as the loop (${formatSeconds(best.summary.median)} instead of ${formatSeconds(loop.summary.median)}, ${best.variant.workers} workers).`
}
