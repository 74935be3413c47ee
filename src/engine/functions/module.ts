import { FUNCTION_EXPERIMENT } from '../../contract/function.ts'
import { defaultFunctionModels, FUNCTION_WORK } from '../../contract/function-models.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { Runtime } from '../../contract/experiment.ts'
import type { RunPlan } from '../../contract/run.ts'
import { formatCount } from '../../contract/text.ts'
import type { ExperimentModule } from '../experiments/experiment.ts'
import { commonParameters, fixed, START_METHOD } from '../experiments/parameters.ts'
import { functionPicture } from './picture.ts'
import { titleOf } from './request.ts'
import { functionVariants } from './variants.ts'

/** What the module is made of: the function as it was found. */
export interface FunctionSubject extends Pick<
  NonNullable<RunPlan['function']>,
  'file' | 'name' | 'isAsync' | 'inputs' | 'request'
> {
  /** Median seconds of an item, one after the other. */
  readonly itemSeconds: number
  readonly runtime: Pick<Runtime, 'models'>
  /** Usable logical CPUs. */
  readonly cores: number
}

/** Workers where none are named. Chosen: a core each, and at least two, without which no model can be faster. */
function defaultWorkers(cores: number): number {
  return Math.min(LIMITS.workers.max, Math.max(2, cores))
}

/** The user's function as an experiment, so that planning, lab and records need not know the difference. */
export function functionModule(subject: FunctionSubject): ExperimentModule {
  const { file, name, isAsync, inputs, request, itemSeconds, runtime, cores } = subject
  const kinds = defaultFunctionModels(runtime, { isAsync }).map(({ kind }) => kind)
  return {
    work: {
      id: FUNCTION_WORK,
      unit: 'items',
      bound: 'cpu',
      needs: 'an interpreter whose workload program calls functions',
    },
    variants: ({ models, workers }) =>
      functionVariants(models, workers, { inputs, itemSeconds }, request.chunk).map((spec) =>
        // Each calls all items once, however many workers share them.
        Object.assign({ share: 1 / spec.workers }, spec),
      ),
    picture: functionPicture,
    shorter: 'fewer inputs, fewer models or fewer repeats',
    // The verdict is the advice, which is made of more than an experiment has.
    judge: () => ({ kind: 'not-judged', text: '' }),
    experiment: {
      id: FUNCTION_EXPERIMENT,
      work: FUNCTION_WORK,
      group: 'Your code',
      name: 'Your function',
      title: titleOf({ file, name }),
      task: `calls ${name}() with its share of ${formatCount(inputs.count)} items`,
      question: `${name}() with each of ${formatCount(inputs.count)} items: which model finishes first?`,
      bet: { question: '', choices: [] },
      models: { default: kinds, offered: isAsync ? {} : { except: ['coroutine'] }, locked: 'never' },
      parameters: [
        ...commonParameters({
          workers: { default: defaultWorkers(cores) },
          seconds: fixed(itemSeconds * inputs.count),
        }),
        START_METHOD,
      ],
      published: [],
      lesson: { why: '', next: '', source: '' },
    },
  }
}

/** The module of a run that was planned earlier, such as one that is recovered. */
export function moduleOfPlan(
  { function: own, seconds }: RunPlan,
  runtime: Pick<Runtime, 'models'>,
): ExperimentModule | undefined {
  if (own === undefined) return undefined
  return functionModule({ ...own, runtime, itemSeconds: seconds / own.inputs.count, cores: 1 })
}
