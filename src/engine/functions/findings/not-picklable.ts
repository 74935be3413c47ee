import { allOf } from '../../../contract/text.ts'
import type { FunctionRule } from './rule.ts'
import { placeOf } from './words.ts'
import { failedVariants } from './failed.ts'

/** It excludes half of the models. */
const STRENGTH = 0.9

/** Function, inputs or results cannot be sent to another process, and models that have to send them failed. */
export const notPicklable: FunctionRule = (evidence) => {
  const { inspection, runtime } = evidence
  const failed = failedVariants(evidence).filter(({ variant }) => !variant.sharesInterpreter)
  if (inspection.notPicklable === undefined || failed.length === 0) return undefined
  const labels = allOf(failed.map(({ variant }) => variant.label))
  return {
    id: 'not-picklable',
    text: `${inspection.notPicklable} That excludes ${labels}.`,
    evidence: [{ label: 'models that cannot run it', value: failed.length, unit: '' }],
    where: placeOf(evidence),
    suggestion:
      runtime.kind === 'cpython'
        ? 'Define the function with def at the top of a module, and pass values that pickle can copy: numbers, text, lists, file names instead of open files. Threads need none of that.'
        : 'Pass values that the structured clone can copy: no functions, and no objects that live in one thread only.',
    strength: STRENGTH,
  }
}
