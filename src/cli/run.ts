import { CoreglowError } from '../contract/procedures.ts'
import type { RunRequest } from '../contract/run.ts'
import type { Io } from './io.ts'
import { checkOutputs, writeOutputs, type OutputOptions } from './outputs.ts'
import { perform } from './perform.ts'
import { describeRuns } from './run-table.ts'
import { withEngine } from './session.ts'

export interface RunOptions extends OutputOptions, Omit<RunRequest, 'experiment' | 'bet' | 'params' | 'function'> {
  readonly set?: RunRequest['params']
}

export async function run(experiment: string, options: RunOptions, io: Io): Promise<void> {
  const { json, csv, png, set: params, ...settings } = options
  await checkOutputs(options)
  const ends = await withEngine(io, async (client) => {
    const finished = await perform(client, { experiment, params, ...settings }, io)
    const runs = finished.map((end) => end.run)
    if (json !== '-') io.stdout.write(describeRuns(runs))
    await writeOutputs(client, runs, { json, csv, png }, io)
    return finished
  })
  for (const { saved } of ends) if (!saved.ok) io.stderr.write(`warning: This run was not saved: ${saved.reason}\n`)
  const failure = ends.find((end) => end.run.status === 'failed')?.run.failure
  if (failure !== undefined) throw new CoreglowError('run-failed', failure.message)
}
