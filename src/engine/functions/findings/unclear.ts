import { formatTenths } from '../../../contract/text.ts'
import type { FunctionEvidence } from '../evidence.ts'

/** Part of the cores that counting has to get. Chosen: 1.5 of 2, halfway between one core and two. */
const MIN_CORES = 0.75

/** That this machine gave fewer cores than the workers could use, a sentence; undefined where it gave them, or that was not measured. */
export function coresGiven({ controls, cores }: FunctionEvidence): string | undefined {
  const counting = controls.find(({ id }) => id === 'counting')
  if (counting === undefined) return undefined
  const possible = Math.min(counting.workers, Math.max(1, Math.floor(cores)))
  if (!(possible >= 2 && counting.parallel < MIN_CORES * possible)) return undefined
  return `This machine gives ${formatTenths(counting.parallel)} of ${possible} cores today: pure counting by ${counting.workers} workers got no more.`
}
