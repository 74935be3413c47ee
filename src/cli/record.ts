import { CoreglowError, type StreamParams } from '../contract/procedures.ts'
import type { ProgramEvent } from '../contract/program.ts'
import { programText } from '../contract/saved-record.ts'
import { formatSeconds } from '../contract/text.ts'
import type { Client } from '../transport/client.ts'
import type { Io } from './io.ts'
import { withEngine } from './session.ts'

export interface RecordOptions {
  readonly pid: readonly number[]
  readonly rate?: number
  /** Seconds; without it, until the processes have ended or it is interrupted. */
  readonly duration?: number
  readonly title?: string
  readonly json?: string
}

/** Records processes until they have ended, the time is over, or Ctrl+C; prints the id of what was saved. */
export async function record({ pid, rate, duration, title, json }: RecordOptions, io: Io): Promise<void> {
  const [only] = pid
  if (only === undefined || pid.length > 1) throw wrongUsage('--record needs one process: name it with --pid.')
  if (json !== undefined) {
    throw wrongUsage(
      '--record writes no JSON: export the observation afterwards, with "coreglow export ID --format json".',
    )
  }
  const params = { target: { type: 'attach', pid: only }, rate, seconds: duration, title } as const
  // An interrupt ends the recording, and not the engine, which has to save it.
  await withEngine({ ...io, signal: new AbortController().signal }, (client) => follow(client, params, io))
}

function wrongUsage(sentence: string): CoreglowError {
  return new CoreglowError('bad-params', sentence)
}

function follow(client: Client, params: StreamParams<'program'>, { stdout, stderr, signal }: Io): Promise<void> {
  return new Promise((resolve, reject) => {
    let id: string | undefined
    const stop = () => {
      if (id !== undefined) void client.call('stopProgram', { id, end: 'watching' }).catch(reject)
      else if (signal.aborted) resolve()
    }
    const onItem = (event: ProgramEvent) => {
      if (event.type === 'warning') stderr.write(`warning: ${event.message}\n`)
      if (event.type === 'began') {
        id = event.id
        stderr.write(`Recording ${programText(event)}. Ctrl+C ends it.\n`)
        if (signal.aborted) stop()
      }
      if (event.type !== 'end') return
      if (!event.saved.ok) return reject(new CoreglowError('storage', event.saved.reason))
      stderr.write(`Recorded ${formatSeconds(event.durationSeconds)}: ${event.saved.path}\n`)
      stdout.write(`${event.id}\n`)
    }
    const onEnd = (error?: CoreglowError) => (error === undefined ? resolve() : reject(error))
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) return resolve()
    client.open('program', params, { onItem, onEnd })
  })
}
