import { ACTIVITY_LABELS } from '../../../contract/activity.ts'
import { allOf, formatShare } from '../../../contract/text.ts'
import { OUTSIDE } from '../../diagnosis/time.ts'
import {
  agrees,
  demandOf,
  fastest,
  isApart,
  isFaster,
  loopOf,
  MIN_JUDGED,
  othersOf,
  secondsIn,
  type Way,
  WAITS,
} from '../ways.ts'
import type { FunctionEvidence } from '../evidence.ts'
import type { FunctionRule } from './rule.ts'
import { coresBusy, nameOf, placeOf, took, wallSeconds } from './words.ts'

/** Waits that make up less of the waiting than this are not named. Chosen. */
const MIN_PART = 0.1

/** Nothing computes: the function waits for something outside, and its waits can overlap without a core for each. */
export const waiting: FunctionRule = (evidence) => {
  const loop = loopOf(evidence)
  if (loop === undefined || loop.summary.median < MIN_JUDGED) return undefined
  const waits = 1 - demandOf(loop)
  if (demandOf(loop) > WAITS) return undefined
  const others = othersOf(evidence).filter((way) => isFaster(way, loop) && agrees(way, evidence))
  const together = fastest(others.filter((way) => !isApart(way)))
  const ending = together === undefined ? '' : ` Waits overlap without a core for each: ${took(together)}.`
  return {
    id: 'waiting',
    text: `Nothing computes: the loop waits ${formatShare(waits)} of its time${whatFor(loop)}, with ${coresBusy(loop, evidence)}.${ending}`,
    evidence: [
      { label: 'share of the time spent waiting', value: waits, unit: 'share' },
      { label: 'cores busy with the loop', value: loop.summary.effectiveParallelism, unit: '' },
      ...wallSeconds(loop, together),
    ],
    where: placeOf(evidence),
    suggestion: suggestion(evidence, together),
    strength: 0.4 * waits,
  }
}

function whatFor(loop: Way): string {
  const all = secondsIn(loop, OUTSIDE)
  const kinds = OUTSIDE.filter((activity) => all > 0 && secondsIn(loop, [activity]) >= MIN_PART * all)
  return kinds.length === 0 ? '' : ` (it ${allOf(kinds.map((activity) => ACTIVITY_LABELS[activity]))})`
}

function suggestion({ inspection, plan }: FunctionEvidence, together: Way | undefined): string {
  if (together === undefined) return 'Make what it waits for faster, or wait for several things at the same time.'
  if (together.variant.kind === 'coroutine') return `Use ${nameOf(together)}: all waits go on in one thread.`
  const more =
    inspection.inputs.count > plan.workers ? ' Waiting needs no cores: try more workers than cores, such as 20.' : ''
  return `Use ${nameOf(together)}: a process for each wait costs more and wins nothing.${more}`
}
