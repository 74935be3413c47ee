import type { Variant } from '../../../contract/run.ts'
import { capital } from '../../experiments/judging.ts'
import type { FunctionEvidence } from '../evidence.ts'
import { hasFailed } from '../ways.ts'
import type { FunctionRule } from './rule.ts'

/** Without the loop nothing can be compared. Chosen for other models: less than what decides the speed of those that work. */
const LOOP_STRENGTH = 1
const STRENGTH = 0.15

/** A model whose trials failed. */
interface FailedVariant {
  readonly variant: Variant
  /** A sentence. */
  readonly reason: string
  readonly item?: number | undefined
}

/** Variants with a trial that failed, in the plan's order, each with its first failure. */
export function failedVariants({ plan, results }: FunctionEvidence): readonly FailedVariant[] {
  return plan.variants.flatMap((variant) => {
    const trial = results.find((result) => result.variant === variant.id && hasFailed(result))
    if (trial === undefined) return []
    const reason = trial.failed ?? `The interpreter was ended: ${trial.died}.`
    return [{ variant, reason, item: trial.failedItem }]
  })
}

/** A model could not run the function. What cannot be sent to other processes is a finding of its own. */
export const failed: FunctionRule = (evidence) => {
  const explained = evidence.inspection.notPicklable !== undefined
  const variants = failedVariants(evidence).filter(({ variant }) => !(explained && !variant.sharesInterpreter))
  const [first] = variants
  if (first === undefined) return undefined
  const loop = variants.find(({ variant }) => variant.baseline)
  const others = variants.filter(({ reason }) => reason !== first.reason)
  const { variant, reason, item } = loop ?? first
  const more = loop === undefined && others.length > 0 ? ` ${others.map(sentence).join(' ')}` : ''
  return {
    id: 'failed',
    text: `${loop === undefined ? sentence({ variant, reason }) : `The loop failed: ${reason}`}${more}`,
    evidence: [
      { label: 'models that failed', value: variants.length, unit: '' },
      { label: 'number of the item, from 0', value: item ?? NaN, unit: '' },
    ],
    where: [],
    ...(loop !== undefined && { suggestion: 'Mend that first: without the loop nothing can be compared.' }),
    strength: loop === undefined ? STRENGTH : LOOP_STRENGTH,
  }
}

function sentence({ variant, reason }: FailedVariant): string {
  return `${capital(variant.label)} failed: ${reason}`
}
