import { CoreglowError } from '../contract/procedures.ts'
import type { Progress, RunEvent } from '../contract/run-event.ts'
import type { RunRequest } from '../contract/run.ts'
import { formatSeconds } from '../contract/text.ts'
import type { Client } from '../transport/client.ts'
import { createStatusLine, type Io } from './io.ts'
import { checkOutputs, writeOutputs, type OutputOptions } from './outputs.ts'
import { describeRuns } from './run-table.ts'
import { withEngine } from './session.ts'

export interface RunOptions extends OutputOptions, Omit<RunRequest, 'experiment' | 'bet' | 'params'> {
  readonly set?: RunRequest['params']
}

const GONE = 'The engine has stopped.'

type End = Extract<RunEvent, { readonly type: 'end' }>

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

/** Starts a run and resolves when it has ended, suite included. Shows progress meanwhile. */
async function perform(client: Client, request: RunRequest, io: Io): Promise<readonly End[]> {
  const line = createStatusLine(io.stderr)
  const ends: End[] = []
  let experiment = ''
  let begun = false
  try {
    await new Promise<void>((resolve, reject) => {
      const onItem = (event: RunEvent) => {
        // The first idle event is the state before the start.
        if (event.type === 'idle' && begun) resolve()
        begun ||= event.type !== 'idle'
        if (event.type === 'warning') io.stderr.write(`warning: ${event.message}\n`)
        if (event.type === 'run') experiment = event.run.plan.experiment
        if (event.type === 'progress') line.show(describeProgress(experiment, event.progress))
        if (event.type === 'end') ends.push(event)
      }
      client.open('events', {}, { onItem, onEnd: (error) => reject(error ?? new CoreglowError('closed', GONE)) })
      client.call('startRun', request).catch(reject)
    })
  } finally {
    line.clear()
  }
  return ends
}

function describeProgress(experiment: string, { phase, variant, repeat, done, total, secondsLeft }: Progress): string {
  const what = variant === undefined ? phase : `${phase} ${variant}, repeat ${repeat ?? 1}`
  const left = secondsLeft === undefined ? '' : `, about ${formatSeconds(secondsLeft)} left`
  return `${experiment}: ${what}, ${done} of ${total} done${left}`
}
