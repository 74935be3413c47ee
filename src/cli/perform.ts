import { CoreglowError } from '../contract/procedures.ts'
import type { Progress, RunEvent } from '../contract/run-event.ts'
import type { RunPlan, RunRequest } from '../contract/run.ts'
import { formatSeconds } from '../contract/text.ts'
import type { Client } from '../transport/client.ts'
import { createStatusLine, type Io } from './io.ts'

export type End = Extract<RunEvent, { readonly type: 'end' }>
type Begun = Extract<RunEvent, { readonly type: 'run' }>['run']

const GONE = 'The engine has stopped.'

export interface Shown {
  /** What the status line says until the run has begun. */
  readonly before?: string
  /** Called when a run has begun, while no status line stands. */
  readonly onBegin?: (run: Begun) => void
}

/** Starts a run and resolves when it has ended, suite included. Shows progress meanwhile. */
export async function perform(
  client: Client,
  request: RunRequest,
  io: Io,
  { before, onBegin }: Shown = {},
): Promise<readonly End[]> {
  const line = createStatusLine(io.stderr)
  const ends: End[] = []
  let name = ''
  let begun = false
  try {
    await new Promise<void>((resolve, reject) => {
      const onItem = (event: RunEvent) => {
        // The first idle event is the state before the start.
        if (event.type === 'idle' && begun) resolve()
        begun ||= event.type !== 'idle'
        if (event.type === 'warning') {
          line.clear()
          io.stderr.write(`warning: ${event.message}\n`)
        }
        if (event.type === 'run') {
          name = nameOf(event.run.plan)
          line.clear()
          onBegin?.(event.run)
        }
        if (event.type === 'progress') line.show(describeProgress(name, event.progress))
        if (event.type === 'end') ends.push(event)
      }
      client.open('events', {}, { onItem, onEnd: (error) => reject(error ?? new CoreglowError('closed', GONE)) })
      client.call('startRun', request).catch(reject)
      if (before !== undefined) line.show(before)
    })
  } finally {
    line.clear()
  }
  return ends
}

function nameOf({ experiment, function: tried }: RunPlan): string {
  return tried === undefined ? experiment : `${tried.name}()`
}

function describeProgress(name: string, { phase, variant, repeat, done, total, secondsLeft }: Progress): string {
  const what = variant === undefined ? phase : `${phase} ${variant}, repeat ${repeat ?? 1}`
  const left = secondsLeft === undefined ? '' : `, about ${formatSeconds(secondsLeft)} left`
  return `${name}: ${what}, ${done} of ${total} done${left}`
}
