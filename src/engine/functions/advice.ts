import type { Advice } from '../../contract/function.ts'
import type { ModelKind } from '../../contract/model.ts'
import { codeOf } from './advice/index.ts'
import { costsText, reasonToKeep, wayText } from './advice/words.ts'
import type { FunctionEvidence } from './evidence.ts'
import { missingCores } from './findings/unclear.ts'
import { agrees, chunkOf, fastest, isFaster, loopOf, othersOf, speedupOver, type Way } from './ways.ts'

/** From the simplest kind to the one that asks for most: pickling, a main guard, messages. A kind that is not listed comes last. */
const SIMPLICITY: readonly ModelKind[] = [
  'sequential',
  'coroutine',
  'thread-pool',
  'thread',
  'interpreter',
  'process-pool',
  'process',
]
/** A simpler way may take this much more than the fastest, if the noise hides it. Chosen: more is lost than simplicity is worth. */
const MAX_LOSS = 1.25

/**
 * The way to use: the fastest one beyond the noise whose results agree with the loop's, or a simpler one that is as fast within
 * the noise; else the loop. Undefined where the loop has no result.
 */
export function adviseFunction(evidence: FunctionEvidence): Advice | undefined {
  const loop = loopOf(evidence)
  if (loop === undefined) return undefined
  const short = missingCores(evidence)
  // A way that gets more of a busy machine than another is no faster by itself.
  const best = short === undefined ? bestOf(loop, evidence) : undefined
  const way = best ?? loop
  const text =
    best === undefined
      ? reasonToKeep(loop, evidence, short !== undefined)
      : wayText(best, loop) + costsText(best, loop, evidence)
  return {
    model: way.variant.model,
    workers: way.variant.workers,
    ...(chunkOf(way) > 1 && { chunk: chunkOf(way) }),
    speedup: way === loop ? 1 : speedupOver(loop, way),
    text: short === undefined ? text : `${short} ${text}`,
    code: codeOf(way, evidence) ?? '',
  }
}

function bestOf(loop: Way, evidence: FunctionEvidence): Way | undefined {
  const faster = othersOf(evidence).filter(
    (way) => isFaster(way, loop) && agrees(way, evidence) && codeOf(way, evidence) !== undefined,
  )
  const best = fastest(faster)
  if (best === undefined) return undefined
  const equal = faster.filter((way) => way === best || (!isFaster(best, way) && speedupOver(way, best) <= MAX_LOSS))
  return equal.toSorted((a, b) => rank(a) - rank(b) || a.summary.median - b.summary.median)[0]
}

function rank({ variant }: Way): number {
  const position = SIMPLICITY.indexOf(variant.kind)
  return position < 0 ? SIMPLICITY.length : position
}
