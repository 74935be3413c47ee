import { FUNCTION_EXPERIMENT, type FunctionRequest } from '../contract/function.ts'
import { CoreglowError } from '../contract/procedures.ts'
import { isFunctionRun, type FunctionRun, type Run, type RunRequest } from '../contract/run.ts'
import type { Io } from './io.ts'
import { checkOutputs, writeOutputs, type OutputOptions } from './outputs.ts'
import { perform, type End } from './perform.ts'
import { withEngine } from './session.ts'
import { createStyle } from './style.ts'
import { parseTarget, readInputs } from './try-target.ts'
import { describeFunctionPlan, describeFunctionRun } from './try-text.ts'

export interface TryOptions
  extends
    OutputOptions,
    Pick<RunRequest, 'models' | 'runtime' | 'workers' | 'repeat' | 'rate'>,
    Pick<FunctionRequest, 'items' | 'inputs' | 'count' | 'chunk' | 'timeout' | 'sweep'> {
  readonly set?: RunRequest['params']
}

/** Columns of an output that is not a terminal. Chosen: what fits on a page. */
const USUAL_WIDTH = 100

/**
 * Runs the user's function over its inputs under each model, and prints what was measured, the findings, and advice.
 * @throws CoreglowError with a sentence where file, function or inputs are wrong, or where no model could run it
 */
export async function tryFunction(text: string, options: TryOptions, io: Io): Promise<void> {
  const { json, csv, png, set: params, models, runtime, workers, repeat, rate, inputs, ...details } = options
  const { file, name } = parseTarget(text)
  const folder = process.cwd()
  const tried: FunctionRequest = { file, name, folder, inputs: await readInputs(inputs), ...details }
  await checkOutputs(options)
  const request: RunRequest = {
    experiment: FUNCTION_EXPERIMENT,
    models,
    runtime,
    workers,
    repeat,
    rate,
    params,
    function: tried,
  }
  const [style, width] = [createStyle(io.stdout), io.stdout.columns ?? USUAL_WIDTH]
  const print = (words: string) => json !== '-' && io.stdout.write(words)
  const { run, saved } = await withEngine(io, async (client): Promise<End> => {
    const ends = await perform(client, request, io, {
      before: `Looking at ${file}: importing it, calling the function with the first inputs`,
      onBegin: (begun) => print(describeFunctionPlan(begun, style, width)),
    })
    const end = ends.at(-1)
    if (end === undefined) throw new CoreglowError('internal', 'The run has ended without a record.')
    print(describeRecord(end.run, (record) => describeFunctionRun(record, style, width, folder)))
    await writeOutputs(client, [end.run], { json, csv, png }, io)
    return end
  })
  if (saved.ok) print(style.dim(`Saved as ${run.id}.\n`))
  else io.stderr.write(`warning: This run was not saved: ${saved.reason}\n`)
  const failure = failureOf(run)
  if (failure !== undefined) throw new CoreglowError('run-failed', failure)
}

/** A run that failed before it had a result has nothing but its failure, which is the last line. */
function describeRecord(run: Run, describe: (run: FunctionRun) => string): string {
  return isFunctionRun(run) && run.results.length > 0 ? describe(run) : ''
}

function failureOf({ status, failure, results }: Run): string | undefined {
  if (status === 'failed') return failure?.message ?? 'The run has failed.'
  const hasFailed = status === 'finished' && results.every((trial) => trial.failed !== undefined)
  return hasFailed ? 'No model could run the function.' : undefined
}
