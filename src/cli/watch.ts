import { CoreglowError, type StreamParams } from '../contract/procedures.ts'
import { endedByCoreglow, type ProgramEvent, type ProgramRecord } from '../contract/program.ts'
import { isRun, programText } from '../contract/saved-record.ts'
import type { Client } from '../transport/client.ts'
import { createBottomLine } from './bottom-line.ts'
import { createStatusLine, type Io } from './io.ts'
import { checkOutputs, writeOutputs } from './outputs.ts'
import { withEngine } from './session.ts'
import { signalCode } from './signal-code.ts'
import { createStyle } from './style.ts'
import { createLiveView } from './watch-live.ts'
import { targetOf, type WatchOptions } from './watch-target.ts'
import { describeProgram } from './watch-text.ts'

type End = Extract<ProgramEvent, { readonly type: 'end' }>

/** How the watching ended, and the program where it did. */
interface Outcome {
  /** Without it nothing was kept: `failure` says why. */
  readonly end: End | undefined
  readonly failure: CoreglowError | undefined
  readonly exitCode: number | null
  readonly signal: string | null
}

/**
 * Starts a program or attaches to one, shows what its threads do, and prints the diagnosis at the end. Resolves with the
 * program's own exit code (128 + signal), 0 where `--seconds` ended it, undefined where it lives on.
 */
export async function watch(command: readonly string[], options: WatchOptions, io: Io): Promise<number | undefined> {
  const { seconds, rate, gilRate, functions, title, json, png, csv } = options
  const target = targetOf(command, options)
  await checkOutputs({ json, png, csv })
  const params = { target, seconds, rate, gilRate, functions, title }
  // An interrupt ends the watching, and not the engine, which has to save the observation.
  return withEngine({ ...io, signal: new AbortController().signal }, async (client) => {
    const outcome = await follow(client, params, io)
    const { stderr } = io
    if (outcome.end === undefined) {
      stderr.write(`coreglow: no diagnosis: ${outcome.failure?.message ?? GONE}\n`)
      return codeOf(outcome)
    }
    const { id, saved } = outcome.end
    const record = await recordOf(client, id)
    stderr.write(`\n${describeProgram(record, createStyle(stderr), stderr.columns ?? 100, process.cwd())}`)
    await writeOutputs(client, [record], { json, csv, png }, io)
    if (saved.ok) stderr.write(`\nKept as ${id}: ${saved.path}\n`)
    else stderr.write(`\nwarning: This observation was not saved: ${saved.reason}\n`)
    if (target.type === 'attach') return undefined
    return seconds !== undefined && endedByCoreglow(record) ? 0 : codeOf(outcome)
  })
}

const GONE = 'The watching has stopped.'
const LIVES = { exitCode: null, signal: null }

function codeOf({ exitCode, signal }: Outcome): number | undefined {
  return signal === null ? (exitCode ?? undefined) : signalCode(signal)
}

async function recordOf(client: Client, id: string): Promise<ProgramRecord> {
  const record = await client.call('run', { id })
  if (!isRun(record)) return record
  throw new CoreglowError('internal', `Observation ${id} is a run.`)
}

function follow(client: Client, params: StreamParams<'program'>, io: Io): Promise<Outcome> {
  const { stderr, signal } = io
  const attached = params.target.type === 'attach'
  const live = createLiveView(attached ? createStatusLine(stderr) : createBottomLine(stderr), stderr)
  return new Promise<Outcome>((resolve, reject) => {
    let id: string | undefined
    let ended: Pick<Outcome, 'exitCode' | 'signal'> | undefined
    let end: End | undefined
    const stop = () => {
      // Before it has begun there is nothing to save.
      if (id === undefined) return cancel()
      void client.call('stopProgram', { id, end: attached ? 'watching' : 'program' }).catch(reject)
    }
    const onItem = (event: ProgramEvent) => {
      live.onEvent(event)
      if (event.type === 'began') {
        id = event.id
        if (attached) stderr.write(`Watching ${programText(event)}. Ctrl+C ends it.\n`)
        if (signal.aborted) stop()
      }
      if (event.type === 'warning') {
        live.close()
        stderr.write(`coreglow: warning: ${event.message}\n`)
      }
      if (event.type === 'ended') ended = event
      if (event.type === 'end') end = event
    }
    const onEnd = (error?: CoreglowError) => {
      signal.removeEventListener('abort', stop)
      // Whatever became of the watching: the program has ended, and its end is passed on.
      if (end !== undefined || ended !== undefined) resolve({ end, failure: error, ...(ended ?? LIVES) })
      else reject(error ?? new CoreglowError('closed', GONE))
    }
    const cancel = () => {
      leave()
      reject(new CoreglowError('closed', 'It was interrupted before the program began.'))
    }
    signal.addEventListener('abort', stop, { once: true })
    // It may get one before it is reported to have begun.
    if (!attached) io.passInterrupts(INTERRUPTS_OF_THE_PROGRAM)
    const leave = client.open('program', params, { onItem, onEnd })
    if (signal.aborted) cancel()
  }).finally(() => live.close())
}

/** Ctrl+C reaches the program by itself; who presses it a third time wants both to end. */
const INTERRUPTS_OF_THE_PROGRAM = 2
